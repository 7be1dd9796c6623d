"""The journal: in order, in one statement, each event waiting for its letters."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from offers.actions.confirming import confirm_offer, confirm_offers
from offers.actions.sweeping import settle_confirmed
from offers.models import Offer
from stajseferberligi import clock
from stajseferberligi.accounts.actors import SYSTEM, as_employer
from stajseferberligi.journal.models import Event, Outbox
from stajseferberligi.journal.record import Fact, record, record_many
from tests import cast

pytestmark = pytest.mark.django_db


def test_an_event_says_who_what_when_and_why() -> None:
    member = cast.a_member(cast.an_employer())
    clock.move_to(clock.now() + timedelta(days=3))
    first = record(
        "offer.confirmed", actor=as_employer(employer_id=member.employer_id, user_id=member.user_id), employer_id=member.employer_id
    )
    second = record("offer.placed", actor=SYSTEM, cause_id=first, data={"wage": Decimal("1.50"), "at": clock.now()})
    told, effect = Event.objects.order_by("id")
    assert (told.pk, told.actor_id, told.actor_role, told.employer_id) == (first, member.user_id, "employer", member.employer_id)
    assert abs(told.at - clock.now()) < timedelta(seconds=10)
    assert (effect.pk, effect.cause_id, effect.actor_id, effect.actor_role) == (second, first, None, "system")
    assert effect.data["wage"] == "1.50"


def test_many_facts_keep_their_order_in_one_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        ids = record_many([Fact("thing.happened", offer_id=number) for number in range(300)], actor=SYSTEM)
    assert ids == sorted(ids)
    assert list(Event.objects.order_by("id").values_list("offer_id", flat=True)) == list(range(300))
    assert record_many([], actor=SYSTEM) == []


def test_every_event_waits_for_its_letters() -> None:
    ids = record_many([Fact("thing.happened")] * 3, actor=SYSTEM)
    assert set(Outbox.objects.values_list("event_id", flat=True)) == set(ids)


def test_nothing_is_edited_or_deleted() -> None:
    record("offer.sent", actor=SYSTEM)
    for change in (lambda: Event.objects.update(kind="x"), lambda: Event.objects.all()._raw_delete("default")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_journal_is_as_long_as_the_way_each_offer_went() -> None:
    """Whatever the way: one row for each move, none twice, none missing."""
    application = cast.a_candidate()
    offers = [cast.an_accepted_offer(application, starts_on=cast.on(month)) for month in (2, 3, 4, 5)]
    confirm_offers(offer_ids=[offers[0].pk], actor=cast.acting_for(offers[0].employer), key=uuid.uuid4())
    confirm_offer(offer_id=offers[1].pk, actor=cast.acting_for(offers[1].employer))
    settle_confirmed()
    for offer in Offer.objects.all():
        kinds = list(Event.objects.filter(offer_id=offer.pk).order_by("id").values_list("kind", flat=True))
        way = {
            "placed": ["offer.sent", "offer.accepted", "offer.confirmed", "offer.placed"],
            "voided": ["offer.sent", "offer.accepted", "offer.voided"],
        }
        assert kinds == way[offer.status]
    for event in Event.objects.filter(kind="offer.voided"):
        assert event.cause.kind == "offer.confirmed"
