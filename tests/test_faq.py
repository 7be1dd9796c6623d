"""The programme's own questions and answers, one test each, through HTTP wherever a person acts.

Ayşe is the candidate. Pages are read in English, so that what is asserted does not depend on a compiled catalogue.
"""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.timezone import localdate

from candidates.models import Application
from employers.models import Quota
from offers.models import Offer, Placement
from stajseferberligi import clock
from stajseferberligi.programme.models import Programme
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return cast.a_programme()


@pytest.fixture
def ayse(programme: Programme) -> Application:
    return cast.a_candidate("Ayşe Yılmaz", programme=programme)


class Candidate:
    """Ayşe at her own pages."""

    def __init__(self, application: Application) -> None:
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(application.candidate.user)

    def reads(self, offer: Offer) -> str:
        return text_of(self.client.get(reverse("candidate_offer", args=[offer.code])))

    def accepts(self, offer: Offer) -> str:
        """Opens the page before accepting, ticks its box and sends what the page held."""
        address = reverse("candidate_accept", args=[offer.code])
        page = self.client.get(address).content.decode()
        seen = re.search(r'name="seen" value="([^"]*)"', page)
        answer = self.client.post(address, {"understood": "on", "seen": unescape(seen[1]) if seen else ""}, follow=True)
        return text_of(answer)

    def declines(self, offer: Offer) -> str:
        return text_of(self.client.post(reverse("candidate_decline", args=[offer.code]), {"reason": ""}, follow=True))


class Desk:
    """Somebody at an employer's desk."""

    def __init__(self, quota: Quota) -> None:
        self.quota = quota
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(cast.a_member(quota.employer).user)

    def sends(self, application: Application, *, starts_on: date | None = None, days: int = 26, answer_in: int = 7) -> Offer:
        answer = self.tries_to_send(application, starts_on=starts_on, days=days, answer_in=answer_in)
        offer = Offer.objects.filter(application=application, employer=self.quota.employer).first()
        assert offer is not None, text_of(answer)
        return offer

    def tries_to_send(self, application: Application, *, starts_on: date | None = None, days: int = 26, answer_in: int = 7) -> HttpResponse:
        first_day = starts_on or cast.on(3)
        terms: dict[str, Any] = {
            "step": "send",
            "codes": application.code,
            "recipients": application.code,
            "key": uuid.uuid4(),
            "quota": self.quota.pk,
            "title": "Saha mühendisliği",
            "starts_on": f"{first_day:%d.%m.%Y}",
            "ends_on": f"{first_day + timedelta(days=days - 1):%d.%m.%Y}",
            "monthly_wage": "8422.65",
            "supervisor": "Bora Demir",
            "answer_on": f"{clock.now() + timedelta(days=answer_in):%d.%m.%Y}",
            "answer_hour": "18:00",
        }
        return self.client.post(reverse("employer_send"), terms, follow=True)

    def confirms(self, offer: Offer) -> str:
        return text_of(self.client.post(reverse("employer_confirm", args=[offer.code]), follow=True))

    def cancels(self, offer: Offer, reason: str) -> str:
        return text_of(self.client.post(reverse("employer_cancel", args=[offer.code]), {"reason": reason}, follow=True))

    def reads(self, offer: Offer) -> str:
        return text_of(self.client.get(reverse("employer_offer", args=[offer.code])))


def text_of(response: HttpResponse) -> str:
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def a_desk(name: str, programme: Programme, **fields: Any) -> Desk:
    return Desk(cast.a_quota(cast.an_employer(name), programme=programme, **fields))


def state(offer: Offer) -> str:
    offer.refresh_from_db()
    return offer.status


def test_q1_the_pool_opens_to_employers_and_the_dates_come_with_the_offer(programme: Programme, ayse: Application) -> None:
    """Evaluation ends, the pool opens on a day, and dates are proposed with each offer."""
    desk = a_desk("Aras Elektrik", programme)
    programme.offers_open_at = clock.now() + timedelta(hours=1)
    programme.save()
    desk.tries_to_send(ayse)
    assert not Offer.objects.exists()
    clock.move_to(programme.offers_open_at)
    offer = desk.sends(ayse, starts_on=cast.on(3))
    assert (offer.starts_on, offer.ends_on) == (cast.on(3), cast.on(3) + timedelta(days=25))
    page = Candidate(ayse).reads(offer)
    assert f"{offer.starts_on.day} " in page
    assert str(offer.starts_on.year) in page


def test_q3_internships_end_by_the_programmes_last_day(programme: Programme, ayse: Application) -> None:
    programme.complete_by = localdate() + timedelta(days=120)
    programme.save()
    desk = a_desk("Aras Elektrik", programme)
    begins = programme.complete_by - timedelta(days=19)
    refused = text_of(desk.tries_to_send(ayse, starts_on=begins, days=21))
    assert f"{programme.complete_by:%d.%m.%Y}" in refused
    assert not Offer.objects.exists()
    assert desk.sends(ayse, starts_on=begins, days=20).ends_on == programme.complete_by


def test_q5_a_city_preference_promises_nothing_and_excludes_nothing(programme: Programme, ayse: Application) -> None:
    """Ayşe prefers Erzurum and Ankara; İzmir may offer, the offer says where, and she may accept."""
    assert 35 not in ayse.city_preferences
    offer = a_desk("Ege Rüzgâr", programme, province=35).sends(ayse)
    candidate = Candidate(ayse)
    assert "İzmir" in candidate.reads(offer)
    candidate.accepts(offer)
    assert state(offer) == "accepted"


def test_q8_an_acceptance_is_not_yet_an_internship(programme: Programme, ayse: Application) -> None:
    """The employer gets more time, and may still cancel; the candidate reads why."""
    desk, candidate = a_desk("Aras Elektrik", programme), Candidate(ayse)
    offer = desk.sends(ayse)
    candidate.accepts(offer)
    offer.refresh_from_db()
    assert offer.status == "accepted"
    assert not Placement.objects.exists()
    assert offer.confirmation_due_at - offer.accepted_at > programme.confirmation_window - timedelta(minutes=1)
    reason = "Salgın nedeniyle sahayı kapattık"
    desk.cancels(offer, reason)
    assert state(offer) == "cancelled"
    assert reason in candidate.reads(offer)
    assert not Placement.objects.exists()


def test_q8_the_employers_extra_time_ends(programme: Programme, ayse: Application) -> None:
    desk = a_desk("Aras Elektrik", programme)
    offer = desk.sends(ayse)
    Candidate(ayse).accepts(offer)
    offer.refresh_from_db()
    clock.move_to(offer.confirmation_due_at)
    desk.confirms(offer)
    assert not Placement.objects.exists()


def test_q10_five_accepted_the_first_two_confirmations_stand(programme: Programme, ayse: Application) -> None:
    """The FAQ's own example: five offers, all accepted; the first two employers who confirm, and the other three are void."""
    candidate = Candidate(ayse)
    desks = [a_desk(name, programme) for name in ("Aras", "Bozdağ", "Ceyhan", "Dicle", "Ergene")]
    offers = [desk.sends(ayse, starts_on=cast.on(month), days=26) for month, desk in enumerate(desks, start=2)]
    for offer in offers:
        candidate.accepts(offer)
    assert [state(offer) for offer in offers] == ["accepted"] * 5

    for place in (3, 1):
        desks[place].confirms(offers[place])
    receipt = desks[0].confirms(offers[0])

    assert [state(offer) for offer in offers] == ["voided", "placed", "voided", "placed", "voided"]
    slots = Placement.objects.active().order_by("slot").values_list("offer__employer__name", flat=True)
    assert list(slots) == ["Dicle", "Bozdağ"]
    ayse.refresh_from_db()
    assert ayse.status == "full"
    for other in ("Bozdağ", "Ceyhan", "Dicle", "Ergene"):  # where else she goes is her own business
        assert other not in receipt
        assert other not in desks[0].reads(offers[0])
    placements = text_of(candidate.client.get(reverse("candidate_placements")))
    assert "Dicle" in placements
    assert "Bozdağ" in placements


def test_q10_two_internships_never_share_a_day(programme: Programme, ayse: Application) -> None:
    candidate = Candidate(ayse)
    desks = [a_desk(name, programme) for name in ("Aras", "Bozdağ")]
    first, second = (desk.sends(ayse, starts_on=cast.on(3), days=26) for desk in desks)
    candidate.accepts(first)
    candidate.accepts(second)
    desks[1].confirms(second)
    desks[0].confirms(first)
    assert (state(first), state(second)) == ("voided", "placed")
    third = a_desk("Ceyhan", programme)
    third.tries_to_send(ayse, starts_on=cast.on(3) + timedelta(days=25))
    assert not Offer.objects.filter(employer=third.quota.employer).exists()


def test_q11_an_acceptance_cannot_be_taken_back(programme: Programme, ayse: Application) -> None:
    candidate = Candidate(ayse)
    offer = a_desk("Aras Elektrik", programme).sends(ayse)
    candidate.accepts(offer)
    candidate.declines(offer)
    assert state(offer) == "accepted"
    page = candidate.client.get(reverse("candidate_offer", args=[offer.code])).content.decode()
    assert reverse("candidate_decline", args=[offer.code]) not in page
    assert not [
        name for name in get_resolver().reverse_dict if isinstance(name, str) and re.match(r"candidate_(cancel|withdraw|undo)", name)
    ]


def test_q11_a_decline_cannot_be_taken_back(programme: Programme, ayse: Application) -> None:
    candidate = Candidate(ayse)
    offer = a_desk("Aras Elektrik", programme).sends(ayse)
    candidate.declines(offer)
    candidate.accepts(offer)
    assert state(offer) == "declined"


def test_q12_an_offer_is_answered_within_the_time_its_employer_set(programme: Programme, ayse: Application) -> None:
    """After it the offer counts for nothing, although no clock has come by to write that down."""
    candidate, quick, slow = Candidate(ayse), a_desk("Aras", programme), a_desk("Bozdağ", programme)
    short, long = quick.sends(ayse, answer_in=3), slow.sends(ayse, answer_in=14, starts_on=cast.on(4))
    assert short.response_due_at < long.response_due_at
    clock.move_to(short.response_due_at)
    candidate.accepts(short)
    candidate.declines(short)
    assert state(short) == "sent"  # nothing is written yet, and nothing is possible either
    assert (
        reverse("candidate_accept", args=[short.code])
        not in candidate.client.get(reverse("candidate_offer", args=[short.code])).content.decode()
    )
    candidate.accepts(long)
    assert state(long) == "accepted"
