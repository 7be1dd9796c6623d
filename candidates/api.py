"""The API's doors for candidates, who come with the session of the pages."""

from typing import cast

from django.utils.functional import cached_property
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from candidates.access import candidate_of
from stajseferberligi.accounts.actors import Actor, as_candidate
from stajseferberligi.accounts.models import User
from stajseferberligi.requests.api import CallerThrottle, Session


class IsCandidate(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.is_authenticated) and candidate_of(cast(User, request.user)) is not None


class CandidateView(APIView):
    """A door of a candidate. An employer's key opens none of these."""

    authentication_classes = (Session,)
    permission_classes = (IsCandidate,)
    throttle_classes = (CallerThrottle,)

    @cached_property
    def user_id(self) -> int:
        return cast(int, self.request.user.pk)

    @cached_property
    def actor(self) -> Actor:
        return as_candidate(self.user_id)

    @cached_property
    def caller(self) -> str:
        """Whose `Idempotency-Key` it is."""
        return f"user:{self.user_id}"
