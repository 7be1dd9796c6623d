"""The administration: who gets in, what can be changed there, and that every change of state goes through a verb."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidates.models import Application
from employers.models import ApiToken, Employer, Membership, Quota
from offers.actions.reversing import request_reversal
from offers.models import Offer, Reversal
from offers.states import OfferStatus, ReversalKind
from stajseferberligi import clock
from stajseferberligi.accounts.models import User
from stajseferberligi.celery import app
from stajseferberligi.jobs.models import JobRun
from stajseferberligi.journal.models import Event
from stajseferberligi.notifications.models import MailboxLetter
from tests.api.clients import software_of
from tests.cast import (
    a_candidate,
    a_member,
    a_quota,
    a_sent_offer,
    a_user,
    administering,
    an_accepted_offer,
    an_administrator,
    an_employer,
    the_programme,
)

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(user: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def derya() -> User:
    return an_administrator()


@pytest.fixture
def desk(derya: User) -> Client:
    return signed_in(derya)


def change_url(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def verb_url(row: Any, verb: str) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_decide", args=[row.pk, verb])


def test_only_administrators_come_in() -> None:
    ceren, ayse = a_member(an_employer("Ceren")).user, a_candidate().candidate.user
    for address in ("admin:index", "admin:clocks", "admin:offers_offer_changelist"):
        assert Client().get(reverse(address), follow=True).redirect_chain[-1][0].startswith("/hesap/")
        for user in (a_user(), ceren, ayse):
            assert signed_in(user).get(reverse(address), follow=True).status_code == 403


def test_signing_in_goes_through_the_common_door() -> None:
    """Its limits on failed attempts hold here too."""
    answer = Client().post(reverse("admin:login"), {"username": "x@example.org", "password": "x"})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_the_first_page_is_ours_and_says_what_waits(derya: User) -> None:
    an_employer("Bekleyen", status="pending")
    page = signed_in(derya, "tr").get(reverse("admin:index")).content.decode()
    assert "Staj Seferberliği yönetimi" in page
    assert "<strong>1</strong>" in page


def a_full_house() -> None:
    """One row in every table that the administration shows."""
    ayse = a_candidate()
    offer = an_accepted_offer(ayse)
    software = software_of(offer.employer)
    software.send(f"offers/{offer.code}/confirm/", idempotency_key="k")
    second = a_sent_offer(a_candidate("Fatma Kaya"), quota=a_quota(offer.employer))
    request_reversal(
        offer_id=offer.pk,
        kind=ReversalKind.UNDO_PLACEMENT,
        reason="Yanlış kurum",
        ticket="D-1",
        actor=administering(an_administrator("Deniz İkinci")),
    )
    MailboxLetter.objects.create(message_id="1", to=second.employer.name, subject="Konu", text="Metin", html="<p>Metin</p>")
    JobRun.objects.create(name="offers.expire", slot_at=clock.now(), finished_at=clock.now(), error="#1: bozuk")


def test_every_table_opens_searches_and_shows_a_row(desk: Client) -> None:
    a_full_house()
    for model in admin.site._registry:
        where = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert desk.get(reverse(f"{where}_changelist")).status_code == 200, model
        assert desk.get(reverse(f"{where}_changelist"), {"q": "ŞIŞLI A-X"}).status_code == 200, model
        row = model._default_manager.order_by("pk").first()
        if row is not None:
            assert desk.get(reverse(f"{where}_change", args=[row.pk])).status_code == 200, model
        if admin.site._registry[model].has_add_permission(desk.get("/yonetim/").wsgi_request):
            assert desk.get(reverse(f"{where}_add")).status_code == 200, model


def test_nothing_of_the_protocol_can_be_deleted_or_added(desk: Client) -> None:
    a_full_house()
    ours = [model for model in admin.site._registry if not model.__module__.startswith("django.")]
    for model in ours:
        where = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.order_by("pk").first()
        if row is None:
            continue
        assert desk.post(reverse(f"{where}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403, model
    addable = {
        model.__name__
        for model in ours
        if desk.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")).status_code == 200
    }
    assert addable == {"Programme", "User", "Employer", "Quota", "Membership"}


def test_states_and_stamps_cannot_be_posted(desk: Client) -> None:
    offer = a_sent_offer(a_candidate())
    employer = offer.employer
    desk.post(change_url(offer), {"status": "placed", "accepted_at_0": "01.01.2026"})
    desk.post(
        change_url(employer),
        {"name": "Yeni Ad A.Ş.", "kind": "private", "sector": "Enerji", "province": 25, "status": "suspended", **EMPTY_FORMSETS},
    )
    offer.refresh_from_db()
    employer.refresh_from_db()
    assert offer.status == OfferStatus.SENT
    assert (employer.name, employer.status) == ("Yeni Ad A.Ş.", "approved")


EMPTY_FORMSETS = {
    f"{prefix}-{name}": 0
    for prefix in ("quotas", "memberships", "emailaddress_set")
    for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
}


def test_an_employer_is_approved_and_suspended_with_a_reason(desk: Client, derya: User) -> None:
    aras = an_employer(status="pending")
    assert verb_url(aras, "approve") in desk.get(change_url(aras)).content.decode()
    assert desk.get(verb_url(aras, "approve")).status_code == 200
    desk.post(verb_url(aras, "approve"))
    assert Employer.objects.get().status == "approved"

    without = desk.post(verb_url(aras, "suspend"), {"reason": " "})
    assert without.status_code == 200
    assert Employer.objects.get().status == "approved"
    desk.post(verb_url(aras, "suspend"), {"reason": "Denetim"})
    assert Employer.objects.get().status == "suspended"
    event = Event.objects.get(kind="employer.suspended")
    assert (event.actor_id, event.actor_role, event.data["reason"]) == (derya.pk, "administrator", "Denetim")


def test_a_verb_that_a_rule_stops_says_why_and_has_no_button(desk: Client) -> None:
    aras = an_employer()
    page = desk.get(change_url(aras)).content.decode()
    assert verb_url(aras, "approve") not in page
    assert "Only a waiting or suspended employer can be approved." in page
    assert "Only a waiting or suspended employer can be approved." in desk.get(verb_url(aras, "approve")).content.decode()


def test_a_verb_needs_the_right_to_change_and_a_post() -> None:
    helper = a_user("Yardımcı", is_staff=True)
    aras = an_employer(status="pending")
    assert signed_in(helper).post(verb_url(aras, "approve")).status_code == 403
    assert signed_in(an_administrator()).get(verb_url(aras, "approve")).status_code == 200
    assert Employer.objects.get().status == "pending"


def test_a_quota_is_resized_but_not_below_what_is_taken(desk: Client) -> None:
    offer = an_accepted_offer(a_candidate())
    software_of(offer.employer).send(f"offers/{offer.code}/confirm/")
    quota = Quota.objects.get()
    desk.post(verb_url(quota, "resize"), {"places": 5})
    assert Quota.objects.get().places == 5
    refused = desk.post(verb_url(quota, "resize"), {"places": 0})
    assert "1 places are already taken" in refused.content.decode()
    assert Quota.objects.get().places == 5


def test_an_application_is_admitted_and_taken_out(desk: Client) -> None:
    application = a_candidate(status="submitted")
    desk.post(verb_url(application, "admit"))
    assert Application.objects.get().status == "pool"
    desk.post(verb_url(application, "leave"), {"reason": "Kendi isteği"})
    assert Application.objects.get().status == "left"


def test_a_reversal_needs_two_administrators(desk: Client, derya: User) -> None:
    offer = an_accepted_offer(a_candidate())
    desk.post(verb_url(offer, "reversal"), {"kind": "release", "reason": "Yanlışlıkla kabul", "ticket": "D-42"})
    reversal = Reversal.objects.get()
    assert reversal.requested_by == derya

    page = desk.get(change_url(reversal)).content.decode()
    assert "Somebody else must approve this." in page
    assert verb_url(reversal, "approve") not in page
    assert "Somebody else must approve this." in desk.post(verb_url(reversal, "approve")).content.decode()
    assert Offer.objects.get().status == "accepted"

    deniz = signed_in(an_administrator("Deniz İkinci"))
    deniz.post(verb_url(reversal, "approve"))
    assert Offer.objects.get().status == "voided"
    reversal.refresh_from_db()
    assert reversal.applied_at is not None
    assert "This reversal is already decided." in deniz.get(change_url(reversal)).content.decode()


def test_a_reversal_is_rejected_by_somebody_else(desk: Client) -> None:
    offer = an_accepted_offer(a_candidate())
    desk.post(verb_url(offer, "reversal"), {"kind": "release", "reason": "x", "ticket": "D-1"})
    signed_in(an_administrator("Deniz İkinci")).post(verb_url(Reversal.objects.get(), "reject"))
    assert Reversal.objects.get().rejected_at is not None
    assert Offer.objects.get().status == "accepted"


def test_an_offer_shows_its_whole_history(desk: Client) -> None:
    offer = an_accepted_offer(a_candidate())
    page = desk.get(change_url(offer)).content.decode()
    for kind in ("offer.sent", "offer.accepted"):
        assert kind in page
    assert "Ayşe Yılmaz" in page


def programme_form(**changes: Any) -> dict[str, Any]:
    programme = the_programme()
    form = {}
    for name in ("name", "response_min_days", "response_default_days", "response_max_days", "confirmation_days", "max_placements"):
        form[name] = getattr(programme, name)
    for name in ("applications_open_at", "applications_close_at", "offers_open_at", "offers_close_at"):
        at = getattr(programme, name).astimezone()
        form |= {f"{name}_0": at.strftime("%d.%m.%Y"), f"{name}_1": at.strftime("%H:%M:%S")}
    return form | {
        "is_current": "on",
        "complete_by": programme.complete_by.strftime("%d.%m.%Y"),
        "recommended_working_days": 20,
        "quota_rule": "strict",
        "max_open_acceptances": "",
        **changes,
    }


def test_changed_settings_are_journalled_with_before_and_after(desk: Client, derya: User) -> None:
    programme = the_programme()
    answer = desk.post(change_url(programme), programme_form(confirmation_days=5))
    assert answer.status_code == 302, answer.context["errors"]
    programme.refresh_from_db()
    assert programme.confirmation_days == 5
    event = Event.objects.get(kind="programme.changed")
    assert event.actor == derya
    assert event.data["changes"]["confirmation_days"] == [7, 5]
    assert "programme.changed" in desk.get(change_url(programme)).content.decode()


def test_a_new_season_is_opened(desk: Client) -> None:
    the_programme()
    form = programme_form(code="yeni", name="Yeni dönem")
    del form["is_current"]
    assert desk.post(reverse("admin:programme_programme_add"), form).status_code == 302
    assert Event.objects.filter(kind="programme.opened").count() == 1


def test_somebody_is_added_to_a_team_by_address(desk: Client) -> None:
    aras = an_employer()
    form = {"employer": aras.pk, "email": "Yeni@Example.org", "full_name": "Yeni Kişi", "role": "owner"}
    answer = desk.post(reverse("admin:employers_membership_add"), form)
    assert answer.status_code == 302, answer.context["errors"]
    membership = Membership.objects.get()
    assert membership.user.email == "yeni@example.org"
    assert Event.objects.filter(kind="member.invited").count() == 1
    refused = desk.post(verb_url(membership, "role"), {"role": "viewer"})
    assert "An employer needs at least one owner." in refused.content.decode()


def test_a_candidate_is_not_added_to_a_team(desk: Client) -> None:
    ayse = a_candidate()
    form = {"employer": an_employer().pk, "email": ayse.candidate.user.email, "full_name": "Ayşe", "role": "owner"}
    answer = desk.post(reverse("admin:employers_membership_add"), form, follow=True)
    assert not Membership.objects.exists()
    assert list(answer.context["messages"])


def test_a_key_is_revoked(desk: Client) -> None:
    software = software_of(an_employer())
    desk.post(verb_url(ApiToken.objects.get(), "revoke"))
    assert software.read("offers/").status_code == 401


def test_the_admins_own_log_names_nobody(desk: Client) -> None:
    ayse = a_candidate("Ayşe Yılmaz", status="submitted")
    bora = a_member(an_employer())
    desk.post(verb_url(ayse, "admit"))
    desk.post(verb_url(bora, "role"), {"role": "owner"})
    user = ayse.candidate.user
    desk.post(change_url(user), {"email": user.email, "full_name": "Ayşe Kaya", "language": "tr", "is_active": "on", **EMPTY_FORMSETS})
    written = " ".join(f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all())
    assert LogEntry.objects.count() == 3
    for secret in ("Ayşe", "Yılmaz", "Bora", "Demir", user.email):
        assert secret not in written


def test_only_those_with_all_rights_give_rights() -> None:
    helper = a_user("Yardımcı", is_staff=True)
    helper.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    signed_in(helper).post(
        change_url(helper),
        {"email": helper.email, "full_name": "Yardımcı", "language": "tr", "is_active": "on", "is_superuser": "on", **EMPTY_FORMSETS},
    )
    helper.refresh_from_db()
    assert not helper.is_superuser


def test_people_are_found_the_turkish_way(desk: Client) -> None:
    a_candidate("Işıl Çağlayan")
    a_candidate("Ayşe Yılmaz")
    a_candidate("Deniz Şişli")
    for words in ("ISIL", "ışıl çağ", "caglayan"):
        page = desk.get(reverse("admin:candidates_application_changelist"), {"q": words})
        assert [row.candidate.identity.first_name for row in page.context["cl"].result_list] == ["Işıl"], words


LISTS = [
    "offers_offer",
    "offers_placement",
    "offers_reversal",
    "candidates_application",
    "candidates_candidate",
    "employers_employer",
    "employers_quota",
    "employers_membership",
    "employers_apitoken",
    "employers_disclosure",
    "journal_event",
    "notifications_notification",
    "accounts_user",
]


@pytest.mark.parametrize("table", LISTS)
def test_a_longer_list_costs_no_more_queries(table: str, desk: Client, django_assert_max_num_queries) -> None:
    a_full_house()
    where = reverse(f"admin:{table}_changelist")
    with CaptureQueriesContext(connection) as few:
        desk.get(where)
    queries = len(few)
    for _ in range(3):
        offer = an_accepted_offer(a_candidate())
        software_of(offer.employer).send(f"offers/{offer.code}/confirm/")
    with django_assert_max_num_queries(queries):
        desk.get(where)


def test_the_mailbox_is_readable_only_where_letters_are_kept(desk: Client, settings) -> None:
    letter = MailboxLetter.objects.create(message_id="1", to="a@example.org", subject="Konu", text="Metin", html="<b>Metin</b>")
    page = desk.get(change_url(letter)).content.decode()
    assert "&lt;b&gt;Metin&lt;/b&gt;" in page
    settings.MAIL = "smtp"
    assert desk.get(change_url(letter)).status_code == 403
    assert desk.get(reverse("admin:notifications_mailboxletter_changelist")).status_code == 403


def test_each_clock_shows_its_last_run_and_how_late_it_is(desk: Client) -> None:
    now = clock.now()
    JobRun.objects.create(
        name="offers.expire", slot_at=now, started_at=now, finished_at=now, due=7, done=6, failed=1, error="#3: bozuk satır"
    )
    JobRun.objects.create(name="offers.lapse", slot_at=now, started_at=now - timedelta(hours=2), finished_at=now)
    a_candidate()
    page = desk.get(reverse("admin:clocks"))
    shown = {hand.task: hand for hand in page.context["hands"]}
    assert set(shown) == {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert (shown["offers.expire"].last.due, shown["offers.expire"].is_late) == (7, False)
    assert shown["offers.lapse"].is_late
    assert shown["offers.settle"].last is None
    assert "bozuk satır" in page.content.decode()


def test_the_clocks_page_tells_the_oldest_event_without_letters(desk: Client) -> None:
    a_sent_offer(a_candidate())
    page = desk.get(reverse("admin:clocks"))
    assert page.context["oldest_event"] == Event.objects.order_by("id").first()
    assert page.context["waiting_events"] == Event.objects.count()
