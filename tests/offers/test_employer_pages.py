"""The employer's desk through HTTP: what it shows, what it never shows, and what each decision leaves behind."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employers.models import Employer, Membership, Quota
from offers.actions.confirming import confirm_offer, confirm_offers
from offers.actions.sending import continue_sending
from offers.actions.sweeping import settle_confirmed
from offers.models import Batch, Offer
from offers.states import OfferStatus
from stajseferberligi import clock
from tests import cast

pytestmark = pytest.mark.django_db
S = OfferStatus
MOST_QUERIES = 20
SECRETS = ("Ayşe", "Yılmaz", "Erzurum Teknik", "0532 123", "@example.org")


@pytest.fixture
def aras() -> Employer:
    return cast.an_employer()


@pytest.fixture
def quota(aras: Employer) -> Quota:
    return cast.a_quota(aras, unit="Şebeke İşletme", places=5)


@pytest.fixture
def bora(aras: Employer) -> Membership:
    return cast.a_member(aras)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offers.tasks.nudge", lambda _batch: None)


def desk_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


@pytest.fixture
def desk(bora: Membership) -> Client:
    return desk_of(bora)


def main_of(response: HttpResponse) -> str:
    """The page without its frame, in which the reader's own name stands."""
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")] if "<main" in page else page


def terms(quota: Quota, *codes: str, quota_id: int | None = None, **changes: Any) -> dict[str, Any]:
    first_day = cast.on(3, 1)
    return {
        "step": "preview",
        "codes": " ".join(codes),
        "key": str(uuid.uuid4()),
        "quota": quota_id or quota.pk,
        "title": "Saha mühendisliği",
        "starts_on": f"{first_day:%d.%m.%Y}",
        "ends_on": f"{first_day + timedelta(days=40):%d.%m.%Y}",
        "monthly_wage": "8.422,65",
        "supervisor": "Bora Demir",
        "answer_on": f"{clock.now() + timedelta(days=7):%d.%m.%Y}",
        "answer_hour": "18:00",
        **changes,
    }


def a_third_employer_scene(quota: Quota) -> Offer:
    """Ayşe accepted three offers; the two others are confirmed, so the one of `quota` is void."""
    ayse = cast.a_candidate()
    ours = cast.an_accepted_offer(ayse, quota=quota, starts_on=cast.on(5))
    for month in (3, 4):
        other = cast.an_accepted_offer(ayse, starts_on=cast.on(month), days=20)
        confirm_offer(offer_id=other.pk, actor=cast.acting_for(other.employer))
    ours.refresh_from_db()
    assert ours.status == S.VOIDED
    return ours


class TestHome:
    def test_what_waits_for_a_confirmation_stands_first(self, desk: Client, quota: Quota) -> None:
        offer = cast.an_accepted_offer(cast.a_candidate(), quota=quota)
        page = desk.get(reverse("employer_home")).content.decode()
        assert "1 aday teyidinizi bekliyor" in page
        assert "Ayşe Yılmaz" in page  # open since the acceptance
        assert f'value="{offer.code}" checked' in page

    def test_it_says_so_when_nothing_waits(self, desk: Client, quota: Quota) -> None:
        assert "Teyidinizi bekleyen yok" in desk.get(reverse("employer_home")).content.decode()

    def test_between_seasons_a_page_says_so(self, desk: Client) -> None:
        assert "Açık dönem yok" in desk.get(reverse("employer_home")).content.decode()


class TestPool:
    def test_no_page_before_the_reveal_names_the_candidate(self, desk: Client, quota: Quota) -> None:
        ayse = cast.a_candidate()
        offer = cast.a_sent_offer(ayse, quota=quota, answer_in=3)
        batch = desk.post(reverse("employer_send"), terms(quota, ayse.code))
        pages = [
            desk.get(reverse("employer_home")),
            desk.get(reverse("employer_pool")),
            desk.get(reverse("employer_candidate", args=[ayse.code])),
            desk.get(reverse("employer_send"), {"aday": ayse.code}),
            batch,
            desk.get(reverse("employer_offers")),
            desk.get(reverse("employer_offers_csv")),
            desk.get(reverse("employer_offer", args=[offer.code])),
            desk.get(reverse("employer_withdraw", args=[offer.code])),
            desk.post(reverse("employer_confirm_many"), {"teklif": offer.code}),
        ]
        for page in pages:
            assert page.status_code == 200
            assert [secret for secret in SECRETS if secret in main_of(page) or secret in str(page.headers)] == []
            assert ayse.code in page.content.decode()

    def test_q5_a_wish_for_a_city_sorts_but_does_not_exclude(self, desk: Client) -> None:
        elsewhere = cast.a_candidate("Ali Ünal", city_preferences=[34], score_total=90)
        here = cast.a_candidate("İpek Çınar", city_preferences=[25], score_total=50)
        page = desk.get(reverse("employer_pool"), {"il": 25}).content.decode()
        assert page.index(here.code) < page.index(elsewhere.code)
        page = desk.get(reverse("employer_pool"), {"il": 25, "sadece": "on"}).content.decode()
        assert elsewhere.code not in page

    def test_pages_follow_each_other_without_gap_or_repetition(self, desk: Client) -> None:
        everybody = [cast.a_candidate(score_total=None if n == 3 else 10 + n % 4).code for n in range(53)]
        first = desk.get(reverse("employer_pool"))
        second = desk.get(reverse("employer_pool"), {"sonra": first.context["page"].after})
        seen = [entry.profile.code for page in (first, second) for entry in page.context["entries"]]
        assert sorted(seen) == sorted(everybody)
        assert seen[-1] == everybody[3]  # without a score: last
        back = desk.get(reverse("employer_pool"), {"once": second.context["page"].before})
        assert [entry.profile.code for entry in back.context["entries"]] == seen[:50]

    def test_a_filter_that_makes_no_sense_is_told_and_ignored(self, desk: Client) -> None:
        ayse = cast.a_candidate()
        page = desk.get(reverse("employer_pool"), {"puan": "çok", "sinif": "9", "sonra": "A-2222222"})
        assert page.status_code == 200
        assert ayse.code in page.content.decode()

    def test_whoever_left_the_pool_is_found_only_by_those_who_know_them(self, desk: Client, quota: Quota) -> None:
        assert desk.get(reverse("employer_candidate", args=[cast.a_candidate(status="full").code])).status_code == 404
        known = a_third_employer_scene(quota)
        assert desk.get(reverse("employer_candidate", args=[known.application.code])).status_code == 200


class TestSending:
    def test_one_offer_goes_through_a_preview_and_is_sent_once(self, desk: Client, quota: Quota) -> None:
        ayse = cast.a_candidate()
        typed = terms(quota, ayse.code)
        preview = desk.post(reverse("employer_send"), typed)
        assert "Bu teklif 1 adaya gidecek" in preview.content.decode()
        assert not Offer.objects.exists()
        decision = {**typed, "step": "send", "recipients": preview.context["recipients"]}
        for _click in range(2):
            answer = desk.post(reverse("employer_send"), decision)
            assert answer.url == reverse("employer_offer", args=[Offer.objects.get().code])
        assert str(Offer.objects.get().monthly_wage) == "8422.65"

    def test_going_back_from_the_preview_keeps_what_was_typed(self, desk: Client, quota: Quota) -> None:
        typed = terms(quota, cast.a_candidate().code, step="edit", title="Bakım planlama")
        page = desk.post(reverse("employer_send"), typed).content.decode()
        assert 'value="Bakım planlama"' in page
        assert 'value="8.422,65"' in page

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"title": ""}, "Bu alan"),
            ({"ends_on": "01.01.2020"}, "Son gün ilk günden önce olamaz"),
            ({"answer_on": "01.01.2099"}, "Adaya yanıt için en az 3, en çok 21 gün"),
            ({"quota_id": 999_999}, "Geçerli bir seçenek"),
        ],
    )
    def test_terms_that_do_not_hold_come_back_with_their_reason(
        self, desk: Client, quota: Quota, change: dict[str, Any], words: str
    ) -> None:
        page = desk.post(reverse("employer_send"), terms(quota, cast.a_candidate().code, **change))
        assert words in page.content.decode()
        assert "error-summary" in page.content.decode()
        assert not Offer.objects.exists()

    def test_the_preview_says_who_is_left_out_and_only_the_others_get_it(self, desk: Client, quota: Quota) -> None:
        free, other = cast.a_candidate(), cast.a_candidate("Ali Ünal")
        busy, offered = cast.a_candidate("İpek Çınar", status="full"), cast.a_candidate("Zeynep Şahin")
        cast.a_sent_offer(offered, quota=quota)
        typed = terms(quota, free.code, other.code, busy.code, offered.code)
        preview = desk.post(reverse("employer_send"), typed)
        left_out = {verdict.profile.code: verdict.refusal.code for verdict in preview.context["excluded"]}
        assert left_out == {busy.code: "candidate_not_available", offered.code: "already_offered"}
        answer = desk.post(reverse("employer_send"), {**typed, "step": "send", "recipients": preview.context["recipients"]})
        batch = Batch.objects.get()
        assert answer.url == reverse("employer_batch", args=[batch.key])
        assert desk.get(reverse("employer_batch_progress", args=[batch.key])).status_code == 200
        while continue_sending(batch_id=batch.pk):
            pass
        finished = desk.get(reverse("employer_batch_progress", args=[batch.key]))
        assert finished.status_code == 286  # htmx stops asking
        assert set(Offer.objects.filter(batch=batch).values_list("application__code", flat=True)) == {free.code, other.code}
        table = desk.get(reverse("employer_batch_csv", args=[batch.key])).content.decode()
        assert free.code in table
        assert "Yılmaz" not in table

    def test_q4_fewer_working_days_than_recommended_are_warned_about_and_allowed(self, desk: Client, quota: Quota) -> None:
        words = desk.get(reverse("employer_working_days"), {"starts_on": "01.02.2027", "ends_on": "05.02.2027"}).content.decode()
        assert "5 iş günü" in words
        assert "Önerilen 20" in words
        assert desk.get(reverse("employer_working_days"), {"starts_on": "x"}).status_code == 200

    def test_sending_can_be_stopped(self, desk: Client, quota: Quota) -> None:
        codes = [cast.a_candidate().code for _ in range(2)]
        desk.post(reverse("employer_send"), {**terms(quota, *codes), "step": "send", "recipients": " ".join(codes)})
        batch = Batch.objects.get()
        for _click in range(2):
            assert desk.post(reverse("employer_batch_stop", args=[batch.key])).status_code == 302
        continue_sending(batch_id=batch.pk)
        assert "Durduruldu" in desk.get(reverse("employer_batch", args=[batch.key])).content.decode()
        assert not Offer.objects.exists()


class TestDecisions:
    def test_q8_confirming_is_a_deliberate_second_step(self, desk: Client, quota: Quota) -> None:
        offer = cast.an_accepted_offer(cast.a_candidate(), quota=quota)
        address = reverse("employer_confirm", args=[offer.code])
        assert "Geri alınamaz" in desk.get(address).content.decode()
        answer = desk.post(address, follow=True).content.decode()
        assert "Staj kesinleşti" in answer
        again = desk.post(address, follow=True).content.decode()
        assert "Zaten yapılmıştı" in again
        assert Offer.objects.get().status == S.PLACED

    def test_q10_the_third_employer_reads_a_receipt_in_neutral_words(self, desk: Client, quota: Quota) -> None:
        offer = a_third_employer_scene(quota)
        page = desk.post(reverse("employer_confirm", args=[offer.code]), follow=True)
        words = main_of(page)
        assert "Alındı: staj yeri daha önceki teyitlere gitti" in words
        assert page.context["receipt"].confirmed_at > page.context["receipt"].voided_at > page.context["receipt"].accepted_at
        for forbidden in ("cap", "overlap", "İki staj", "çakış", "İşveren "):
            assert forbidden not in words

    def test_cancelling_needs_a_reason_and_says_what_it_does(self, desk: Client, quota: Quota) -> None:
        offer = cast.an_accepted_offer(cast.a_candidate(), quota=quota)
        address = reverse("employer_cancel", args=[offer.code])
        assert "error-summary" in desk.post(address, {"reason": "  "}).content.decode()
        assert "İptal edildi" in desk.post(address, {"reason": "Birim kapandı."}, follow=True).content.decode()
        assert "Zaten yapılmıştı" in desk.post(address, {"reason": "Başka."}, follow=True).content.decode()
        assert Offer.objects.get().cancel_reason == "Birim kapandı."

    def test_withdrawing_repeats_harmlessly(self, desk: Client, quota: Quota) -> None:
        address = reverse("employer_withdraw", args=[cast.a_sent_offer(cast.a_candidate(), quota=quota).code])
        assert "Geri çekildi." in desk.post(address, follow=True).content.decode()
        assert "Zaten yapılmıştı" in desk.post(address, follow=True).content.decode()

    def test_a_stale_page_says_what_changed(self, desk: Client, quota: Quota) -> None:
        offer = cast.an_accepted_offer(cast.a_candidate(), quota=quota)
        page = desk.post(reverse("employer_withdraw", args=[offer.code]), follow=True).content.decode()
        assert "Hiçbir şey değişmedi." in page
        assert "Teyidiniz bekleniyor" in page

    def test_a_passed_deadline_shows_before_a_clock_wrote_it_down(self, desk: Client, quota: Quota) -> None:
        offer = cast.a_sent_offer(cast.a_candidate(), quota=quota)
        clock.move_to(offer.response_due_at)
        assert "Süresinde yanıtlanmadı" in desk.get(reverse("employer_offer", args=[offer.code])).content.decode()
        assert list(desk.get(reverse("employer_offers"), {"durum": "sent"}).context["lines"]) == []
        assert len(desk.get(reverse("employer_offers"), {"durum": "expired"}).context["lines"]) == 1

    def test_confirming_many_previews_and_reports_each_row(self, desk: Client, quota: Quota) -> None:
        late = a_third_employer_scene(quota)
        first, second = (cast.an_accepted_offer(cast.a_candidate(name), quota=quota) for name in ("Ali Ünal", "İpek Çınar"))
        preview = desk.post(reverse("employer_confirm_many"), {"teklif": [late.code, first.code, second.code]})
        assert [one.refusal.code for one in preview.context["refused"]] == ["place_taken"]
        decision = {"step": "confirm", "codes": preview.context["codes"], "key": str(preview.context["key"])}
        for _click in range(2):
            answer = desk.post(reverse("employer_confirm_many"), decision)
        batch = Batch.objects.get()
        assert answer.url == reverse("employer_batch", args=[batch.key])
        assert "Teyit durdurulamaz" in desk.get(answer.url).content.decode()
        assert desk.post(reverse("employer_batch_stop", args=[batch.key])).status_code == 404
        settle_confirmed()
        done = desk.get(answer.url).context["progress"]
        assert (done.total, done.done, done.good) == (2, 2, 2)

    def test_nothing_selected_is_told(self, desk: Client, quota: Quota) -> None:
        page = desk.post(reverse("employer_confirm_many"), {"step": "confirm", "codes": "", "key": str(uuid.uuid4())}, follow=True)
        assert "Hiçbir şey seçilmedi" in page.content.decode()


class TestWhoMayDoWhat:
    DECISIONS = ("employer_confirm", "employer_cancel", "employer_withdraw")

    def test_a_viewer_reads_and_decides_nothing(self, aras: Employer, quota: Quota) -> None:
        desk = desk_of(cast.a_member(aras, "Sevgi Işık", role="viewer"))
        offer = cast.an_accepted_offer(cast.a_candidate(), quota=quota)
        for name in ("employer_home", "employer_pool", "employer_offers", "employer_placements", "employer_quotas", "employer_batches"):
            assert desk.get(reverse(name)).status_code == 200
        page = main_of(desk.get(reverse("employer_offer", args=[offer.code])))
        assert reverse("employer_confirm", args=[offer.code]) not in page
        for name in self.DECISIONS:
            assert desk.post(reverse(name, args=[offer.code])).status_code == 403
        for name in ("employer_send", "employer_confirm_many"):
            assert desk.post(reverse(name)).status_code == 403
        assert Offer.objects.get().status == S.ACCEPTED

    def test_another_employers_offer_is_not_found(self, desk: Client) -> None:
        offer = cast.an_accepted_offer(cast.a_candidate())
        for name in (*self.DECISIONS, "employer_offer"):
            assert desk.get(reverse(name, args=[offer.code])).status_code == 404
        assert desk.post(reverse("employer_confirm", args=[offer.code])).status_code == 404
        assert desk.get(reverse("employer_batch", args=[uuid.uuid4()])).status_code == 404

    def test_a_suspended_employer_reads_why(self) -> None:
        desk = desk_of(cast.a_member(cast.an_employer(status="suspended")))
        answer = desk.get(reverse("employer_pool"))
        assert answer.status_code == 403
        assert "askıya alındı" in answer.content.decode()


def test_a_formula_in_a_table_is_defused(desk: Client, quota: Quota) -> None:
    cast.a_sent_offer(cast.a_candidate(), quota=quota, title='=HYPERLINK("http://kotu")')
    answer = desk.get(reverse("employer_offers_csv"))
    assert "\"'=HYPERLINK" in answer.content.decode()
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="teklifler-')


class TestQueryCounts:
    """The same number for one row and for four: nothing is asked per row."""

    @pytest.fixture
    def same_for_four(self, desk: Client, django_assert_num_queries: Any) -> Callable[..., None]:
        def check(name: str, add: Callable[[], object]) -> None:
            add()
            desk.get(reverse(name))  # the first page of a session also writes it
            with CaptureQueriesContext(connection) as one:
                assert desk.get(reverse(name)).status_code == 200
            for _ in range(3):
                add()
            with django_assert_num_queries(len(one)):
                assert desk.get(reverse(name)).status_code == 200
            assert len(one) <= MOST_QUERIES

        return check

    @pytest.mark.parametrize("name", ["employer_home", "employer_offers", "employer_offers_csv", "employer_confirm_many"])
    def test_offers(self, same_for_four: Callable[..., None], quota: Quota, name: str) -> None:
        same_for_four(name, lambda: cast.an_accepted_offer(cast.a_candidate(), quota=quota))

    def test_pool(self, same_for_four: Callable[..., None], quota: Quota) -> None:
        same_for_four("employer_pool", lambda: cast.a_sent_offer(cast.a_candidate(), quota=quota))

    def test_placements(self, same_for_four: Callable[..., None], quota: Quota) -> None:
        def add() -> None:
            offer = cast.an_accepted_offer(cast.a_candidate(), quota=quota)
            confirm_offer(offer_id=offer.pk, actor=cast.acting_for(quota.employer))

        same_for_four("employer_placements", add)

    def test_quotas(self, same_for_four: Callable[..., None], aras: Employer) -> None:
        same_for_four("employer_quotas", lambda: cast.a_quota(aras))

    def test_batches(self, same_for_four: Callable[..., None], quota: Quota) -> None:
        def add() -> None:
            offer = cast.an_accepted_offer(cast.a_candidate(), quota=quota)
            confirm_offers(offer_ids=[offer.pk], actor=cast.acting_for(quota.employer), key=uuid.uuid4())

        same_for_four("employer_batches", add)

    def test_results_of_bulk_work(self, desk: Client, quota: Quota) -> None:
        counts = []
        for rows in (1, 4):
            offers = [cast.an_accepted_offer(cast.a_candidate(), quota=cast.a_quota(quota.employer)) for _ in range(rows)]
            work = confirm_offers(offer_ids=[one.pk for one in offers], actor=cast.acting_for(quota.employer), key=uuid.uuid4())
            with CaptureQueriesContext(connection) as asked:
                assert desk.get(reverse("employer_batch", args=[work.key])).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]
