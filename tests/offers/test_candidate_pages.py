"""The candidate's doors, over HTTP: what they show, what they do, and what they never show."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from candidates.actions import leave_programme
from candidates.models import Application
from employers.actions import suspend_employer
from employers.models import Disclosure, Employer
from offers.actions.answering import accept_offer, decline_offer
from offers.actions.confirming import cancel_offer, confirm_offer
from offers.actions.sending import withdraw_offer
from offers.actions.sweeping import expire_offers, lapse_acceptances
from offers.models import Offer
from offers.querysets import Turn
from offers.templatetags.candidate_words import as_it_stands, distance_from
from stajseferberligi import clock
from tests.cast import (
    a_candidate,
    a_member,
    a_programme,
    a_quota,
    a_sent_offer,
    a_user,
    acting_as,
    acting_for,
    an_accepted_offer,
    an_administrator,
    an_employer,
    the_programme,
)

pytestmark = pytest.mark.django_db

PAGES = ["candidate_home", "candidate_offers", "candidate_compare", "candidate_placements", "candidate_privacy"]
UNDERSTOOD = {"understood": "on"}


@pytest.fixture
def ayse() -> Application:
    return a_candidate("Ayşe Yılmaz")


@pytest.fixture
def at_ayse(ayse: Application) -> Client:
    return signed_in(ayse)


def signed_in(application: Application) -> Client:
    """Reads English, so that what is asserted does not depend on a compiled catalogue."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(application.candidate.user)
    return client


def page(offer: Offer, name: str = "candidate_offer") -> str:
    return reverse(name, args=[offer.code])


def text_of(response) -> str:
    body = response.content.decode().partition('<main id="content"')[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def confirmed(offer: Offer) -> Offer:
    return confirm_offer(offer_id=offer.pk, actor=acting_for(offer.employer)).offer


def in_days(days: int):
    return localdate(clock.now()) + timedelta(days=days)


def pass_time(**span: float) -> None:
    clock.set_offset(clock.offset() + timedelta(**span))


# ------------------------------------------------------------------------------------------------------------------- who is at the door


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_signs_in_first(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_whoever_is_no_candidate_is_turned_away(client: Client, name: str) -> None:
    for user in (a_user(), an_administrator(), a_member(an_employer()).user):
        client.force_login(user)
        assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["candidate_offer", "candidate_accept", "candidate_decline"])
def test_somebody_elses_offer_does_not_exist(at_ayse: Client, name: str) -> None:
    offer = a_sent_offer(a_candidate("Can Yabancı"))
    assert at_ayse.get(page(offer, name)).status_code == 404
    if name != "candidate_offer":
        assert at_ayse.post(page(offer, name), UNDERSTOOD).status_code == 404
    offer.refresh_from_db()
    assert offer.status == "sent"


def test_pages_and_decisions_take_only_their_methods(at_ayse: Client, ayse: Application) -> None:
    offer = a_sent_offer(ayse)
    assert at_ayse.post(page(offer)).status_code == 405
    assert at_ayse.put(page(offer, "candidate_accept")).status_code == 405


# ------------------------------------------------------------------------------------------------------------------------------ home


def test_home_puts_the_nearest_answer_first(at_ayse: Client, ayse: Application) -> None:
    a_sent_offer(ayse, employer=an_employer("Kuzey Lojistik"), answer_in=9)
    near = a_sent_offer(ayse, employer=an_employer("Aras Elektrik A.Ş."), answer_in=4)
    an_accepted_offer(ayse)
    response = at_ayse.get(reverse("candidate_home"))
    assert response.context["todo"].kind == "answer"
    assert response.context["todo"].card.offer == near
    assert "Answer the offer of Aras Elektrik A.Ş." in text_of(response)


def test_home_says_when_only_the_employers_act(at_ayse: Client, ayse: Application) -> None:
    an_accepted_offer(ayse, employer=an_employer("Aras Elektrik A.Ş."))
    response = at_ayse.get(reverse("candidate_home"))
    assert response.context["todo"].kind == "wait"
    assert "Aras Elektrik A.Ş. is to confirm" in text_of(response)


def test_home_shows_both_slots_as_they_fill(at_ayse: Client, ayse: Application) -> None:
    assert [slot.placement for slot in at_ayse.get(reverse("candidate_home")).context["slots"]] == [None, None]
    confirmed(an_accepted_offer(ayse, starts_on=in_days(30)))
    response = at_ayse.get(reverse("candidate_home"))
    assert [bool(slot.placement) for slot in response.context["slots"]] == [True, False]
    assert response.context["todo"].kind == "one"
    confirmed(an_accepted_offer(ayse, starts_on=in_days(90)))
    response = at_ayse.get(reverse("candidate_home"))
    assert [bool(slot.placement) for slot in response.context["slots"]] == [True, True]
    assert response.context["todo"].kind == "full"


def test_home_is_honest_when_nothing_arrived(at_ayse: Client, ayse: Application) -> None:
    a_candidate("Can Yabancı", score_academic=20)
    a_quota(an_employer(), places=3, province=25)
    response = at_ayse.get(reverse("candidate_home"))
    quiet = response.context["quiet"]
    assert (quiet.applicants, quiet.placed, quiet.free_places) == (2, 0, 3)
    assert quiet.cities == [("Erzurum", 3, True)]
    assert [area for area, _own, _mean in quiet.strengths] == ["Academic and professional"]
    assert "more than half of those who apply do not get an internship" in text_of(response)


def test_home_without_an_application_says_so(at_ayse: Client, ayse: Application) -> None:
    ayse.programme.__class__.objects.update(is_current=False)
    assert "No season is open now" in text_of(at_ayse.get(reverse("candidate_home")))
    a_programme(is_current=True)
    assert "You have no application in this season" in text_of(at_ayse.get(reverse("candidate_home")))
    assert "You have no application in this season" in text_of(at_ayse.get(reverse("candidate_compare")))


def test_an_offer_of_an_earlier_season_is_still_found(at_ayse: Client, ayse: Application) -> None:
    offer = a_sent_offer(ayse)
    ayse.programme.__class__.objects.update(is_current=False)
    assert at_ayse.get(page(offer)).status_code == 200
    assert offer.employer.name in text_of(at_ayse.get(reverse("candidate_offers")))


@pytest.mark.parametrize("name", PAGES)
def test_query_counts_do_not_grow_with_offers(
    ayse: Application, at_ayse: Client, name: str, django_assert_num_queries: Callable, django_assert_max_num_queries: Callable
) -> None:
    confirmed(an_accepted_offer(ayse, starts_on=in_days(30)))
    a_sent_offer(ayse, starts_on=in_days(90))
    with django_assert_max_num_queries(16) as first:
        at_ayse.get(reverse(name))
    for number in range(3):
        an_accepted_offer(ayse, starts_on=in_days(70 + number * 5))
        a_sent_offer(ayse, starts_on=in_days(80 + number * 5))
    with django_assert_num_queries(len(first)):
        at_ayse.get(reverse(name))


@pytest.mark.parametrize("name", ["candidate_offer", "candidate_accept", "candidate_decline"])
def test_query_counts_of_one_offer_do_not_grow_with_the_others(
    ayse: Application, at_ayse: Client, name: str, django_assert_num_queries: Callable, django_assert_max_num_queries: Callable
) -> None:
    offer = a_sent_offer(ayse)
    with django_assert_max_num_queries(18) as first:
        at_ayse.get(page(offer, name))
    for _number in range(3):
        an_accepted_offer(ayse)
    with django_assert_num_queries(len(first)):
        at_ayse.get(page(offer, name))


# ------------------------------------------------------------------------------------------------------------- lists and one offer


def test_the_list_groups_by_who_acts_next(at_ayse: Client, ayse: Application) -> None:
    mine = a_sent_offer(ayse)
    theirs = an_accepted_offer(ayse)
    final = confirmed(an_accepted_offer(ayse, starts_on=in_days(120)))
    over = a_sent_offer(ayse)
    decline_offer(offer_id=over.pk, actor=acting_as(ayse))
    response = at_ayse.get(reverse("candidate_offers"))
    assert [(turn, [card.offer for card in cards]) for turn, cards in response.context["groups"]] == [
        (Turn.CANDIDATE, [mine]),
        (Turn.EMPLOYER, [theirs]),
        (Turn.FINAL, [final]),
        (Turn.OVER, [over]),
    ]
    for slug, expected in (("sende", mine), ("isverende", theirs), ("kesin", final), ("bitti", over)):
        ((_turn, cards),) = at_ayse.get(reverse("candidate_offers"), {"durum": slug}).context["groups"]
        assert [card.offer for card in cards] == [expected]


def test_empty_lists_say_what_would_fill_them(at_ayse: Client, ayse: Application) -> None:
    assert "No offer has arrived yet" in text_of(at_ayse.get(reverse("candidate_offers")))
    a_sent_offer(ayse)
    assert "Nothing is in this group" in text_of(at_ayse.get(reverse("candidate_offers"), {"durum": "kesin"}))


def test_a_long_list_is_paged_there_and_back(at_ayse: Client, ayse: Application) -> None:
    for number in range(23):
        a_sent_offer(ayse, answer_in=3 + number % 10)
    first = at_ayse.get(reverse("candidate_offers"))
    second = at_ayse.get(reverse("candidate_offers") + first.context["next_url"])
    codes = [[card.offer.code for _turn, cards in response.context["groups"] for card in cards] for response in (first, second)]
    assert [len(rows) for rows in codes] == [20, 3]
    assert len({*codes[0], *codes[1]}) == 23
    assert second.context["next_url"] == ""
    back = at_ayse.get(reverse("candidate_offers") + second.context["previous_url"])
    assert [card.offer.code for _turn, cards in back.context["groups"] for card in cards] == codes[0]


def test_a_late_offer_is_dead_before_any_job_says_so(at_ayse: Client, ayse: Application) -> None:
    """Q12: the page, the guard and the job ask the same clock."""
    late, unconfirmed = a_sent_offer(ayse, answer_in=4), an_accepted_offer(ayse)
    pass_time(days=8)
    for offer, word in ((late, "Not answered in time"), (unconfirmed, "Not confirmed in time")):
        body = text_of(at_ayse.get(page(offer)))
        assert word in body
        assert "Accept …" not in body
    assert [turn for turn, _cards in at_ayse.get(reverse("candidate_offers")).context["groups"]] == [Turn.OVER]
    assert at_ayse.get(reverse("candidate_home")).context["cards"] == []
    before = {offer: at_ayse.get(page(offer)).context["history"] for offer in (late, unconfirmed)}
    expire_offers()
    lapse_acceptances()
    assert {offer: at_ayse.get(page(offer)).context["history"] for offer in (late, unconfirmed)} == before


def test_the_group_of_a_list_and_the_words_of_an_offer_agree(ayse: Application) -> None:
    suspended = a_sent_offer(ayse)
    suspend_employer(employer_id=suspended.employer_id, reason="Denetim", actor=acting_for(suspended.employer))
    left = an_accepted_offer(a_candidate("Can Yabancı"))
    leave_programme(application_id=left.application_id, reason="Mezun oldum", actor=acting_as(left.application))
    offers = {
        a_sent_offer(ayse): Turn.CANDIDATE,
        an_accepted_offer(ayse): Turn.EMPLOYER,
        confirmed(an_accepted_offer(ayse, starts_on=in_days(130))): Turn.FINAL,
        suspended: Turn.OVER,
        left: Turn.OVER,
    }
    now = clock.now()
    turns = {"sent": Turn.CANDIDATE, "accepted": Turn.EMPLOYER, "confirmed": Turn.EMPLOYER, "placed": Turn.FINAL}
    rows = Offer.objects.select_related("employer", "application").by_turn(now)
    assert {offer: Turn(offer.turn) for offer in rows} == offers
    assert {offer: turns.get(as_it_stands(offer, now)[0], Turn.OVER) for offer in rows} == offers


def test_an_offer_shows_its_terms(at_ayse: Client, ayse: Application) -> None:
    offer = a_sent_offer(ayse, gives_meal=True, days=10, quota=a_quota(an_employer(), province=34))
    body = text_of(at_ayse.get(page(offer)))
    for shown in (
        "İstanbul",
        "about 350 km from Ankara",
        "8,422.65 net a month",
        "Shorter than the recommended 20 working days",
        "Meals given by the employer",
        "Transport not given Getting there is your own responsibility.",
        "Accommodation not given Where you stay is your own responsibility.",
        "Bora Demir",
        "Not enough yet",
    ):
        assert shown in body, shown


def test_the_city_is_measured_from_the_nearest_wish() -> None:
    """Q5: cities are wishes, and the distance says how far one is asked to go."""
    assert distance_from(25, []) == ""
    assert distance_from(6, [25, 6])
    assert "Ankara" in distance_from(26, [25, 6])


def test_the_record_of_an_employer_counts_only_what_was_its_own_doing(ayse: Application) -> None:
    employer = an_employer()
    quota = a_quota(employer)
    offers = [an_accepted_offer(a_candidate(f"Aday {number}"), quota=quota) for number in range(6)]
    pass_time(hours=10)
    for offer in offers[:3]:
        confirmed(offer)
    cancel_offer(offer_id=offers[2].pk, reason="Şartlar değişti", actor=acting_for(employer))
    cancel_offer(offer_id=offers[3].pk, reason="Şartlar değişti", actor=acting_for(employer))
    leave_programme(application_id=offers[5].application_id, reason="Mezun", actor=acting_as(offers[5].application))

    def record():
        return Offer.objects.record_of(employer.pk, the_programme().pk, now=clock.now())

    assert (record().acceptances, record().is_enough) == (4, False)
    pass_time(days=8)  # offers[4] and [5] were not confirmed in time
    assert (record().acceptances, record().confirmed, record().lapsed, record().cancelled) == (6, 3, 2, 2)
    assert record().is_enough
    assert record().share == 0.5
    assert timedelta(hours=10) <= record().median_time < timedelta(hours=10, minutes=1)
    assert Offer.objects.record_of(an_employer("Yeni A.Ş.").pk, the_programme().pk, now=clock.now()).acceptances == 0


def test_the_exact_reason_of_a_void_is_the_candidates_to_read(at_ayse: Client, ayse: Application) -> None:
    """Q10: who came first is among the candidate's own offers; nobody else's name stands there."""
    first = an_accepted_offer(ayse, employer=an_employer("Aras Elektrik A.Ş."), starts_on=in_days(30))
    same_days = an_accepted_offer(ayse, starts_on=in_days(35))
    second = an_accepted_offer(ayse, employer=an_employer("Ege Belediyesi"), starts_on=in_days(80))
    third = an_accepted_offer(ayse, starts_on=in_days(130))
    confirmed(first)
    confirmed(second)
    assert "Became void: Aras Elektrik A.Ş. confirmed first, on the same days." in text_of(at_ayse.get(page(same_days)))
    body = text_of(at_ayse.get(page(third)))
    assert "Became void: with the confirmation of Ege Belediyesi your two internships are final." in body
    assert "Your two internships became final before this one could" in body


def test_a_cancellation_shows_its_reason(at_ayse: Client, ayse: Application) -> None:
    offer = confirmed(an_accepted_offer(ayse))
    cancel_offer(offer_id=offer.pk, reason="Bina <taşınıyor>", actor=acting_for(offer.employer))
    assert "Bina <taşınıyor>" in text_of(at_ayse.get(page(offer)))
    body = text_of(at_ayse.get(reverse("candidate_placements")))
    assert "Cancelled internships" in body
    assert "Bina <taşınıyor>" in body


# ------------------------------------------------------------------------------------------------------------------------- accepting


def test_looking_decides_nothing(at_ayse: Client, ayse: Application) -> None:
    offer = a_sent_offer(ayse)
    for name in ("candidate_offer", "candidate_accept", "candidate_decline"):
        assert at_ayse.get(page(offer, name)).status_code == 200
    offer.refresh_from_db()
    assert offer.status == "sent"


def test_the_page_before_accepting_names_the_consequences(at_ayse: Client, ayse: Application) -> None:
    """Q8, Q10, Q11: not yet an internship, cannot be taken back, and which offers fall."""
    confirmed(an_accepted_offer(ayse, employer=an_employer("Anadolu Yazılım"), starts_on=in_days(30)))
    offer = a_sent_offer(ayse, starts_on=in_days(80))
    an_accepted_offer(ayse, employer=an_employer("Ege Belediyesi"), starts_on=in_days(85))
    an_accepted_offer(ayse, employer=an_employer("Kuzey Lojistik"), starts_on=in_days(130))
    response = at_ayse.get(page(offer, "candidate_accept"))
    prospect = response.context["prospect"]
    assert {card.offer.employer.name: reason for card, reason in prospect.falls} == {"Ege Belediyesi": "overlap", "Kuzey Lojistik": "cap"}
    assert (prospect.free, prospect.fate.slot) == (1, 2)
    assert [bar.label for bar in prospect.bars if bar.focus] == [offer.employer.name]
    body = text_of(response)
    for said in (
        "An acceptance cannot be taken back",
        "You are not an intern yet.",
        "Slot 1 is final with Anadolu Yazılım",
        "its dates collide",
        "no slot would be left",
    ):
        assert said in body


def test_with_two_free_slots_only_colliding_offers_fall(at_ayse: Client, ayse: Application) -> None:
    offer = a_sent_offer(ayse, starts_on=in_days(80))
    an_accepted_offer(ayse, starts_on=in_days(130))
    response = at_ayse.get(page(offer, "candidate_accept"))
    assert response.context["prospect"].falls == []
    assert "None of your other offers becomes void through it." in text_of(response)


def test_accepting_needs_the_second_step(at_ayse: Client, ayse: Application) -> None:
    offer = a_sent_offer(ayse)
    response = at_ayse.post(page(offer, "candidate_accept"), {})
    assert response.status_code == 200
    assert "data-error-summary" in response.content.decode()
    assert "Tick the box to show that you understand what accepting means." in text_of(response)
    offer.refresh_from_db()
    assert offer.status == "sent"


def test_accepting_twice_is_harmless_and_says_so(at_ayse: Client, ayse: Application) -> None:
    offer = a_sent_offer(ayse)
    first = at_ayse.post(page(offer, "candidate_accept"), UNDERSTOOD, follow=True)
    assert "You accepted the offer. The employer has until" in text_of(first)
    again = at_ayse.post(page(offer, "candidate_accept"), UNDERSTOOD, follow=True)
    assert again.status_code == 200
    assert "You had already accepted this offer. Nothing has changed." in text_of(again)
    offer.refresh_from_db()
    assert offer.status == "accepted"
    assert Disclosure.objects.filter(employer=offer.employer, application=ayse).count() == 1


def test_accepting_too_late_is_refused_on_the_page_as_it_is_now(at_ayse: Client, ayse: Application) -> None:
    offer = a_sent_offer(ayse)
    shown = at_ayse.get(page(offer, "candidate_accept")).context["prospect"].consequences
    withdraw_offer(offer_id=offer.pk, actor=acting_for(offer.employer))
    response = at_ayse.post(page(offer, "candidate_accept"), {**UNDERSTOOD, "seen": shown})
    assert response.status_code == 409
    body = text_of(response)
    assert "Your answer was not recorded. This offer is no longer open." in body
    assert "What happened meanwhile: The employer withdrew the offer." in body


def test_a_stale_form_asks_again_when_the_consequences_changed(at_ayse: Client, ayse: Application) -> None:
    other = an_accepted_offer(ayse, starts_on=in_days(30))
    offer = a_sent_offer(ayse, starts_on=in_days(80))
    shown = at_ayse.get(page(offer, "candidate_accept")).context["prospect"].consequences
    confirmed(other)
    response = at_ayse.post(page(offer, "candidate_accept"), {**UNDERSTOOD, "seen": shown})
    assert "Something changed while this page was open" in text_of(response)
    assert "checked" not in str(response.context["form"]["understood"])
    offer.refresh_from_db()
    assert offer.status == "sent"
    seen = response.context["form"]["seen"].value()
    at_ayse.post(page(offer, "candidate_accept"), {**UNDERSTOOD, "seen": seen})
    offer.refresh_from_db()
    assert offer.status == "accepted"


def test_the_refusal_that_stops_the_verb_greys_out_the_button(at_ayse: Client, ayse: Application) -> None:
    ayse.programme.max_open_acceptances = 1
    ayse.programme.save(update_fields=["max_open_acceptances"])
    an_accepted_offer(ayse)
    offer = a_sent_offer(ayse)
    for name in ("candidate_offer", "candidate_accept"):
        response = at_ayse.get(page(offer, name))
        assert re.search(r"<button[^>]* disabled aria-describedby=\"why-not\"", response.content.decode())
        assert "At most 1 acceptances can be open at the same time" in text_of(response)
    refused = at_ayse.post(page(offer, "candidate_accept"), UNDERSTOOD)
    assert refused.status_code == 409
    assert "At most 1 acceptances" in text_of(refused)


# -------------------------------------------------------------------------------------------------------------------------- declining


def test_declining_with_a_reason(at_ayse: Client, ayse: Application) -> None:
    offer = a_sent_offer(ayse)
    response = at_ayse.post(page(offer, "candidate_decline"), {"reason": "too_far"}, follow=True)
    assert "You declined the offer." in text_of(response)
    assert "Too far away" in text_of(response)
    again = at_ayse.post(page(offer, "candidate_decline"), {}, follow=True)
    assert "You had already declined this offer." in text_of(again)
    offer.refresh_from_db()
    assert (offer.status, offer.decline_reason) == ("declined", "too_far")
    assert not Disclosure.objects.exists()


def test_a_reason_out_of_the_list_is_an_error_and_declines_nothing(at_ayse: Client, ayse: Application) -> None:
    offer = a_sent_offer(ayse)
    response = at_ayse.post(page(offer, "candidate_decline"), {"reason": "benim sebebim"})
    assert "data-error-summary" in response.content.decode()
    offer.refresh_from_db()
    assert offer.status == "sent"


def test_declining_what_was_accepted_is_refused(at_ayse: Client, ayse: Application) -> None:
    """Q11: an acceptance cannot be taken back."""
    offer = an_accepted_offer(ayse)
    assert "You cannot decline this offer now" in text_of(at_ayse.get(page(offer, "candidate_decline")))
    response = at_ayse.post(page(offer, "candidate_decline"), {})
    assert response.status_code == 409
    offer.refresh_from_db()
    assert offer.status == "accepted"


# ------------------------------------------------------------------------------------------------------------------- the other pages


def test_comparing_shows_open_offers_only(at_ayse: Client, ayse: Application) -> None:
    shown = [a_sent_offer(ayse), an_accepted_offer(ayse)]
    ended = a_sent_offer(ayse)
    decline_offer(offer_id=ended.pk, actor=acting_as(ayse))
    final = confirmed(an_accepted_offer(ayse, starts_on=in_days(130)))
    response = at_ayse.get(reverse("candidate_compare"))
    assert [card.offer for card, _record in response.context["rows"]] == shown
    assert final.employer.name in [bar.label for bar in response.context["bars"]]


def test_internships_say_what_to_do_next(at_ayse: Client, ayse: Application) -> None:
    """Q17, Q18: the university insures, and the university decides about credit."""
    assert "No internship is final yet" in text_of(at_ayse.get(reverse("candidate_placements")))
    confirmed(an_accepted_offer(ayse, employer=an_employer("Aras Elektrik A.Ş.")))
    body = text_of(at_ayse.get(reverse("candidate_placements")))
    assert "Aras Elektrik A.Ş." in body
    assert "Insurance: go to your university" in body
    assert "Credit: ask your department" in body
    assert "1 slot is still free" in body


def test_privacy_lists_each_opening_of_the_name(at_ayse: Client, ayse: Application) -> None:
    assert "Your name is open to nobody" in text_of(at_ayse.get(reverse("candidate_privacy")))
    offer = an_accepted_offer(ayse)
    other = an_accepted_offer(a_candidate("Can Yabancı"))
    body = text_of(at_ayse.get(reverse("candidate_privacy")))
    assert offer.employer.name in body
    assert other.employer.name not in body


def test_nothing_of_other_candidates_stands_on_any_page(at_ayse: Client, ayse: Application) -> None:
    rival = a_candidate("Zeynep Rakip")
    employer: Employer = an_employer()
    quota = a_quota(employer)
    an_accepted_offer(rival, quota=quota)
    offer = a_sent_offer(ayse, quota=quota)
    accept_offer(offer_id=offer.pk, actor=acting_as(ayse))
    addresses = [reverse(name) for name in PAGES] + [page(offer), page(offer, "candidate_accept"), page(offer, "candidate_decline")]
    for address in addresses:
        body = at_ayse.get(address).content.decode()
        assert "Rakip" not in body
        assert rival.code not in body
