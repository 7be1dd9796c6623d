"""Employers, their teams, quotas and keys."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from employers import rules
from employers.actions import approve_employer, change_role, invite_member, resize_quota, revoke_token, suspend_employer
from employers.models import ApiToken, Disclosure, Employer, Membership, Quota, Role
from stajseferberligi.accounts.actors import Actor, as_administrator
from stajseferberligi.administration import DecisionForm, ReadOnlyInline, ReasonForm, Room, Verb, link, list_link
from stajseferberligi.journal.models import Event


def _approve(employer: Employer, actor: Actor, _answers: Mapping[str, Any]) -> None:
    approve_employer(employer_id=employer.pk, actor=actor)


def _suspend(employer: Employer, actor: Actor, answers: Mapping[str, Any]) -> None:
    suspend_employer(employer_id=employer.pk, reason=answers["reason"], actor=actor)


class QuotaInline(ReadOnlyInline):
    model = Quota
    fields = ("programme", "unit", "province", "places", "taken")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quota]:
        return super().get_queryset(request).select_related("programme")


class MembershipInline(ReadOnlyInline):
    model = Membership
    fields = ("name", "email", "role", "created_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user")

    @admin.display(description=_("name"))
    def name(self, membership: Membership) -> str:
        return membership.user.full_name

    @admin.display(description=_("e-mail address"))
    def email(self, membership: Membership) -> str:
        return membership.user.email


@admin.register(Employer)
class EmployerAdmin(Room):
    list_display = ("name", "kind", "sector", "province", "status", "places", "taken", "members")
    list_filter = ("status", "kind")
    search_fields = ("name",)
    folded = ("name", "sector")
    ordering = ("sort_key",)
    plain = ("name", "kind", "sector", "province", "about", "website")
    given_once = ("name",)
    fields = ("name", "kind", "sector", "province", "about", "website", "status", "created_at", "offers")
    readonly_fields = ("offers",)
    inlines = (QuotaInline, MembershipInline)
    verbs = (
        Verb(
            "approve",
            _("Approve"),
            _("The employer sees the candidate pool without names and can send offers."),
            _("The employer is approved."),
            _approve,
            lambda employer, _administrator: rules.refusal_to_approve(employer),
        ),
        Verb(
            "suspend",
            _("Suspend"),
            _("From this moment none of its offers can be accepted or confirmed; those that are open become void. Internships stay."),
            _("The employer is suspended."),
            _suspend,
            lambda employer, _administrator: rules.refusal_to_suspend(employer, reason="–"),
            form=ReasonForm,
            is_final=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Employer]:
        """With this season's places and the size of the team, each counted apart so that neither multiplies the other."""
        quotas = Quota.objects.filter(employer=OuterRef("pk"), programme__is_current=True).order_by().values("employer")
        team = Membership.objects.filter(employer=OuterRef("pk")).order_by().values("employer")
        employers: QuerySet[Employer] = super().get_queryset(request)
        return employers.annotate(
            this_season=Subquery(quotas.annotate(n=Sum("places")).values("n")),
            this_season_taken=Subquery(quotas.annotate(n=Sum("taken")).values("n")),
            people=Subquery(team.annotate(n=Count("id")).values("n")),
        )

    def get_inlines(self, request: HttpRequest, obj: Employer | None) -> Any:
        return self.inlines if obj else ()

    def history_of(self, row: Employer) -> QuerySet[Event]:
        return Event.objects.filter(employer_id=row.pk)

    @admin.display(description=_("members"), ordering="people")
    def members(self, employer: Any) -> int:
        return employer.people or 0

    @admin.display(description=_("places"), ordering="this_season")
    def places(self, employer: Any) -> int:
        return employer.this_season or 0

    @admin.display(description=_("taken"), ordering="this_season_taken")
    def taken(self, employer: Any) -> int:
        return employer.this_season_taken or 0

    @admin.display(description=_("offers"))
    def offers(self, employer: Employer) -> str:
        return list_link("offers_offer", _("Offers of this employer"), employer__id__exact=employer.pk)


class PlacesForm(DecisionForm):
    places = forms.IntegerField(label=_("Places"), min_value=0, widget=forms.NumberInput(attrs={"class": "vIntegerField"}))

    def __init__(self, *args: Any, row: Quota, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["places"].initial = row.places
        self.fields["places"].help_text = _("%(taken)s are taken; the quota cannot be smaller.") % {"taken": row.taken}


def _resize(quota: Quota, actor: Actor, answers: Mapping[str, Any]) -> None:
    resize_quota(quota_id=quota.pk, places=answers["places"], actor=actor)


@admin.register(Quota)
class QuotaAdmin(Room):
    list_display = ("unit", "employer", "programme", "province", "places", "taken")
    list_filter = ("programme",)
    list_select_related = ("employer", "programme")
    folded = ("employer__name", "unit")
    autocomplete_fields = ("employer",)
    given_once = ("employer", "programme", "unit", "province", "places")
    verbs = (
        Verb(
            "resize",
            _("Change the number of places"),
            _("Employers see the new number at once."),
            _("The quota is changed."),
            _resize,
            form=PlacesForm,
        ),
    )


class InviteForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Adds somebody by address; an account is opened when there is none."""

    email = forms.EmailField(label=_("E-mail address"))
    full_name = forms.CharField(label=_("Name"), max_length=150)

    class Meta:
        model = Membership
        fields = ("employer", "role")


class RoleForm(DecisionForm):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def __init__(self, *args: Any, row: Membership, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["role"].initial = row.role


def _change_role(membership: Membership, actor: Actor, answers: Mapping[str, Any]) -> None:
    change_role(membership_id=membership.pk, employer_id=membership.employer_id, role=Role(answers["role"]), actor=actor)


@admin.register(Membership)
class MembershipAdmin(Room):
    list_display = ("name", "email", "employer", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "employer")
    search_fields = ("user__email",)
    folded = ("user__full_name", "employer__name")
    autocomplete_fields = ("employer",)
    given_once = ("employer", "email", "full_name", "role")
    fields = ("name", "email", "employer", "role", "created_at")
    readonly_fields = ("name", "email")
    verbs = (
        Verb(
            "role", _("Change the role"), _("An employer keeps at least one owner."), _("The role is changed."), _change_role, form=RoleForm
        ),
    )

    def get_form(self, request: HttpRequest, obj: Membership | None = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = InviteForm
            kwargs["fields"] = ("employer", "role")
        return super().get_form(request, obj, change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> list[str]:
        return super().get_readonly_fields(request, obj) if obj else []

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        invited = invite_member(
            employer_id=obj.employer_id,
            email=form.cleaned_data["email"],
            full_name=form.cleaned_data["full_name"],
            role=Role(form.cleaned_data["role"]),
            actor=as_administrator(request.user.pk or 0),
        )
        obj.pk, obj.user_id = invited.pk, invited.user_id

    @admin.display(description=_("name"), ordering="user__full_name")
    def name(self, membership: Membership) -> str:
        return membership.user.full_name or "–"

    @admin.display(description=_("e-mail address"), ordering="user__email")
    def email(self, membership: Membership) -> str:
        return membership.user.email


def _revoke(token: ApiToken, actor: Actor, _answers: Mapping[str, Any]) -> None:
    revoke_token(token_id=token.pk, employer_id=token.employer_id, actor=actor)


@admin.register(ApiToken)
class ApiTokenAdmin(Room):
    list_display = ("prefix", "employer", "name", "scopes", "created_at", "last_used_at", "revoked_at")
    list_select_related = ("employer",)
    search_fields = ("prefix",)
    folded = ("employer__name", "name")
    fields = ("employer", "name", "prefix", "scopes", "created_by", "created_at", "last_used_at", "revoked_at")
    verbs = (
        Verb("revoke", _("Revoke"), _("The key stops working at once and for good."), _("The key is revoked."), _revoke, is_final=True),
    )


@admin.register(Disclosure)
class DisclosureAdmin(Room):
    """Which names are open to whom, since when."""

    list_display = ("opened_at", "employer", "candidate")
    list_select_related = ("employer", "application")
    date_hierarchy = "opened_at"
    search_fields = ("application__code",)
    folded = ("employer__name",)
    fields = ("opened_at", "employer", "candidate")
    readonly_fields = ("candidate",)

    @admin.display(description=_("application"))
    def candidate(self, disclosure: Disclosure) -> str:
        return link("candidates_application", disclosure.application_id, disclosure.application.code)
