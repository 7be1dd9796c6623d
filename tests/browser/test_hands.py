"""How people use it: with a keyboard, without a script, twice at once, with two tabs, back and forth, and after the session ended."""

from __future__ import annotations

import uuid

import pytest
from django.db.models import Count
from playwright.sync_api import Page, expect

from candidates.models import Application
from employers.models import Membership, Quota
from offers.actions.answering import accept_offer
from offers.actions.confirming import confirm_offer
from offers.actions.sending import continue_sending, start_sending
from offers.actions.sweeping import settle_confirmed
from offers.models import Batch, Offer
from offers.placement import settle
from stajseferberligi.journal.models import Event
from tests import cast
from tests.browser.conftest import NARROW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ayse() -> Application:
    cast.the_programme()
    return cast.a_candidate("Ayşe Yılmaz")


@pytest.fixture
def aras() -> Membership:
    cast.the_programme()
    employer = cast.an_employer()
    cast.a_quota(employer, unit="Bakım", places=400)
    return cast.a_member(employer, "Bora Demir", role="owner")


def offer_of(aras: Membership, application: Application, **terms: object) -> Offer:
    return cast.a_sent_offer(application, quota=Quota.objects.get(employer=aras.employer), **terms)


def accepting(page: Page, offer: Offer) -> None:
    page.goto(f"/aday/teklifler/{offer.code}/kabul/")
    page.get_by_role("checkbox").check()


def state_of(offer: Offer) -> str:
    return str(Offer.objects.values_list("status", flat=True).get(pk=offer.pk))


# Keyboard


def focused(page: Page) -> str:
    """Tag, kind and words of what has the focus."""
    return str(page.locator(":focus").evaluate("(one) => `${one.tagName} ${one.type || ''} ${(one.innerText || '').trim()}`"))


def test_keyboard_alone_accepts_an_offer(visits, ayse, aras):
    offer = offer_of(aras, ayse)
    page = visits.open(ayse.candidate.user)
    page.goto(f"/aday/teklifler/{offer.code}/kabul/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="İçeriğe geç")).to_be_focused()
    expect(page.get_by_role("link", name="İçeriğe geç")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    stops = []
    for _ in range(30):
        page.keyboard.press("Tab")
        stops.append(focused(page))
        if stops[-1].startswith("BUTTON"):
            break
    assert any(stop.startswith("INPUT checkbox") for stop in stops), stops
    assert "Teklifi kabul et" in stops[-1], stops
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    page.keyboard.press("Enter")  # without the tick
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    assert page.title().startswith("Hata:")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the summary leads to the box
    expect(page.get_by_role("checkbox")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Teyit bekleniyor").first).to_be_visible()
    assert state_of(offer) == "accepted"


# Without a script


def test_everything_is_decided_without_a_script(visits, ayse, aras):
    desk = visits.open(aras.user, script=False)
    desk.goto("/isveren/havuz/")
    desk.get_by_role("checkbox", name=ayse.code).check()
    desk.get_by_role("button", name="Seçilenlere teklif gönder").click()
    first_day = cast.on(3)
    desk.get_by_label("Pozisyon").fill("Saha mühendisliği")
    desk.get_by_label("İlk gün").fill(first_day.strftime("%d.%m.%Y"))
    desk.get_by_label("Son gün").fill(first_day.replace(day=26).strftime("%d.%m.%Y"))
    desk.get_by_label("ücret").fill("8.422,65")
    desk.get_by_role("button", name="Önizlemeye geç").click()
    desk.get_by_role("button", name="gönder").click()
    offer = Offer.objects.get()
    phone = visits.open(ayse.candidate.user, script=False, width=NARROW)
    accepting(phone, offer)
    phone.get_by_role("button", name="Teklifi kabul et").click()
    assert state_of(offer) == "accepted"
    desk.goto(f"/isveren/teklifler/{offer.code}/teyit/")
    desk.get_by_role("button", name="Evet, teyit et").click()
    expect(desk.get_by_text("Kesinleşti").first).to_be_visible()
    assert state_of(offer) == "placed"
    other = cast.a_sent_offer(ayse, starts_on=cast.on(5))
    phone.goto(f"/aday/teklifler/{other.code}/ret/")
    phone.get_by_role("radio").first.check()
    phone.get_by_role("button", name="Teklifi reddet").click()
    assert state_of(other) == "declined"


# Twice, and back


def test_double_click_accepts_once(visits, ayse, aras):
    offer = offer_of(aras, ayse)
    page = visits.open(ayse.candidate.user)
    accepting(page, offer)
    page.get_by_role("button", name="Teklifi kabul et").dblclick()
    expect(page.get_by_text("Teyit bekleniyor").first).to_be_visible()
    assert Event.objects.filter(kind="offer.accepted", offer_id=offer.pk).count() == 1


def test_double_click_sends_once(visits, ayse, aras):
    """The key of the form names the decision: without a script both clicks arrive, and one offer goes out."""
    desk = visits.open(aras.user, script=False)
    desk.goto(f"/isveren/teklif-gonder/?aday={ayse.code}")
    first_day = cast.on(3)
    desk.get_by_label("Pozisyon").fill("Saha mühendisliği")
    desk.get_by_label("İlk gün").fill(first_day.strftime("%d.%m.%Y"))
    desk.get_by_label("Son gün").fill(first_day.replace(day=26).strftime("%d.%m.%Y"))
    desk.get_by_label("ücret").fill("8.422,65")
    desk.get_by_role("button", name="Önizlemeye geç").click()
    desk.get_by_role("button", name="gönder").click()
    offer = Offer.objects.get()
    desk.go_back()
    desk.get_by_role("button", name="gönder").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(ayse.code)
    assert Offer.objects.get() == offer


def test_second_tab_learns_that_it_is_done(visits, ayse, aras):
    offer = offer_of(aras, ayse)
    first = visits.open(ayse.candidate.user)
    second = first.context.new_page()
    visits.watch(second)
    for tab in (first, second):
        accepting(tab, offer)
    first.get_by_role("button", name="Teklifi kabul et").click()
    expect(first.get_by_text("Teyit bekleniyor").first).to_be_visible()
    second.get_by_role("button", name="Teklifi kabul et").click()
    expect(second.get_by_text("zaten", exact=False).first).to_be_visible()
    assert Event.objects.filter(kind="offer.accepted", offer_id=offer.pk).count() == 1


def test_page_that_grew_stale_says_what_changed(visits, ayse, aras):
    """While the page before accepting was open, another employer confirmed: the consequences are others now, so it asks again."""
    offer = offer_of(aras, ayse, starts_on=cast.on(3))
    elsewhere = cast.an_accepted_offer(ayse, starts_on=cast.on(5))
    page = visits.open(ayse.candidate.user)
    accepting(page, offer)
    confirm_offer(offer_id=elsewhere.pk, actor=cast.acting_for(elsewhere.employer))
    page.get_by_role("button", name="Teklifi kabul et").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    assert state_of(offer) == "sent"
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Teklifi kabul et").click()
    expect(page.get_by_text("Teyit bekleniyor").first).to_be_visible()


def test_back_button_does_not_decide_again(visits, ayse, aras):
    offer = offer_of(aras, ayse)
    page = visits.open(ayse.candidate.user)
    accepting(page, offer)
    page.get_by_role("button", name="Teklifi kabul et").click()
    expect(page.get_by_text("Teyit bekleniyor").first).to_be_visible()
    page.go_back()
    button = page.get_by_role("button", name="Teklifi kabul et")
    if button.is_enabled():
        page.get_by_role("checkbox").check()
        button.click()
    assert state_of(offer) == "accepted"
    assert Event.objects.filter(kind="offer.accepted", offer_id=offer.pk).count() == 1


# An ended session


def test_ended_session_keeps_what_was_typed(visits, ayse, aras):
    page = visits.open(aras.user)
    page.goto(f"/isveren/teklif-gonder/?aday={ayse.code}")
    page.get_by_label("Pozisyon").fill("Trafo merkezi stajyeri")
    page.get_by_label("ücret").fill("9.100,50")
    page.context.clear_cookies(name="sessionid")
    visits.expected = {403}
    page.get_by_role("button", name="Önizlemeye geç").click()
    expect(page.get_by_label("Parola", exact=True)).to_be_visible()
    page.get_by_label("E-posta").fill(aras.user.email)
    page.get_by_label("Parola", exact=True).fill(cast.PASSWORD)
    page.get_by_role("button", name="Giriş yap").click()
    expect(page.get_by_label("Pozisyon")).to_have_value("Trafo merkezi stajyeri")
    expect(page.get_by_label("ücret")).to_have_value("9.100,50")
    expect(page.locator("[data-draft-note]")).to_be_visible()
    expect(page.get_by_text(ayse.code).first).to_be_visible()


# Three hundred at once


def test_three_hundred_confirmations_go_on_while_nobody_looks(visits, aras):
    quota = Quota.objects.get(employer=aras.employer)
    people = [cast.a_candidate(f"Aday {number}") for number in range(300)]
    actor = cast.acting_for(aras.employer, aras.user)
    sending = start_sending(proposal=cast.a_proposal(quota), application_ids=[one.pk for one in people], actor=actor, key=uuid.uuid4())
    while continue_sending(batch_id=sending.pk):
        pass
    for offer in Offer.objects.select_related("application__candidate"):
        accept_offer(offer_id=offer.pk, actor=cast.acting_as(offer.application))
    page = visits.open(aras.user)
    page.goto("/isveren/teyit/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("300")
    page.get_by_role("button", name="300").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    batch = Batch.objects.get(kind="confirm")
    assert Offer.objects.filter(status="confirmed").count() == 300, "all carry their stamp from the start"
    page.goto("/isveren/")  # the page is left
    for application in people[:120]:
        settle(application_id=application.pk)
    page.goto(f"/isveren/toplu-islemler/{batch.key}/")  # and found again
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "120")
    settle_confirmed()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "300", timeout=6000)  # by itself, without a click
    expect(page.get_by_role("link", name="CSV")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert len(download.value.path().read_text("utf-8-sig").splitlines()) == 301
    batch.refresh_from_db()
    assert batch.finished_at is not None
    outcomes = dict(Offer.objects.values_list("status").annotate(Count("pk")))
    assert outcomes == {"placed": 300}
    assert Event.objects.filter(kind="offer.confirmed").count() == 300
