"""What every test may rely on, and what none of them gets away with.

Unknown template variables fail the test that rendered them; warnings are errors (pyproject.toml). The programme's time, which a test may
move, runs true again afterwards.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from stajseferberligi import clock


class UnknownVariable(str):
    """Stands for a template variable that does not exist, and fails wherever one of our own templates asks for it.

    Templates of Django and of packages are used to unknown variables and print nothing for them.
    """

    def __contains__(self, _: object) -> bool:
        return True  # "%s" is in it: the engine formats it with the variable's name

    def __mod__(self, variable: object) -> str:
        frame = inspect.currentframe()
        context = frame.f_back.f_locals.get("context") if frame and frame.f_back else None
        template = getattr(getattr(context, "render_context", None), "template", None)
        origin = str(getattr(template, "origin", ""))
        if origin.startswith(str(settings.BASE_DIR)) and "site-packages" not in origin:
            raise AssertionError(f"{origin}: unknown variable {variable}")
        return ""


# A busy machine is slow, not wrong.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a strong hash takes half a second per person
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UnknownVariable("unknown variable")


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    """Rate limits and the like begin afresh."""
    cache.clear()


@pytest.fixture(autouse=True)
def _turkish() -> None:
    """A request leaves its reader's language behind in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A server or a thread that a test started may still hold the database when the last test is over; it is dropped all the same."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _true_time(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits would leave the clock moved; the others are rolled back anyway."""
    marker = request.node.get_closest_marker("django_db")
    commits = (marker is not None and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(request.fixturenames)
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        clock.set_offset(timedelta())
