"""Who is at a candidate's door."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from candidates.models import Candidate
from stajseferberligi.accounts.actors import Actor, as_candidate
from stajseferberligi.accounts.models import User

View = Callable[..., HttpResponse]


class CandidateRequest(HttpRequest):
    """A request of a candidate."""

    candidate: Candidate
    actor: Actor
    user: User


def candidate_of(user: User) -> Candidate | None:
    return Candidate.objects.select_related("identity").filter(user_id=user.pk).first()


def candidate_required(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        candidate = candidate_of(cast(User, request.user))
        if candidate is None:
            raise PermissionDenied
        guest = cast(CandidateRequest, request)
        guest.candidate = candidate
        guest.actor = as_candidate(candidate.user_id)
        return view(guest, *args, **kwargs)

    return guarded
