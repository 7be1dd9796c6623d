"""How tests knock at the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from candidates.models import Application
from employers.actions import create_token
from employers.models import Employer, Quota, Scope
from tests.cast import a_member, a_proposal, acting_for

EVERYTHING = [Scope.POOL, Scope.READ, Scope.WRITE]


class ApiClient(Client):
    """JSON in, JSON out; `key` is an employer's, without one the session counts."""

    def __init__(self, *, key: str = "", **defaults: Any) -> None:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        super().__init__(headers={"accept-language": "en", **headers}, **defaults)

    def send(self, path: str, body: Any = None, *, idempotency_key: str | None = None) -> HttpResponse:
        headers = {} if idempotency_key is None else {"Idempotency-Key": idempotency_key}
        return self.post(f"/api/v1/{path}", {} if body is None else body, content_type="application/json", headers=headers)

    def read(self, path: str, **query: Any) -> HttpResponse:
        return self.get(f"/api/v1/{path}", query)


def software_of(employer: Employer, scopes: list[Scope] = EVERYTHING) -> ApiClient:
    """A client with a new key of this employer."""
    owner = a_member(employer, "Bora Demir", role="owner")
    _token, key = create_token(employer_id=employer.pk, name="İK yazılımı", scopes=scopes, actor=acting_for(employer, owner.user))
    return ApiClient(key=key)


def candidate_client(application: Application, **defaults: Any) -> ApiClient:
    """A client signed in as this candidate."""
    client = ApiClient(**defaults)
    client.force_login(application.candidate.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def terms_for(application: Application, quota: Quota, **changes: Any) -> dict[str, Any]:
    """The JSON of a new offer that holds."""
    proposal = a_proposal(quota)
    return {
        "candidate": application.code,
        "quota": quota.pk,
        "title": proposal.title,
        "starts_on": proposal.starts_on.isoformat(),
        "ends_on": proposal.ends_on.isoformat(),
        "monthly_wage": "8422.65",
        "supervisor": "Bora Demir",
        "response_due_at": proposal.response_due_at.isoformat(),
        **changes,
    }
