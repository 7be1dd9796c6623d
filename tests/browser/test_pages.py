"""Every kind of page, looked at by machine: the policy is kept, the console is silent, nothing scrolls sideways on a phone, and axe finds
nothing serious, by day and by night."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import Page

from tests import world
from tests.browser.conftest import NARROW, WIDE
from tests.world import World

AXE = next((Path(__file__).parents[1] / "vendor").glob("axe-core-*/axe.min.js")).read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """
    async ([tags, colours]) => {
        await Promise.all(document.getAnimations().map((one) => one.finished));
        // The button of Django's own two-box chooser names itself in a way that axe frowns on; its box has a label besides.
        const found = await axe.run({ exclude: ['.selector .help-tooltip'] }, {
            runOnly: colours ? { type: 'rule', values: ['color-contrast'] } : { type: 'tag', values: tags },
            rules: colours ? {} : { 'target-size': { enabled: true } },
            resultTypes: ['violations'],
            preload: false,  // it would load style sheets in a way that the policy forbids
        });
        return found.violations
            .filter((one) => ['serious', 'critical'].includes(one.impact))
            .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
    }
"""
TOO_WIDE = """
    () => document.documentElement.scrollWidth <= window.innerWidth ? '' : [...document.querySelectorAll('body *')]
        .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1 && getComputedStyle(one).position !== 'fixed')
        .slice(0, 3).map((one) => one.outerHTML.slice(0, 120)).join(' | ') || 'something'
"""


def public_pages(here: World) -> list[str]:
    names = ("landing", "faq", "account_login", "account_signup", "account_reset_password", "api_docs", "account_email_verification_sent")
    return [*map(reverse, names), "/yok-boyle-bir-sayfa/"]


def candidate_pages(here: World) -> list[str]:
    names = ("home", "offers", "offer", "accept", "decline", "compare", "placements", "privacy", "notifications")
    return [here.address(f"candidate_{name}") for name in names] + [
        reverse("account_email"),
        reverse("account_change_password"),
        reverse("account_logout"),
        reverse("employer_home"),  # 403
    ]


def intern_pages(here: World) -> list[str]:
    """What a candidate with an internship sees."""
    return [reverse("candidate_home"), reverse("candidate_placements"), reverse("candidate_offer", args=[here.placed.code])]


def employer_pages(here: World) -> list[str]:
    names = (
        "home",
        "pool",
        "candidate",
        "offers",
        "offer",
        "confirm",
        "cancel",
        "withdraw",
        "confirm_many",
        "batches",
        "batch",
        "placements",
    )
    addresses = [here.address(f"employer_{name}") for name in (*names, "quotas", "team", "integration", "notifications")]
    return [
        *addresses,
        reverse("employer_offer", args=[here.accepted.code]),
        reverse("employer_offer", args=[here.placed.code]),
        f"{reverse('employer_send')}?aday={here.mete.code}",
        f"{reverse('employer_pool')}?puan=yok",
    ]


def administrator_pages(here: World) -> list[str]:
    """Each kind of page once; `test_administration_keeps_the_policy` opens the others."""
    rows = {
        "programme_programme": here.ayse.programme_id,
        "accounts_user": here.stranger.pk,
        "candidates_candidate": here.ayse.candidate_id,
        "employers_employer": here.aras.pk,
        "offers_offer": here.accepted.pk,
        "offers_reversal": here.reversal.pk,
    }
    return [
        reverse("admin:index"),
        reverse("admin:clocks"),
        *(reverse(f"admin:{table}_changelist") for table in ("offers_offer", "journal_event", "jobs_jobrun")),
        *(reverse(f"admin:{table}_change", args=[pk]) for table, pk in rows.items()),
        reverse("admin:employers_employer_add"),
        reverse("admin:employers_employer_decide", args=[here.aras.pk, "suspend"]),
        reverse("admin:offers_offer_decide", args=[here.accepted.pk, "reversal"]),
    ]


AUDIENCES = {
    "visitor": (public_pages, lambda here: None),
    "candidate": (candidate_pages, lambda here: here.ayse.candidate.user),
    "intern": (intern_pages, lambda here: here.emre.candidate.user),
    "employer": (employer_pages, lambda here: here.owner.user),
    "administrator": (administrator_pages, lambda here: here.administrator),
}


def faults_of(page: Page) -> list[str]:
    """What is wrong on this page at both widths and in both colour schemes."""
    faults: list[str] = []
    page.evaluate(AXE)
    for width, scheme, colours_only in ((WIDE, "light", False), (WIDE, "dark", True), (NARROW, "dark", False), (NARROW, "light", True)):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        faults += [f"{width} {scheme}: {fault}" for fault in page.evaluate(RUN, [RULES, colours_only])]
        if width == NARROW and (wide := page.evaluate(TOO_WIDE)):
            faults.append(f"{width} scrolls sideways: {wide}")
    return faults


@pytest.mark.parametrize("audience", AUDIENCES)
def test_pages_keep_the_policy_and_everybody_can_use_them(visits, transactional_db, audience):
    here = world.build()
    pages, who = AUDIENCES[audience]
    visits.expected = {403, 404}
    page = visits.open(who(here))
    faults: dict[str, Any] = {}
    for address in dict.fromkeys(pages(here)):
        page.set_viewport_size({"width": WIDE, "height": 800})
        page.goto(address)
        page.wait_for_load_state("networkidle") if address == reverse("api_docs") else None
        if found := faults_of(page):
            faults[address] = found
    assert faults == {}


def test_administration_keeps_the_policy(visits, transactional_db):
    """Every list and every row's page of the administration; what is watched is in conftest."""
    here = world.build()
    page = visits.open(here.administrator)
    for model in admin.site._registry:
        table = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        page.goto(reverse(f"{table}_changelist"))
        row = model._default_manager.order_by("pk").first()
        if row is not None:
            page.goto(reverse(f"{table}_change", args=[row.pk]))


def test_the_watch_sees(visits, transactional_db):
    """A breach of the policy, an error of a script and a name that is missing would be found."""
    page = visits.open()
    page.goto("/sss/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p><button></button>')")
    page.evaluate("console.error('oh')")
    assert any("button-name" in fault for fault in faults_of(page))
    assert {wrong.partition(":")[0] for wrong in visits.wrong} == {"policy", "console"}
    visits.wrong.clear()
