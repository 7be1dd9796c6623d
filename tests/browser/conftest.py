"""A real Chromium in front of the live server. Every page that is opened is watched: a violation of the policy, an error on its console or
a failed request fails the test, whatever it tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from stajseferberligi.accounts.models import User
from stajseferberligi.stack.chromium import HOW_TO_GET_IT, arguments, find_chromium
from tests import cast

WIDE, NARROW = 1280, 360
SHOTS = os.environ.get("SHOTS")  # a directory: pictures of the journeys are kept there
REPORT = "document.addEventListener('securitypolicyviolation', e => window.reportViolation(`${e.effectiveDirective} ${e.blockedURI}`));"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        # Where nobody looks, a test that did not run must not look like one that passed.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(HOW_TO_GET_IT)
    # Playwright keeps an event loop running in this thread; the tests use the database between its calls, never inside one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments())
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Visits:
    """Opens browsers for people and remembers what went wrong in any of them."""

    chromium: Browser
    address: str
    wrong: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, user: User | None = None, *, width: int = WIDE, script: bool = True, dark: bool = False) -> Page:
        """A new browser, signed in as `user`; nothing is shared with the others."""
        context = self.chromium.new_context(
            base_url=self.address,
            viewport={"width": width, "height": 800},
            locale="tr-TR",
            timezone_id="Europe/Istanbul",
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        if user is not None:
            self.sign_in(context, user)
        if script:
            context.expose_function("reportViolation", lambda what: self.wrong.append(f"policy: {what}"))
            context.add_init_script(REPORT)
        page = context.new_page()
        self.watch(page)
        return page

    def sign_in(self, context: BrowserContext, user: User) -> None:
        """The short way in; the journey takes the long one, through the form."""
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.address}])

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not (self.expected and "Failed to load resource" in message.text):
            self.wrong.append(f"console: {message.text} ({message.location.get('url')})")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.wrong.append(f"{response.status}: {response.url}")


@pytest.fixture
def visits(chromium: Browser, live_server: Any) -> Iterator[Visits]:
    here = Visits(chromium, live_server.url)
    yield here
    for context in here.contexts:
        context.close()
    assert here.wrong == []


@pytest.fixture
def sign_in_by_form() -> Callable[[Page, User], None]:
    def sign_in(page: Page, user: User) -> None:
        page.goto("/hesap/login/")
        page.get_by_label("E-posta").fill(user.email)
        page.get_by_label("Parola", exact=True).fill(cast.PASSWORD)
        page.get_by_role("button", name="Giriş yap").click()

    return sign_in


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a picture of the page when SHOTS names a directory."""

    def take(page: Page, name: str) -> None:
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{request.node.name}-{name}.png", full_page=True)

    return take
