"""Production refuses to start with anything that belongs to the demo or to a simulation. Each start is a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from stajseferberligi import clock

ROOT = Path(__file__).resolve().parent.parent
OURS = ("STAJ_MODE", "SECRET_KEY", "DEBUG", "SIMULATION", "MAIL", "HTTPS", "HSTS_SECONDS", "EMAIL_URL", "ALLOWED_HOSTS", "BEHIND_PROXY")
SOUND = {"SECRET_KEY": "a-key-of-its-own-0123456789-abcdefghijklmnopqrstuvwxyz", "ALLOWED_HOSTS": "staj.example"}


def start(code: str = "import django; django.setup()", **variables: str) -> subprocess.CompletedProcess[str]:
    """Start Python in production (unless told otherwise) with nothing of this process's own settings but its servers."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    environment |= {"DJANGO_SETTINGS_MODULE": "stajseferberligi.settings", **SOUND, **variables}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_production_starts_with_sound_settings():
    result = start()
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "demo-secret-that-production-refuses"}, "SECRET_KEY"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"SIMULATION": "true"}, "SIMULATION"),
        ({"MAIL": "mailbox"}, "MAIL=mailbox"),
        ({"MAIL": "pigeon"}, "MAIL must be"),
        ({"STAJ_MODE": "staging"}, "STAJ_MODE must be"),
    ],
    ids=lambda value: "-".join(f"{name}={text[:12]}" for name, text in value.items()) if isinstance(value, dict) else "",
)
def test_production_refuses(variables, sentence):
    result = start("import stajseferberligi.settings", **variables)
    assert result.returncode != 0
    assert "ImproperlyConfigured" in result.stderr
    assert sentence in result.stderr.splitlines()[-1]


def test_production_is_the_default_and_keeps_its_cookies_to_https():
    wanted = ("PRODUCTION", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS")
    result = start(f"from django.conf import settings as s; assert all(getattr(s, name) for name in {wanted}); assert not s.SIMULATION")
    assert result.returncode == 0, result.stderr


def test_deployment_check_finds_nothing():
    check = "['', 'check', '--deploy', '--fail-level=WARNING']"
    result = start(f"from django.core.management import execute_from_command_line as run; run({check})")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("process", ["stajseferberligi.wsgi", "stajseferberligi.celery"])
@pytest.mark.django_db(transaction=True)
def test_production_refuses_a_moved_clock(process):
    """A simulation's database is not for real people: neither the web nor the worker starts on it."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    code = (
        "import stajseferberligi.wsgi"
        if process.endswith("wsgi")
        else ("import django; django.setup(); from stajseferberligi import celery; celery.look_at_the_clock()")
    )
    assert start(code, DATABASE_URL=url).returncode == 0
    clock.set_offset(clock.timedelta(days=3))
    result = start(code, DATABASE_URL=url)
    assert result.returncode != 0
    assert "moved by a simulation" in result.stderr.splitlines()[-1]


@pytest.mark.django_db
def test_clock_moves_in_a_simulation_only(settings):
    settings.SIMULATION = False
    with pytest.raises(ImproperlyConfigured, match="Only a simulation"):
        clock.set_offset(clock.timedelta(days=1))
