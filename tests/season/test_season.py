"""The season of 2020 in small: the same verbs, the same clock, the same checker."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import get_default_timezone

from offers.models import Offer, Placement
from offers.states import OfferStatus
from stajseferberligi import clock
from stajseferberligi.journal.models import Outbox
from stajseferberligi.season.agenda import Agenda
from stajseferberligi.season.season_2020 import ENDS, PUBLISHED
from stajseferberligi.verification import run_checks
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_a_small_season_ends_near_its_numbers_without_a_violation(tmp_path):
    printed, progress = StringIO(), StringIO()
    call_command("season", "--scale", "0.02", "--report", str(tmp_path / "season.txt"), stdout=printed, stderr=progress)

    report = (tmp_path / "season.txt").read_text(encoding="utf-8")
    assert report == printed.getvalue()
    assert "     0  28 checks together" in report
    assert "Candidates with at least one offer" in report
    assert progress.getvalue()

    target = PUBLISHED.at(0.02)
    assert Offer.objects.values("application").distinct().count() == target.offered
    assert abs(Offer.objects.filter(accepted_at__isnull=False).count() / target.accepted - 1) <= 0.03
    assert {OfferStatus.SENT, OfferStatus.PLACED, OfferStatus.DECLINED, OfferStatus.EXPIRED} <= set(
        Offer.objects.values_list("status", flat=True)
    )
    assert Placement.objects.active().exists()
    assert [answer.name for answer in run_checks() if answer.violations] == []

    # The clock stays on the day of the published figures, and only that day's letters are still to be written.
    assert ENDS <= clock.now() < ENDS + timedelta(hours=1)
    assert all(entry.event.at >= ENDS - timedelta(days=1) for entry in Outbox.objects.select_related("event"))

    accounts = StringIO()
    call_command("demo_accounts", stdout=accounts)
    assert all(name in accounts.getvalue() for name in ("ayse@", "bora@", "derya@", "deniz@"))


def test_a_season_needs_an_empty_database():
    cast.a_candidate()
    with pytest.raises(CommandError, match="not empty"):
        call_command("season", stdout=StringIO())


def test_the_published_numbers_scale():
    assert PUBLISHED.at(1.0) == PUBLISHED
    assert PUBLISHED.at(0.1).candidates == 1587


def test_an_agenda_keeps_its_appointments_in_order_and_leads_the_clock():
    began = clock.now()
    agenda, kept = Agenda(), []
    agenda.at(began + timedelta(hours=2), lambda: kept.append(("second", clock.now())))
    agenda.at(began + timedelta(hours=1), lambda: agenda.at(began + timedelta(hours=3), lambda: kept.append(("third", clock.now()))))
    agenda.at(began + timedelta(hours=1), lambda: kept.append(("first", clock.now())))
    agenda.at(began + timedelta(days=1), lambda: kept.append(("never", clock.now())))
    agenda.run(until=began + timedelta(hours=4))
    assert [name for name, _ in kept] == ["first", "second", "third"]
    assert all(abs(at - began - timedelta(hours=hour)) < timedelta(minutes=1) for hour, (_, at) in enumerate(kept, 1))


def test_the_season_ends_at_noon_in_istanbul():
    assert datetime(2020, 11, 20, 12, tzinfo=get_default_timezone()) == ENDS
