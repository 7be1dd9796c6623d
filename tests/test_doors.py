"""Every address × every role, decided here. An address without a row fails; closed is the default.

The objects in question belong to Ayşe (a candidate) and to Aras (an employer); `tests/world.py` tells who the others are.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from functools import cache
from typing import Any
from unittest.mock import Mock

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from stajseferberligi.accounts.models import User
from tests import world
from tests.world import World

# What an answer looks like in the tables.
SIGNS = {200: ".", 400: "B", 401: "U", 403: "F", 404: "N", 405: "M", 409: "C"}
SIGN_IN, ELSEWHERE = "L", ">"  # 302 to the sign-in page; 302 to anywhere else

#     a visitor, somebody without a role, Ayşe, another candidate
#     | owner, coordinator and viewer of Aras, owner of another employer
#     | owner of a suspended employer, of one that waits for its approval
#     | staff without rights, administrator
ROLES = "visitor stranger ayse mete | owner coordinator viewer rival | suspended pending | staff administrator"
PAGES = """
landing                              GET   . . . . | . . . . | . . | . .
landing                              POST  M M M M | M M M M | M M | M M
faq                                  GET   . . . . | . . . . | . . | . .
faq                                  POST  M M M M | M M M M | M M | M M
health                               GET   . . . . | . . . . | . . | . .
health                               POST  M M M M | M M M M | M M | M M
set_language                         GET   M M M M | M M M M | M M | M M
set_language                         POST  > > > > | > > > > | > > | > >
home                                 GET   L . > > | > > > > | > > | > >
home                                 POST  L M M M | M M M M | M M | M M

account_login                        GET   . > > > | > > > > | > > | > >
account_login                        POST  . > > > | > > > > | > > | > >
account_logout                       GET   > . . . | . . . . | . . | . .
account_logout                       POST  > > > > | > > > > | > > | > >
account_inactive                     GET   . . . . | . . . . | . . | . .
account_inactive                     POST  M M M M | M M M M | M M | M M
account_signup                       GET   . > > > | > > > > | > > | > >
account_signup                       POST  . > > > | > > > > | > > | > >
account_reauthenticate               GET   L . . . | . . . . | . . | . .
account_reauthenticate               POST  L . . . | . . . . | . . | . .
account_email                        GET   L . . . | . . . . | . . | . .
account_email                        POST  L > > > | > > > > | > > | > >
account_email_verification_sent      GET   . . . . | . . . . | . . | . .
account_email_verification_sent      POST  M M M M | M M M M | M M | M M
account_change_password              GET   L . . . | . . . . | . . | . .
account_change_password              POST  L . . . | . . . . | . . | . .
account_set_password                 GET   L > > > | > > > > | > > | > >
account_set_password                 POST  L > > > | > > > > | > > | > >
account_reset_password               GET   . . . . | . . . . | . . | . .
account_reset_password               POST  . . . . | . . . . | . . | . .
account_confirm_login_code           GET   L > > > | > > > > | > > | > >
account_confirm_login_code           POST  L > > > | > > > > | > > | > >
account_confirm_email                GET   . . . . | . . . . | . . | . .
account_confirm_email                POST  N N N N | N N N N | N N | N N
account_reset_password_from_key      GET   . . . . | . . . . | . . | . .
account_reset_password_from_key      POST  . . . . | . . . . | . . | . .
account_reset_password_from_key_done GET   . . . . | . . . . | . . | . .
account_reset_password_from_key_done POST  M M M M | M M M M | M M | M M
account_reset_password_done          GET   . . . . | . . . . | . . | . .
account_reset_password_done          POST  M M M M | M M M M | M M | M M

candidate_home                       GET   L F . . | F F F F | F F | F F
candidate_home                       POST  L M M M | M M M M | M M | M M
candidate_offers                     GET   L F . . | F F F F | F F | F F
candidate_offers                     POST  L M M M | M M M M | M M | M M
candidate_offer                      GET   L F . N | F F F F | F F | F F
candidate_offer                      POST  L M M M | M M M M | M M | M M
candidate_accept                     GET   L F . N | F F F F | F F | F F
candidate_accept                     POST  L F > N | F F F F | F F | F F
candidate_decline                    GET   L F . N | F F F F | F F | F F
candidate_decline                    POST  L F > N | F F F F | F F | F F
candidate_compare                    GET   L F . . | F F F F | F F | F F
candidate_compare                    POST  L M M M | M M M M | M M | M M
candidate_placements                 GET   L F . . | F F F F | F F | F F
candidate_placements                 POST  L M M M | M M M M | M M | M M
candidate_privacy                    GET   L F . . | F F F F | F F | F F
candidate_privacy                    POST  L M M M | M M M M | M M | M M

employer_home                        GET   L F F F | . . . . | F F | F F
employer_home                        POST  L M M M | M M M M | M M | M M
employer_pool                        GET   L F F F | . . . . | F F | F F
employer_pool                        POST  L M M M | M M M M | M M | M M
employer_candidate                   GET   L F F F | . . . . | F F | F F
employer_candidate                   POST  L M M M | M M M M | M M | M M
employer_send                        GET   L F F F | . . F . | F F | F F
employer_send                        POST  L F F F | . . F . | F F | F F
employer_working_days                GET   L F F F | . . . . | F F | F F
employer_working_days                POST  L M M M | M M M M | M M | M M
employer_offers                      GET   L F F F | . . . . | F F | F F
employer_offers                      POST  L M M M | M M M M | M M | M M
employer_offers_csv                  GET   L F F F | . . . . | F F | F F
employer_offers_csv                  POST  L M M M | M M M M | M M | M M
employer_offer                       GET   L F F F | . . . N | F F | F F
employer_offer                       POST  L M M M | M M M M | M M | M M
employer_confirm                     GET   L F F F | . . F N | F F | F F
employer_confirm                     POST  L F F F | > > F N | F F | F F
employer_cancel                      GET   L F F F | . . F N | F F | F F
employer_cancel                      POST  L F F F | > > F N | F F | F F
employer_withdraw                    GET   L F F F | . . F N | F F | F F
employer_withdraw                    POST  L F F F | > > F N | F F | F F
employer_confirm_many                GET   L F F F | . . F . | F F | F F
employer_confirm_many                POST  L F F F | > > F > | F F | F F
employer_batches                     GET   L F F F | . . . . | F F | F F
employer_batches                     POST  L M M M | M M M M | M M | M M
employer_batch                       GET   L F F F | . . . N | F F | F F
employer_batch                       POST  L M M M | M M M M | M M | M M
employer_batch_progress              GET   L F F F | . . . N | F F | F F
employer_batch_progress              POST  L M M M | M M M M | M M | M M
employer_batch_csv                   GET   L F F F | . . . N | F F | F F
employer_batch_csv                   POST  L M M M | M M M M | M M | M M
employer_batch_stop                  GET   L M M M | M M M M | M M | M M
employer_batch_stop                  POST  L F F F | > > F N | F F | F F
employer_placements                  GET   L F F F | . . . . | F F | F F
employer_placements                  POST  L M M M | M M M M | M M | M M
employer_quotas                      GET   L F F F | . . . . | F F | F F
employer_quotas                      POST  L M M M | M M M M | M M | M M
employer_team                        GET   L F F F | . . . . | F F | F F
employer_team                        POST  L M M M | M M M M | M M | M M
employer_invite                      GET   L M M M | M M M M | M M | M M
employer_invite                      POST  L F F F | > F F > | F F | F F
employer_set_role                    GET   L M M M | M M M M | M M | M M
employer_set_role                    POST  L F F F | > F F N | F F | F F
employer_integration                 GET   L F F F | . . . . | F F | F F
employer_integration                 POST  L F F F | . F F . | F F | F F
employer_revoke_key                  GET   L M M M | M M M M | M M | M M
employer_revoke_key                  POST  L F F F | > F F N | F F | F F
"""
# Letters belong to a person, not to a role: under either address everybody finds their own, and nobody else's.
PAGES += """
candidate_notifications              GET   L . . . | . . . . | . . | . .
candidate_notifications              POST  L M M M | M M M M | M M | M M
candidate_notifications_read         GET   L M M M | M M M M | M M | M M
candidate_notifications_read         POST  L > > > | > > > > | > > | > >
candidate_notification               GET   L M M M | M M M M | M M | M M
candidate_notification               POST  L N > N | N N N N | N N | N N
employer_notifications               GET   L . . . | . . . . | . . | . .
employer_notifications               POST  L M M M | M M M M | M M | M M
employer_notifications_read          GET   L M M M | M M M M | M M | M M
employer_notifications_read          POST  L > > > | > > > > | > > | > >
employer_notification                GET   L M M M | M M M M | M M | M M
employer_notification                POST  L N N N | > N N N | N N | N N
"""

# The API by session, then by key: everything allowed, only the pool, only reading, only deciding
# | revoked, of a rival, of a suspended employer.
API_ROLES = f"{ROLES} | key key_pool key_read key_write | key_revoked key_rival key_suspended"
API = """
api_pool                             GET   U F F F | . . . . | F F | F F | . . F F | U . U
api_pool                             POST  U F F F | M M F M | F F | F F | M F F M | U M U
api_quotas                           GET   U F F F | . . . . | F F | F F | . F . F | U . U
api_quotas                           POST  U F F F | M M F M | F F | F F | M F F M | U M U
api_offers                           GET   U F F F | . . . . | F F | F F | . F . F | U . U
api_offers                           POST  U F F F | B B F B | F F | F F | B F F B | U B U
api_offer                            GET   U F F F | . . . N | F F | F F | . F . F | U N U
api_offer                            POST  U F F F | M M F M | F F | F F | M F F M | U M U
api_withdraw                         GET   U F F F | M M M M | F F | F F | M F M F | U M U
api_withdraw                         POST  U F F F | . . F N | F F | F F | . F F . | U N U
api_confirm                          GET   U F F F | M M M M | F F | F F | M F M F | U M U
api_confirm                          POST  U F F F | . . F N | F F | F F | . F F . | U N U
api_cancel                           GET   U F F F | M M M M | F F | F F | M F M F | U M U
api_cancel                           POST  U F F F | . . F N | F F | F F | . F F . | U N U
api_my_offers                        GET   U F . . | F F F F | F F | F F | U U U U | U U U
api_my_offers                        POST  U F M M | F F F F | F F | F F | U U U U | U U U
api_my_offer                         GET   U F . N | F F F F | F F | F F | U U U U | U U U
api_my_offer                         POST  U F M M | F F F F | F F | F F | U U U U | U U U
api_accept                           GET   U F M M | F F F F | F F | F F | U U U U | U U U
api_accept                           POST  U F . N | F F F F | F F | F F | U U U U | U U U
api_decline                          GET   U F M M | F F F F | F F | F F | U U U U | U U U
api_decline                          POST  U F . N | F F F F | F F | F F | U U U U | U U U
api_my_placements                    GET   U F . . | F F F F | F F | F F | U U U U | U U U
api_my_placements                    POST  U F M M | F F F F | F F | F F | U U U U | U U U
api_schema                           GET   . . . . | . . . . | . . | . . | . . . . | . . .
api_schema                           POST  M M M M | M M M M | M M | M M | M M M M | M M M
api_docs                             GET   . . . . | . . . . | . . | . . | . . . . | . . .
api_docs                             POST  M M M M | M M M M | M M | M M | M M M M | M M M
"""

# What an administrator with every right may do with each table: add, change, delete. The verbs are asked of the tables themselves.
ADMIN_TABLES = {
    "auth_group": "add change delete",
    "accounts_user": "add change",
    "programme_programme": "add change",
    "journal_event": "",
    "notifications_notification": "",
    "notifications_mailboxletter": "",
    "jobs_jobrun": "",
    "candidates_candidate": "change",
    "candidates_application": "",
    "employers_employer": "add change",
    "employers_quota": "add",
    "employers_membership": "add",
    "employers_apitoken": "",
    "employers_disclosure": "",
    "offers_offer": "",
    "offers_placement": "",
    "offers_reversal": "",
    "offers_batch": "",
}
# Addresses of the administration that belong to no table: staff without rights, administrator.
ADMIN_PAGES = {
    "admin:index": "..",
    "admin:clocks": "..",
    "admin:password_change": "..",
    "admin:password_change_done": "..",
    "admin:jsi18n": "..",
    "admin:autocomplete": "FF",  # without a field to complete
    "admin:app_list": "N.",
    "admin:view_on_site": "NN",
    "admin:auth_user_password_change": "F.",
}
ADMIN_ENTRANCES = {"admin:login", "admin:logout"}


def routes(patterns: Any = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in (patterns or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join(filter(None, (namespace, pattern.name))), pattern
        else:
            yield from routes(pattern, ":".join(filter(None, (namespace, pattern.namespace))))


@cache
def table(text: str, roles: str) -> dict[tuple[str, str], dict[str, str]]:
    """(route, method) → role → sign."""
    names = roles.replace("|", " ").split()
    rows = [line.replace("|", " ").split() for line in text.splitlines() if line]
    return {(row[0], row[1]): dict(zip(names, row[2:], strict=True)) for row in rows}


def decided() -> dict[tuple[str, str], dict[str, str]]:
    return {**table(PAGES, ROLES), **table(API, API_ROLES)}


def sign_of(response: HttpResponse) -> str:
    if response.status_code == 302:
        entrances = (reverse("account_login"), reverse("admin:login"))
        return SIGN_IN if response["Location"].startswith(entrances) else ELSEWHERE
    return SIGNS.get(response.status_code, str(response.status_code))


class Visitors:
    """A client for each role; each visit starts with the same session and leaves no trace unless it is told to."""

    def __init__(self, here: World) -> None:
        self.world = here
        people: dict[str, User | None] = {
            "visitor": None,
            "stranger": here.stranger,
            "ayse": here.ayse.candidate.user,
            "mete": here.mete.candidate.user,
            "owner": here.owner.user,
            "coordinator": here.coordinator.user,
            "viewer": here.viewer.user,
            "rival": here.rival.user,
            "suspended": here.suspended.user,
            "pending": here.pending.user,
            "staff": here.staff,
            "administrator": here.administrator,
        }
        self.clients = {name: Client() for name in people}
        for name, user in people.items():
            if user is not None:
                self.clients[name].force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        for name, key in here.keys.items():
            self.clients[name] = Client(headers={"Authorization": f"Bearer {key}"})
        self.sessions = {name: client.cookies.output() and client.cookies["sessionid"].value for name, client in self.clients.items()}

    def visit(self, role: str, method: str, url: str, body: dict[str, Any] | None = None) -> HttpResponse:
        client = self.clients[role]
        client.cookies.clear()
        if self.sessions[role]:
            client.cookies["sessionid"] = self.sessions[role]
        if url.startswith("/api/") and method != "GET":
            return client.generic(method, url, json.dumps(body or {}), content_type="application/json")
        return client.generic(method, url) if method != "POST" else client.post(url, body or {})

    def try_out(self, role: str, method: str, url: str, body: dict[str, Any] | None = None) -> str:
        with transaction.atomic():
            sign = sign_of(self.visit(role, method, url, body))
            transaction.set_rollback(True)
        return sign

    def body(self, name: str) -> dict[str, Any]:
        """What is sent along by POST: enough for the verb behind the door to act, where it is open."""
        return {
            "candidate_accept": {"understood": "on"},
            "employer_cancel": {"reason": "Saha kapandı"},
            "employer_confirm_many": {"step": "confirm", "codes": self.world.accepted.code, "key": str(uuid.uuid4())},
            "employer_invite": {"email": "yeni@example.org", "full_name": "Yeni Üye", "role": "viewer"},
            "employer_set_role": {"role": "coordinator"},
            "employer_integration": {"name": "İK yazılımı", "scopes": ["pool"]},
            "api_accept": {"understood": True},
            "api_cancel": {"reason": "Saha kapandı"},
        }.get(name, {})


@pytest.fixture
def visitors(db) -> Visitors:
    return Visitors(world.build())


def ours() -> set[str]:
    return {name for name, _pattern in routes() if not name.startswith("admin")}


def test_every_address_is_decided():
    rows = {name for name, _method in decided()}
    assert ours() == rows
    assert all((name, method) in decided() for name in rows for method in ("GET", "POST"))


def test_every_address_of_the_administration_is_decided():
    models = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    assert models == ADMIN_TABLES.keys()
    kinds = ("changelist", "add", "history", "delete", "change", "decide")
    of_tables = {f"admin:{model}_{kind}" for model in models for kind in kinds}
    named = {name for name, pattern in routes() if name.startswith("admin:") and pattern.name}
    assert named <= of_tables | ADMIN_PAGES.keys() | ADMIN_ENTRANCES


@pytest.mark.parametrize("part", ["account", "candidate", "employer", "api", ""])
def test_doors(visitors, part):
    parts = ("account_", "candidate_", "employer_", "api_")
    wrong = []
    for (name, method), row in decided().items():
        if not (name.startswith(f"{part}_") if part else not name.startswith(parts)):
            continue
        url, body = visitors.world.address(name), visitors.body(name)
        for role, expected in row.items():
            got = visitors.try_out(role, method, url, body)
            if got != expected:
                wrong.append(f"{method} {name} as {role}: {got} instead of {expected}")
    assert not wrong, "\n".join(wrong)


def test_other_methods_open_nothing(visitors):
    """PUT, PATCH and DELETE are nobody's way in; allauth's own views read PUT as POST."""
    opened = []
    for name in sorted(ours()):
        if name.startswith("account_"):
            continue
        url = visitors.world.address(name)
        for role in ("visitor", "ayse", "owner", "administrator", "key"):
            opened += [
                f"{method} {name} as {role}" for method in ("PUT", "PATCH", "DELETE") if visitors.try_out(role, method, url) not in "LFNMU"
            ]
    assert not opened


def test_key_opens_no_page(visitors):
    """A key is for the API alone: on pages its bearer is a visitor."""
    for name in ("candidate_home", "employer_home", "employer_offers_csv", "admin:index"):
        assert visitors.try_out("key", "GET", reverse(name)) == SIGN_IN


def test_session_alone_decides_nothing_without_a_token_of_the_form(visitors):
    """Neither page nor API takes a decision that another site made the browser send."""
    here = visitors.world
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(here.ayse.candidate.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.post(visitors.world.address("candidate_decline")).status_code == 403
    assert browser.post(visitors.world.address("api_decline"), {}, content_type="application/json").status_code == 403
    here.sent.refresh_from_db()
    assert here.sent.status == "sent"


def admin_routes(visitors: Visitors) -> Iterator[tuple[str, str, str, str, str]]:
    """(what, address, method, sign for staff without rights, sign for an administrator) for each table."""
    Group.objects.create(name="Gözlemciler")
    for table_name, allowed in ADMIN_TABLES.items():
        model = apps.get_model(*table_name.split("_", 1))
        row = model._default_manager.order_by("pk").first()
        change = f"admin:{table_name}_change"
        yield table_name, reverse(f"admin:{table_name}_changelist"), "GET", "F", "."
        yield table_name, reverse(f"admin:{table_name}_add"), "GET", "F", "." if "add" in allowed else "F"
        yield table_name, reverse(f"admin:{table_name}_add"), "POST", "F", "." if "add" in allowed else "F"
        if row is None:
            continue
        yield table_name, reverse(change, args=[row.pk]), "GET", "F", "."
        yield table_name, reverse(f"admin:{table_name}_history", args=[row.pk]), "GET", "F", "."
        if "change" not in allowed:
            yield table_name, reverse(change, args=[row.pk]), "POST", "F", "F"
        yield table_name, reverse(f"admin:{table_name}_delete", args=[row.pk]), "POST", "F", "." if "delete" in allowed else "F"
        for verb in getattr(admin.site._registry[model], "verbs", ()):
            decide = reverse(f"admin:{table_name}_decide", args=[row.pk, verb.name])
            yield f"{table_name} {verb.name}", decide, "GET", "F", "."
            yield f"{table_name} {verb.name}", decide, "POST", "F", "*"  # acts, asks for a reason, or says why not


def test_doors_of_the_tables(visitors):
    wrong = []
    for what, url, method, staff, administrator in admin_routes(visitors):
        expected = {"visitor": "L", "ayse": "L", "owner": "L", "staff": staff, "administrator": administrator}
        for role, sign in expected.items():
            got = visitors.try_out(role, method, url)
            if got != sign and not (sign == "*" and got in ".>"):
                wrong.append(f"{method} {what} {url} as {role}: {got} instead of {sign}")
    assert not wrong, "\n".join(wrong)


def test_doors_of_the_administration(visitors):
    arguments = {
        "admin:app_list": ["offers"],
        "admin:view_on_site": [ContentType.objects.get_for_model(User).pk, visitors.world.staff.pk],
        "admin:auth_user_password_change": [visitors.world.stranger.pk],
    }
    for name, signs in ADMIN_PAGES.items():
        url = reverse(name, args=arguments.get(name, []))
        got = [visitors.try_out(role, "GET", url) for role in ("visitor", "stranger", "ayse", "owner", "staff", "administrator")]
        assert got == [SIGN_IN] * 4 + list(signs), name
    assert visitors.try_out("visitor", "GET", "/yonetim/nothing-here/") == SIGN_IN
    entrance = visitors.visit("visitor", "GET", reverse("admin:login"))
    assert entrance["Location"].startswith(reverse("account_login")), "one way in, with its rate limits"
    assert visitors.try_out("owner", "GET", reverse("admin:login")) == "F"


def test_administrators_change_no_state_by_hand(visitors):
    """Status fields are not in any form: buttons call verbs."""
    here = visitors.world
    for model, row in (("employers_employer", here.aras), ("candidates_candidate", here.ayse.candidate)):
        visitors.visit("administrator", "POST", reverse(f"admin:{model}_change", args=[row.pk]), {"name": "Aras", "status": "suspended"})
        before = row.__dict__.get("status")
        row.refresh_from_db()
        assert row.__dict__.get("status") == before


# Reading changes nothing

KEEPS = ("django_session", "django_migrations", "employers_apitoken")  # a key remembers when it was last used


def everything() -> dict[str, tuple[int, str | None]]:
    """Each table's number of rows and a digest of what they hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")
        names = sorted(name for (name,) in cursor.fetchall() if name not in KEEPS)
        state = {}
        for name in names:
            cursor.execute(
                f"SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {connection.ops.quote_name(name)} t"
            )
            state[name] = cursor.fetchone()
    return state


def test_reading_never_decides(visitors):
    """Every address by GET, as everybody, one after the other and without undoing: nothing is sent, accepted, read or written."""
    before = everything()
    for name in sorted(ours()):
        if name == "account_logout":
            continue
        url = visitors.world.address(name)
        for role in visitors.clients:
            if not role.startswith("key") or name.startswith("api_"):
                visitors.visit(role, "GET", url)
    for _what, url, method, _staff, sign in admin_routes(visitors):
        if method == "GET" and sign == ".":
            visitors.visit("administrator", "GET", url)
    Group.objects.all().delete()
    after = everything()
    assert {name for name in before if before[name] != after[name]} == set()


@pytest.mark.parametrize("role", ["visitor", "ayse", "owner", "administrator"])
def test_pages_that_do_not_exist_are_not_found(visitors, role):
    for url in ("/yok/", "/aday/teklifler/T-YOKYOKYO/", "/isveren/teklifler/T-YOKYOKYO/", "/api/v1/yok/"):
        assert visitors.try_out(role, "GET", url) in {"N", "L", "F"}


def without_names(response: HttpResponse, code: str) -> str:
    """A page without its own address and its form's token, which differ each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode().replace(code, ""))


def test_code_of_an_offer_says_nothing_to_others(visitors):
    """Somebody else's offer and no offer at all answer alike."""
    here = visitors.world
    for role, name in (("mete", "candidate_offer"), ("rival", "employer_offer"), ("key_rival", "api_offer"), ("mete", "api_my_offer")):
        theirs = visitors.visit(role, "GET", reverse(name, args=[here.sent.code]))
        nothing = visitors.visit(role, "GET", reverse(name, args=["T-22222222"]))
        assert theirs.status_code == nothing.status_code == 404
        assert without_names(theirs, here.sent.code) == without_names(nothing, "T-22222222")


@pytest.mark.parametrize(
    ("problem", "status"), [(OperationalError("canceling statement due to lock timeout"), 503), (ValueError("broken"), 500)]
)
def test_busy_database_is_told_from_a_broken_page(client, db, monkeypatch, problem, status):
    monkeypatch.setattr("stajseferberligi.views.clock.now", Mock(side_effect=problem))
    client.raise_request_exception = False
    response = client.get(reverse("landing"))
    assert response.status_code == status
    assert ("Retry-After" in response) == (status == 503)
