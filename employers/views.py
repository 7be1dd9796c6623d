"""An employer's own affairs: who acts for it, and the keys of its software."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from employers.access import EmployerRequest, member_required, owner_required
from employers.actions import change_role, create_token, invite_member, revoke_token
from employers.forms import InviteForm, KeyForm, RoleForm
from employers.models import ApiToken, Membership, Role, Scope
from stajseferberligi.refusals import Refused


@require_GET
@member_required
def team(request: EmployerRequest) -> HttpResponse:
    return _team_page(request, InviteForm() if request.membership.may_manage else None)


@require_POST
@owner_required
def invite(request: EmployerRequest) -> HttpResponse:
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _team_page(request, form)
    try:
        member = invite_member(
            employer_id=request.membership.employer_id,
            email=form.cleaned_data["email"],
            full_name=form.cleaned_data["full_name"],
            role=Role(form.cleaned_data["role"]),
            actor=request.actor,
        )
    except Refused as refused:
        form.add_error("email", str(refused.refusal))
        return _team_page(request, form)
    messages.success(
        request, _("%(email)s is on the team as: %(role)s.") % {"email": form.cleaned_data["email"], "role": member.get_role_display()}
    )
    return redirect("employer_team")


@require_POST
@owner_required
def set_role(request: EmployerRequest, membership_id: int) -> HttpResponse:
    """Another role for a member, or none: off the team. Whoever removes themselves leaves this desk."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role from the list."))
        return redirect("employer_team")
    try:
        member = change_role(
            membership_id=membership_id, employer_id=request.membership.employer_id, role=form.chosen(), actor=request.actor
        )
    except Membership.DoesNotExist as missing:
        raise Http404 from missing
    except Refused as refused:
        messages.error(request, str(refused.refusal))
        return redirect("employer_team")
    if form.chosen() is None:
        messages.success(request, _("The member was taken off the team."))
        return redirect("home" if member.user_id == request.user.pk else "employer_team")
    messages.success(request, _("The role is now: %(role)s.") % {"role": member.get_role_display()})
    return redirect("employer_team")


@require_http_methods(["GET", "POST"])
@never_cache
@member_required
def integration(request: EmployerRequest) -> HttpResponse:
    """The keys of the employer's software. A new key is in this one answer in plain text and nowhere else."""
    if request.method == "GET":
        return _integration_page(request, KeyForm() if request.membership.may_manage else None)
    return _create_key(request)


@owner_required
def _create_key(request: EmployerRequest) -> HttpResponse:
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _integration_page(request, form)
    _token, key = create_token(
        employer_id=request.membership.employer_id, name=form.cleaned_data["name"], scopes=form.chosen(), actor=request.actor
    )
    return _integration_page(request, KeyForm(), key=key)


@require_POST
@owner_required
def revoke_key(request: EmployerRequest, token_id: int) -> HttpResponse:
    try:
        revoke_token(token_id=token_id, employer_id=request.membership.employer_id, actor=request.actor)
    except ApiToken.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("The key no longer works."))
    return redirect("employer_integration")


def _team_page(request: EmployerRequest, form: InviteForm | None) -> HttpResponse:
    members = Membership.objects.filter(employer_id=request.membership.employer_id).select_related("user").order_by("id")
    context = {
        "members": members,
        "form": form,
        "roles": Role.choices,
        "may_manage": request.membership.may_manage,
        "me": request.membership.pk,
    }
    return render(request, "employers/team.html", context)


def _integration_page(request: EmployerRequest, form: KeyForm | None, *, key: str = "") -> HttpResponse:
    tokens = ApiToken.objects.filter(employer_id=request.membership.employer_id).select_related("created_by").order_by("-id")
    keys = [(token, [str(Scope(scope).label) for scope in token.scopes]) for token in tokens]
    context = {"keys": keys, "form": form, "key": key, "may_manage": request.membership.may_manage}
    return render(request, "employers/integration.html", context)
