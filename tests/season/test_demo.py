"""The demonstration opens on a season in which everything can be seen."""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from employers.models import Employer, Membership
from employers.states import EmployerStatus
from offers.models import Offer, Placement, Reversal
from offers.states import EndReason, OfferStatus
from stajseferberligi import clock
from stajseferberligi.notifications.models import Channel, Notification, Status
from stajseferberligi.season import accounts
from stajseferberligi.verification import run_checks

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_the_demonstration_is_seeded_once_with_everything_in_it():
    call_command("seed_demo", stdout=StringIO())
    now = clock.now()

    # The clock runs true, and nothing impossible or overdue stands in the database.
    assert clock.offset() == timedelta(0)
    assert [answer.name for answer in run_checks(live=True) if answer.violations] == []

    # Offers in every state, void for every reason, employers in every state.
    assert set(Offer.objects.values_list("status", flat=True)) == set(OfferStatus.values)
    assert set(Offer.objects.filter(status="voided").values_list("end_reason", flat=True)) == set(EndReason.values)
    assert set(Employer.objects.values_list("status", flat=True)) == set(EmployerStatus.values)
    assert Employer.objects.count() == 12
    assert Reversal.objects.filter(approved_at__isnull=True, rejected_at__isnull=True).exists()
    assert Notification.objects.filter(channel=Channel.EMAIL, status=Status.SENT).count() > 100
    assert Offer.objects.filter(sent_at__gt=now).count() == 0

    # Ayşe: one internship, one offer to answer in two days, two acceptances that wait.
    ayse = Offer.objects.filter(application__candidate__user__email=accounts.AYSE)
    assert Placement.objects.active().filter(application__candidate__user__email=accounts.AYSE).count() == 1
    to_answer = ayse.awaiting_answer(now).get()
    assert to_answer.employer.name == "Aras Elektrik A.Ş."
    assert timedelta(days=1) < to_answer.response_due_at - now < timedelta(days=3)
    waiting = ayse.awaiting_confirmation(now).order_by("confirmation_due_at")
    assert sorted(waiting.values_list("employer__name", flat=True)) == ["Ege Belediyesi", "Kuzey Lojistik A.Ş."]
    assert waiting.filter(starts_on__lte=to_answer.ends_on, ends_on__gte=to_answer.starts_on).exists()

    # Bora: several acceptances wait, some of them only for hours.
    bora = Membership.objects.get(user__email=accounts.BORA)
    desk = Offer.objects.awaiting_confirmation(now).of_employer(bora.employer_id)
    assert desk.count() >= 6
    assert desk.filter(confirmation_due_at__lt=now + timedelta(hours=12)).exists()

    # Everybody of the printed table can sign in.
    printed = StringIO()
    call_command("demo_accounts", stdout=printed)
    for email in accounts.ADDRESSES:
        assert email in printed.getvalue()
        assert authenticate(email=email, password=accounts.PASSWORD) is not None
    assert all(
        role in printed.getvalue() for role in ("candidate", "coordinator", "owner", "viewer", "administrator", "pending", "suspended")
    )

    # A second run changes nothing.
    again = StringIO()
    call_command("seed_demo", stdout=again)
    assert "Already seeded" in again.getvalue()
    assert Offer.objects.filter(status="confirmed").count() == 5


def test_production_has_no_demonstration(monkeypatch):
    monkeypatch.setattr(settings, "PRODUCTION", True)
    for command in ("seed_demo", "demo_accounts", "season"):
        with pytest.raises(CommandError):
            call_command(command, stdout=StringIO())


def test_a_true_clock_is_not_moved_for_a_demonstration(monkeypatch):
    monkeypatch.setattr(settings, "SIMULATION", False)
    for command in ("seed_demo", "season"):
        with pytest.raises(CommandError, match="SIMULATION=1"):
            call_command(command, stdout=StringIO())


def test_accounts_are_printed_only_where_there_are_any():
    with pytest.raises(CommandError, match="Nothing is seeded"):
        call_command("demo_accounts", stdout=StringIO())
