"""The whole story in a browser, in Turkish, on a phone and at a desk: five employers offer, the candidate accepts all five, three confirm,
two stand."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from employers.models import Membership
from offers.models import Offer, Placement
from tests import cast
from tests.browser.conftest import NARROW, WIDE

EMPLOYERS = ("Aras Elektrik A.Ş.", "Beril Bilişim A.Ş.", "Ceyhan Çelik A.Ş.", "Dicle Dokuma A.Ş.", "Ege Enerji A.Ş.")


def send_an_offer(page: Page, code: str, month: int) -> None:
    """From the pool to the sent offer, as a person does it."""
    first_day = cast.on(month)
    page.goto("/isveren/havuz/")
    page.get_by_role("checkbox", name=code).check()
    page.get_by_role("button", name="Seçilenlere teklif gönder").click()
    page.get_by_label("Pozisyon").fill("Saha mühendisliği")
    page.get_by_label("İlk gün").fill(first_day.strftime("%d.%m.%Y"))
    page.get_by_label("Son gün").fill(first_day.replace(day=26).strftime("%d.%m.%Y"))
    page.get_by_label("ücret").fill("8.422,65")
    page.get_by_role("button", name="Önizlemeye geç").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 adaya")
    page.get_by_role("button", name="gönder").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(code)


def accept_the_offer(page: Page, code: str) -> None:
    page.goto(f"/aday/teklifler/{code}/")
    page.get_by_role("link", name="kabul", exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kabul etmeden önce")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Teklifi kabul et").click()
    expect(page.get_by_text("Teyit bekleniyor").first).to_be_visible()


def confirm_the_offer(page: Page) -> None:
    page.get_by_role("button", name="Evet, teyit et").click()


def no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_five_offers_five_acceptances_three_confirmations_two_internships(visits, sign_in_by_form, picture, width):
    application = cast.a_candidate("Ayşe Yılmaz")
    members: list[Membership] = []
    for name in EMPLOYERS:
        employer = cast.an_employer(name)
        cast.a_quota(employer, unit="Bakım", places=5)
        members.append(cast.a_member(employer, f"Sorumlu {name.split()[0]}", role="owner"))
    desks = []
    for number, member in enumerate(members):
        desk = visits.open(width=width)
        sign_in_by_form(desk, member.user)
        expect(desk.get_by_role("heading", level=1)).to_be_visible()
        send_an_offer(desk, application.code, month=3 + number)
        assert "Ayşe" not in desk.content()
        desks.append(desk)
    aras, beril, ceyhan, dicle, _ege = desks
    picture(aras, "1-sent")
    offers = {offer.employer.name: offer for offer in Offer.objects.select_related("employer")}
    assert len(offers) == 5
    codes = [offers[name].code for name in EMPLOYERS]

    phone = visits.open(width=width)
    sign_in_by_form(phone, application.candidate.user)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Ayşe")
    for name in EMPLOYERS:
        expect(phone.get_by_text(name).first).to_be_visible()
    picture(phone, "2-five-offers")
    assert no_sideways_scroll(phone)
    for code in codes:
        accept_the_offer(phone, code)
    phone.goto("/aday/")
    picture(phone, "3-all-accepted")
    assert not Offer.objects.exclude(status="accepted").exists()

    for desk, code in zip((aras, beril, ceyhan), codes, strict=False):
        desk.goto("/isveren/")
        expect(desk.get_by_text("Ayşe Yılmaz").first).to_be_visible()
        desk.goto(f"/isveren/teklifler/{code}/teyit/")
        expect(desk.get_by_role("heading", level=1)).to_contain_text("Ayşe Yılmaz")
    for desk in (aras, beril):
        confirm_the_offer(desk)
        expect(desk.get_by_text("Kesinleşti").first).to_be_visible()
    picture(aras, "4-final-for-the-first")
    confirm_the_offer(ceyhan)  # the page was open before Beril confirmed
    expect(ceyhan.get_by_text("Alındı: staj yeri daha önceki teyitlere gitti")).to_be_visible()
    picture(ceyhan, "5-receipt-of-the-third")
    for word in ("Aras", "Beril", "çakış", "iki staj"):
        assert word not in ceyhan.locator("main").inner_text()
    dicle.goto(f"/isveren/teklifler/{codes[3]}/")
    expect(dicle.get_by_role("link", name="Teyit et")).to_have_count(0)
    picture(dicle, "6-too-late-for-the-fourth")

    phone.goto("/aday/")
    picture(phone, "7-two-internships")
    expect(phone.get_by_text("İki stajın da kesinleşti").first).to_be_visible()
    slots = phone.locator("main")
    for name in EMPLOYERS[:2]:
        expect(slots.get_by_text(name).first).to_be_visible()
    phone.goto("/aday/stajlarim/")
    picture(phone, "8-internships")
    expect(phone.get_by_text(EMPLOYERS[0]).first).to_be_visible()
    phone.goto(f"/aday/teklifler/{codes[4]}/")
    picture(phone, "9-void-for-the-candidate")
    expect(phone.get_by_text("staj", exact=False).first).to_be_visible()
    assert no_sideways_scroll(phone)
    aras.goto("/isveren/stajyerler/")
    expect(aras.get_by_text("Ayşe Yılmaz").first).to_be_visible()
    picture(aras, "10-interns")

    assert list(Placement.objects.order_by("slot").values_list("slot", "offer__employer__name")) == [(1, EMPLOYERS[0]), (2, EMPLOYERS[1])]
    assert [Offer.objects.get(code=code).status for code in codes] == ["placed", "placed", "voided", "voided", "voided"]

    administrator = visits.open(cast.an_administrator(), width=WIDE)
    administrator.goto("/yonetim/offers/offer/")
    for code in codes:
        expect(administrator.get_by_role("link", name=code)).to_be_visible()
    administrator.get_by_role("link", name=codes[2]).click()
    picture(administrator, "11-history")
    expect(administrator.get_by_text(application.code).first).to_be_visible()
