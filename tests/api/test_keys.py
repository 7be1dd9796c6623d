"""Keys: who gets in, how far, and how often."""

import logging

import pytest
from redis.exceptions import ConnectionError as CacheIsAway
from rest_framework.throttling import SimpleRateThrottle

from employers.actions import revoke_token, suspend_employer
from employers.api import TokenThrottle
from employers.models import ApiToken, Scope
from tests.api.clients import ApiClient, software_of
from tests.cast import a_candidate, a_member, a_quota, a_sent_offer, a_user, acting_for, administering, an_administrator, an_employer

pytestmark = pytest.mark.django_db


def test_a_guest_is_told_to_bring_a_key() -> None:
    answer = ApiClient().read("pool/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "not_authenticated"


def test_an_unknown_key_is_refused() -> None:
    answer = ApiClient(key="staj_unknown").read("pool/")
    assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")


def test_a_revoked_key_stops_at_once() -> None:
    aras = an_employer()
    software = software_of(aras)
    assert software.read("offers/").status_code == 200
    revoke_token(token_id=ApiToken.objects.get().pk, employer_id=aras.pk, actor=acting_for(aras))
    assert software.read("offers/").status_code == 401


def test_a_suspended_employers_key_stops_at_once() -> None:
    aras = an_employer()
    software = software_of(aras)
    suspend_employer(employer_id=aras.pk, reason="Denetim", actor=administering(an_administrator()))
    assert software.read("offers/").status_code == 401


def test_a_key_of_a_closed_account_stops() -> None:
    software = software_of(an_employer())
    creator = ApiToken.objects.get().created_by
    creator.is_active = False
    creator.save()
    assert software.read("offers/").status_code == 401


@pytest.mark.parametrize(
    ("scope", "method", "path", "status"),
    [
        (Scope.POOL, "get", "pool/", 200),
        (Scope.POOL, "get", "offers/", 403),
        (Scope.POOL, "get", "quotas/", 403),
        (Scope.READ, "get", "offers/", 200),
        (Scope.READ, "get", "quotas/", 200),
        (Scope.READ, "get", "pool/", 403),
        (Scope.READ, "post", "offers/", 403),
        (Scope.READ, "post", "offers/T-X/confirm/", 403),
        (Scope.WRITE, "get", "offers/", 403),
        (Scope.WRITE, "post", "offers/", 400),
        (Scope.WRITE, "post", "offers/T-X/confirm/", 404),
    ],
)
def test_a_key_does_what_its_scopes_say(scope: Scope, method: str, path: str, status: int) -> None:
    software = software_of(an_employer(), [scope])
    answer = software.read(path) if method == "get" else software.send(path)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "scope_missing"


def test_the_use_of_a_key_is_noted_at_most_once_a_minute() -> None:
    software = software_of(an_employer())
    software.read("offers/")
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    software.read("offers/")
    assert ApiToken.objects.get().last_used_at == first


def test_each_key_has_its_own_limit(monkeypatch) -> None:
    monkeypatch.setattr(TokenThrottle, "rate", "2/min", raising=False)
    ours, theirs = software_of(an_employer()), software_of(an_employer("Palandöken"))
    assert [ours.read("offers/").status_code for _ in range(3)] == [200, 200, 429]
    assert ours.read("offers/").json()["code"] == "throttled"
    assert int(ours.read("offers/")["Retry-After"]) > 0
    assert theirs.read("offers/").status_code == 200


def test_without_the_cache_nobody_is_stopped(monkeypatch, caplog) -> None:
    software = software_of(an_employer())

    class Away:
        def get(self, *_: object) -> None:
            raise CacheIsAway

    monkeypatch.setattr(SimpleRateThrottle, "cache", Away())
    with caplog.at_level(logging.WARNING):
        assert software.read("offers/").status_code == 200


@pytest.mark.parametrize(("role", "may_read", "may_write"), [("owner", 200, 404), ("coordinator", 200, 404), ("viewer", 200, 403)])
def test_members_come_with_their_session_and_role(role: str, may_read: int, may_write: int) -> None:
    member = a_member(an_employer(), role=role)
    client = ApiClient()
    client.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.read("offers/").status_code == may_read
    assert client.send("offers/T-X/confirm/").status_code == may_write


def test_a_stranger_and_a_waiting_employer_see_nothing() -> None:
    for user in (a_user(), a_member(an_employer(status="pending")).user):
        client = ApiClient()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        for path in ("pool/", "offers/", "quotas/", "me/offers/", "me/placements/"):
            assert client.read(path).status_code == 403


def test_a_key_opens_no_candidates_door() -> None:
    """Also when the person who created the key were a candidate: these doors do not look at keys."""
    software = software_of(an_employer())
    for path in ("me/offers/", "me/placements/"):
        assert software.read(path).status_code == 401


def test_another_employers_offer_is_not_found() -> None:
    offer = a_sent_offer(a_candidate(), quota=a_quota(an_employer()))
    ceren = software_of(an_employer("Ceren'in kurumu"))
    assert ceren.read(f"offers/{offer.code}/").status_code == 404
    for move in ("withdraw/", "confirm/"):
        answer = ceren.send(f"offers/{offer.code}/{move}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert ceren.send(f"offers/{offer.code}/cancel/", {"reason": "x"}).status_code == 404
    assert ceren.read("offers/").json()["results"] == []
