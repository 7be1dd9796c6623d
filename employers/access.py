"""Who is at an employer's door."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from employers.models import Membership
from employers.states import EmployerStatus
from stajseferberligi.accounts.actors import Actor, as_employer
from stajseferberligi.accounts.models import User

View = Callable[..., HttpResponse]


class EmployerRequest(HttpRequest):
    """A request of somebody who belongs to an employer."""

    membership: Membership
    actor: Actor
    user: User


def membership_of(user: User) -> Membership | None:
    return Membership.objects.select_related("employer").filter(user_id=user.pk).first()


def member_required(view: View) -> View:
    """Any member of an approved employer; a waiting or suspended employer sees a page that says so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        membership = membership_of(cast(User, request.user))
        if membership is None:
            raise PermissionDenied
        if membership.employer.status != EmployerStatus.APPROVED:
            return render(request, "employers/not_approved.html", {"employer": membership.employer}, status=403)
        guest = cast(EmployerRequest, request)
        guest.membership = membership
        guest.actor = as_employer(employer_id=membership.employer_id, user_id=membership.user_id)
        return view(guest, *args, **kwargs)

    return guarded


def coordinator_required(view: View) -> View:
    """Owners and coordinators: the ones who decide."""

    @wraps(view)
    def guarded(request: EmployerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.membership.may_act:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return member_required(guarded)


def owner_required(view: View) -> View:
    """Owners: the ones who manage the team and the keys."""

    @wraps(view)
    def guarded(request: EmployerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.membership.may_manage:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return member_required(guarded)
