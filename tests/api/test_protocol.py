"""The protocol through the API, from both sides."""

import itertools
from datetime import timedelta

import pytest

from candidates.models import Application
from offers.models import Offer
from offers.states import OfferStatus
from stajseferberligi import clock
from stajseferberligi.journal.models import Event
from tests.api.clients import candidate_client, software_of, terms_for
from tests.cast import a_candidate, a_programme, a_quota, a_sent_offer, an_accepted_offer, an_employer, on

pytestmark = pytest.mark.django_db


def test_an_offer_is_sent_accepted_and_confirmed() -> None:
    ayse, aras = a_candidate(), an_employer()
    software, quota = software_of(aras), a_quota(aras)

    found = software.read("pool/").json()["results"]
    assert [candidate["code"] for candidate in found] == [ayse.code]
    assert software.read("quotas/").json() == [
        {"id": quota.pk, "unit": quota.unit, "city": {"code": 25, "name": "Erzurum"}, "places": 20, "taken": 0}
    ]

    sent = software.send("offers/", terms_for(ayse, quota))
    assert sent.status_code == 201, sent.content
    offer = sent.json()["offer"]
    assert offer["status"] == "sent"
    assert offer["monthly_wage"] == "8422.65"
    assert offer["response_due_at"].endswith("+03:00")
    assert offer["candidate"]["identity"] is None
    assert offer["city"] == {"code": 25, "name": "Erzurum"}

    phone = candidate_client(ayse)
    assert [mine["code"] for mine in phone.read("me/offers/").json()["results"]] == [offer["code"]]
    accepted = phone.send(f"me/offers/{offer['code']}/accept/", {"understood": True})
    assert accepted.status_code == 200, accepted.content
    assert accepted.json()["changed"] is True
    assert accepted.json()["offer"]["status"] == "accepted"

    assert software.read(f"offers/{offer['code']}/").json()["candidate"]["identity"]["name"] == "Ayşe Yılmaz"
    confirmed = software.send(f"offers/{offer['code']}/confirm/")
    assert confirmed.json()["offer"]["status"] == "placed"

    (placement,) = phone.read("me/placements/").json()
    assert placement["offer"] == offer["code"]
    assert placement["slot"] == 1
    assert placement["cancelled_at"] is None

    cancelled = software.send(f"offers/{offer['code']}/cancel/", {"reason": "Birim kapandı"})
    assert cancelled.json()["offer"]["status"] == "cancelled"
    assert phone.read(f"me/offers/{offer['code']}/").json()["cancel_reason"] == "Birim kapandı"


def test_a_decline_carries_its_reason_and_is_final() -> None:
    ayse = a_candidate()
    offer = a_sent_offer(ayse)
    phone = candidate_client(ayse)
    assert phone.send(f"me/offers/{offer.code}/decline/", {"reason": "too_far"}).json()["offer"]["decline_reason"] == "too_far"
    assert phone.send(f"me/offers/{offer.code}/decline/").json()["changed"] is False
    answer = phone.send(f"me/offers/{offer.code}/accept/", {"understood": True})
    assert (answer.status_code, answer.json()["code"]) == (409, "already_answered")


def test_an_unanswered_offer_is_withdrawn_once() -> None:
    aras = an_employer()
    software = software_of(aras)
    offer = a_sent_offer(a_candidate(), employer=aras)
    assert [software.send(f"offers/{offer.code}/withdraw/").json()["changed"] for _ in range(2)] == [True, False]
    assert Event.objects.filter(kind="offer.withdrawn").count() == 1


@pytest.mark.parametrize("body", [{}, {"understood": False}, {"understood": None}])
def test_an_acceptance_needs_to_be_understood(body: dict[str, bool]) -> None:
    ayse = a_candidate()
    offer = a_sent_offer(ayse)
    answer = candidate_client(ayse).send(f"me/offers/{offer.code}/accept/", body)
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert list(answer.json()["fields"]) == ["understood"]
    assert Offer.objects.get().status == OfferStatus.SENT


def test_wrong_terms_are_named_field_by_field() -> None:
    aras = an_employer()
    software, ayse, quota = software_of(aras), a_candidate(), a_quota(aras)
    answer = software.send("offers/", terms_for(ayse, quota, starts_on="yarın", monthly_wage="-1", title=""))
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"starts_on", "monthly_wage", "title"}
    assert software.send("offers/", [1]).status_code == 400
    assert software.post("/api/v1/offers/", "{", content_type="application/json").json()["code"] == "parse_error"
    assert software.post("/api/v1/offers/", {"title": "x"}).status_code == 415


def test_a_refusal_has_the_code_and_the_sentence_of_the_page() -> None:
    aras = an_employer()
    software, ayse, quota = software_of(aras), a_candidate(), a_quota(aras)
    software.send("offers/", terms_for(ayse, quota))
    answer = software.send("offers/", terms_for(ayse, quota))
    assert answer.status_code == 409
    assert answer.json() == {"code": "already_offered", "message": "This candidate already has an open offer of yours."}


def test_another_employers_quota_and_an_unknown_candidate_are_not_found() -> None:
    aras = an_employer()
    software, ayse = software_of(aras), a_candidate()
    assert software.send("offers/", terms_for(ayse, a_quota(an_employer("Palandöken")))).status_code == 404
    assert software.send("offers/", terms_for(ayse, a_quota(aras), candidate="A-NOBODY")).status_code == 404
    assert Offer.objects.count() == 0


def test_somebody_elses_offer_is_not_found() -> None:
    offer = a_sent_offer(a_candidate())
    can = candidate_client(a_candidate("Can Yabancı"))
    assert can.read(f"me/offers/{offer.code}/").status_code == 404
    assert can.send(f"me/offers/{offer.code}/accept/", {"understood": True}).status_code == 404
    assert can.send(f"me/offers/{offer.code}/decline/").status_code == 404
    assert can.read("me/offers/").json()["results"] == []


def test_a_decision_by_session_needs_the_csrf_token() -> None:
    ayse = a_candidate()
    offer = a_sent_offer(ayse)
    phone = candidate_client(ayse, enforce_csrf_checks=True)
    assert phone.send(f"me/offers/{offer.code}/decline/").status_code == 403
    assert Offer.objects.get().status == OfferStatus.SENT


def test_a_late_offer_is_shown_as_it_is_before_any_clock_ran() -> None:
    aras = an_employer()
    ayse = a_candidate()
    unanswered = a_sent_offer(ayse, quota=a_quota(aras), answer_in=3)
    unconfirmed = an_accepted_offer(ayse, starts_on=on(5), answer_in=3)
    clock.move_to(clock.now() + timedelta(days=15))
    software, phone = software_of(aras), candidate_client(ayse)

    assert software.read(f"offers/{unanswered.code}/").json()["status"] == "expired"
    assert {mine["code"]: mine["status"] for mine in phone.read("me/offers/").json()["results"]} == {
        unanswered.code: "expired",
        unconfirmed.code: "lapsed",
    }
    assert phone.read("me/offers/", status="sent").json()["results"] == []
    assert [mine["code"] for mine in phone.read("me/offers/", status="expired").json()["results"]] == [unanswered.code]
    late = phone.send(f"me/offers/{unanswered.code}/accept/", {"understood": True})
    assert (late.status_code, late.json()["code"]) == (409, "response_deadline_passed")
    assert set(Offer.objects.values_list("status", flat=True)) == {"sent", "accepted"}


def third_in_the_row() -> tuple[Application, Offer]:
    """A candidate with two internships and a third acceptance that fell because of them."""
    ayse = a_candidate()
    offers = [an_accepted_offer(ayse, starts_on=on(month)) for month in (2, 3, 4)]
    for offer in offers[:2]:
        software_of(offer.employer).send(f"offers/{offer.code}/confirm/")
    return ayse, offers[2]


def test_the_third_employer_reads_neutral_words_and_the_candidate_the_reason() -> None:
    ayse, third = third_in_the_row()
    software = software_of(third.employer)
    seen = software.read(f"offers/{third.code}/").json()
    assert (seen["status"], seen["end_reason"]) == ("voided", "no_longer_available")
    refused = software.send(f"offers/{third.code}/confirm/")
    assert (refused.status_code, refused.json()["code"]) == (409, "place_taken")
    assert "slot" not in str(seen)
    assert candidate_client(ayse).read(f"me/offers/{third.code}/").json()["end_reason"] == "cap"


def test_an_employer_never_reads_that_dates_collided() -> None:
    ayse = a_candidate()
    first, second = (an_accepted_offer(ayse, starts_on=on(3)) for _ in range(2))
    software_of(first.employer).send(f"offers/{first.code}/confirm/")
    answer = software_of(second.employer).read(f"offers/{second.code}/")
    assert answer.json()["end_reason"] == "no_longer_available"
    assert b"overlap" not in answer.content
    assert candidate_client(ayse).read(f"me/offers/{second.code}/").json()["end_reason"] == "overlap"


def test_nothing_that_names_the_person_leaves_before_the_acceptance() -> None:
    aras = an_employer()
    software, ayse, quota = software_of(aras), a_candidate(), a_quota(aras)
    code = software.send("offers/", terms_for(ayse, quota)).json()["offer"]["code"]
    secrets = ["Ayşe", "Yılmaz", "Erzurum Teknik", ayse.candidate.user.email, "0532"]
    for path in ("pool/", "offers/", f"offers/{code}/"):
        text = software.read(path).content.decode()
        assert not [secret for secret in secrets if secret in text], path
    candidate_client(ayse).send(f"me/offers/{code}/accept/", {"understood": True})
    assert "Ayşe Yılmaz" in software.read(f"offers/{code}/").content.decode()
    other = software_of(an_employer("Palandöken"))
    assert "Ayşe" not in other.read("pool/").content.decode()


def test_lists_go_on_by_cursor_without_gap_or_repetition() -> None:
    aras = an_employer()
    software = software_of(aras)
    candidates = [a_candidate(f"Aday {n}", score_total=score) for n, score in enumerate(["90", "80", "80", None, "70"])]
    quota = a_quota(aras)
    for candidate in candidates:
        a_sent_offer(candidate, quota=quota)
    for path, expected in (("pool/", [c.code for c in candidates]), ("offers/", [o.code for o in Offer.objects.order_by("-sent_at")])):
        seen: list[str] = []
        cursor = ""
        for _ in itertools.repeat(None, 5):
            page = software.read(path, limit=2, **({"cursor": cursor} if cursor else {})).json()
            seen += [row["code"] for row in page["results"]]
            if not (cursor := page["next"]):
                break
        assert sorted(seen) == sorted(expected)
        assert len(seen) == 5
    assert software.read("pool/").json()["results"][-1]["code"] == candidates[3].code


def test_a_cursor_leads_on_when_its_row_has_left_the_list() -> None:
    software = software_of(an_employer())
    candidates = [a_candidate(f"Aday {n}", score_total=90 - n) for n in range(3)]
    cursor = software.read("pool/", limit=1).json()["next"]
    Application.objects.filter(pk=candidates[0].pk).update(status="full")
    assert [row["code"] for row in software.read("pool/", cursor=cursor).json()["results"]] == [c.code for c in candidates[1:]]


@pytest.mark.parametrize("cursor", ["x", "bm9uc2Vuc2U", "W10", "W3sieCI6MX0sMV0", "WyJrxLF6xLEiLCAiQSJd", "%00"])
def test_a_cursor_of_ones_own_making_is_refused(cursor: str) -> None:
    a_programme()
    answer = software_of(an_employer()).read("pool/", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid")


def test_the_pool_is_searched_by_level_field_score_and_city() -> None:
    software = software_of(an_employer())
    a_candidate("Ayşe Yılmaz", score_total="80", city_preferences=[25])
    wanted = a_candidate("Fatma Kaya", score_total="60", city_preferences=[34], level="associate", field="Aşçılık")
    for search in ({"level": "associate"}, {"field": "Aşçılık"}, {"city": 34}):
        assert [row["code"] for row in software.read("pool/", **search).json()["results"]] == [wanted.code]
    assert len(software.read("pool/", min_score="70").json()["results"]) == 1
    assert set(software.read("pool/", min_score="çok", city=99, level="phd", limit=0).json()["fields"]) == {
        "min_score",
        "city",
        "level",
        "limit",
    }


@pytest.mark.parametrize("rows", [1, 4])
def test_a_longer_list_costs_no_more_queries(rows: int, django_assert_max_num_queries) -> None:
    aras = an_employer()
    software, quota, ayse = software_of(aras), a_quota(aras), a_candidate()
    for n in range(rows):
        a_sent_offer(a_candidate(f"Aday {n}"), quota=quota)
        an_accepted_offer(ayse, starts_on=on(n + 1, 20), days=5, answer_in=3)
    phone = candidate_client(ayse)
    with django_assert_max_num_queries(6):
        software.read("offers/")
    with django_assert_max_num_queries(5):
        software.read("pool/")
    with django_assert_max_num_queries(6):
        phone.read("me/offers/")
