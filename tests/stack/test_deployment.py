"""The files that describe a server say what the code says."""

import re
from pathlib import Path

import yaml
from babel.messages.mofile import read_mo

from stajseferberligi.stack import catalogues

ROOT = Path(__file__).resolve().parents[2]
OF_OTHERS = {"PYTEST_XDIST_WORKER", "CI"}  # set by the tools of tests


def test_every_variable_that_is_read_is_documented_once() -> None:
    settings = re.findall(r'\benv\.\w+\("([A-Z_]+)"', (ROOT / "stajseferberligi" / "settings.py").read_text())
    stack = "".join(source.read_text() for source in (ROOT / "stajseferberligi" / "stack").glob("*.py"))
    asked = re.findall(r'os\.environ\.get\("([A-Z_]+)"', stack)
    composed = re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text())
    documented = re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(documented) == sorted({*settings, *asked, *composed} - OF_OTHERS)


def test_compose_waits_for_the_migrations_and_holds_no_secret() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    services = yaml.safe_load(text)["services"]
    assert set(services) == {"web", "worker", "beat", "migrate", "postgres", "valkey"}
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert all("healthcheck" in service for name, service in services.items() if name != "migrate")
    assert "SECRET_KEY" not in text
    assert all(value.startswith("${") for value in re.findall(r"PASSWORD: +(.*)", text))


def test_translations_compile_without_gettext() -> None:
    catalogues.compile_changed()
    with (ROOT / "stajseferberligi" / "locale" / "tr" / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
        assert len(read_mo(compiled)) > 100
