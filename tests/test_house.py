"""What holds in every file of the house, read from the files themselves."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation.template import templatize

from offers.states import OfferStatus
from stajseferberligi.notifications.registry import known_kinds

ROOT = Path(__file__).resolve().parent.parent
OURS = ("stajseferberligi", "candidates", "employers", "interviews", "offers")
PACKAGES = [Path(module.__file__).parent for module in (django, allauth)]
TEMPLATES = ROOT / "templates"


@cache
def modules() -> dict[str, ast.Module]:
    """Every Python file of the apps, by its path from the root; migrations are a tool's work."""
    paths = (path for app in OURS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(), str(path)) for path in sorted(paths)}


@cache
def templates() -> dict[str, str]:
    """Every template of ours, by the name under which it is asked for."""
    return {str(path.relative_to(TEMPLATES)): path.read_text() for path in sorted(TEMPLATES.rglob("*")) if path.suffix in {".html", ".txt"}}


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str, str]]:
    """Each call with what is called and on what: `a.b.c()` is ("c", "a.b")."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(value=value, attr=name):
                    yield node, name, ast.unparse(value)
                case ast.Name(id=name):
                    yield node, name, ""


# Events and letters


def recorded_kinds() -> dict[str, str]:
    """Every kind of event that the code can record, with the file that does. A `{…}` in a kind is filled with all it may hold."""
    fillings = {"kind": ("response", "confirmation")}
    found = {}
    for path, tree in modules().items():
        if not any(isinstance(node, ast.ImportFrom) and node.module == "stajseferberligi.journal.record" for node in ast.walk(tree)):
            continue
        for node in ast.walk(tree):
            match node:
                case ast.Constant(value=str(text)) if re.fullmatch(r"[a-z]+\.[a-z_]+", text):
                    found[text] = path
                case ast.JoinedStr(values=[ast.Constant(value=str(start)), ast.FormattedValue(value=hole), *rest]) if "." in start:
                    end = "".join(str(part.value) for part in rest if isinstance(part, ast.Constant))
                    moves = tuple(str(status) for status in OfferStatus)
                    for filling in fillings.get(ast.unparse(hole), moves):
                        found[f"{start}{filling}{end}"] = path
    return found


def test_every_recorded_event_has_letters_or_a_reason_for_silence():
    recorded = recorded_kinds()
    assert len(recorded) > 20
    assert not {kind: path for kind, path in recorded.items() if kind not in known_kinds()}


def test_no_letter_waits_for_an_event_that_nobody_records():
    assert not known_kinds().keys() - recorded_kinds().keys()


# Who writes

WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "create_user", "atomic"}
WRITERS = {
    "candidates/actions.py": "verbs",
    "employers/actions.py": "verbs",
    "offers/actions/": "verbs",
    "offers/placement.py": "the settlement",
    "stajseferberligi/accounts/models.py": "UserManager: how an account comes to be",
    "stajseferberligi/journal/record.py": "the way into the journal",
    "stajseferberligi/notifications/": "letters: written, delivered, read",
    "stajseferberligi/jobs/": "the clocks' own record",
    "stajseferberligi/requests/actions.py": "what the API answered under a key",
    "stajseferberligi/programme/actions.py": "verbs",
    "stajseferberligi/verification.py": "opens a read-only transaction, so that all checks see one moment",
    "stajseferberligi/season/": "builds a season before anybody lives in it",
    "stajseferberligi/management/": "commands of an operator",
}


def is_write(name: str, on: str) -> bool:
    if not on:
        return False
    if name == "update":  # a dictionary has one too
        return ".objects" in on or "filter(" in on or on in {"queryset", "rows"}
    return name in WRITES and (name != "atomic" or on == "transaction")


def test_only_verbs_write():
    """Doors find, ask, call one verb and answer; rules and queries change nothing."""
    writes = [
        f"{path}:{call.lineno} {on}.{name}()"
        for path, tree in modules().items()
        if not path.startswith(tuple(WRITERS))
        for call, name, on in calls(tree)
        if is_write(name, on)
    ]
    assert not writes


SQL_WRITERS = {
    "offers/placement.py": "both effects of a decision in one statement",
    "offers/actions/sweeping.py": "reminders, once per rung",
    "stajseferberligi/clock.py": "moves the clock of a simulation",
    "stajseferberligi/jobs/sweep.py": "claims a slot",
    "stajseferberligi/journal/record.py": "writes the journal",
    "stajseferberligi/requests/actions.py": "claims a key",
    "stajseferberligi/season/": "builds a season",
    "stajseferberligi/management/": "commands of an operator",
}


def test_hand_written_statements_that_change_rows_are_few():
    changing = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if not path.startswith(tuple(SQL_WRITERS))
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"\b(INSERT INTO|UPDATE \w+ SET|DELETE FROM|TRUNCATE)\b", node.value)
    ]
    assert not changing


def test_row_locks_are_taken_in_one_place():
    """So that their order can be read in one place."""
    takers = {path for path, tree in modules().items() for _call, name, _on in calls(tree) if name == "select_for_update"}
    assert takers == {"stajseferberligi/locks.py"}


def test_nobody_asks_the_hosts_clock():
    """Decisions know one time: the database's. What measures or names the moment of a process is no decision."""
    allowed = ("stajseferberligi/stack/", "stajseferberligi/season/", "stajseferberligi/management/", "stajseferberligi/clock.py")
    asking = [
        f"{path}:{call.lineno} {on}.{name}()"
        for path, tree in modules().items()
        if not path.startswith(allowed)
        for call, name, on in calls(tree)
        if (on, name) in {("timezone", "now"), ("datetime", "now"), ("date", "today"), ("datetime", "utcnow"), ("time", "time")}
        or (name == "localdate" and not call.args)
    ]
    assert not asking


# Templates

# Django and allauth know these names.
ASKED_BY_NAME = {"403.html", "404.html", "500.html", "403_csrf.html", "429.html", "account/password_reset_help_text.html"}


def test_every_template_is_used():
    asked = set(ASKED_BY_NAME)
    for text in templates().values():
        asked |= set(re.findall(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""", text))
    for tree in modules().values():
        asked |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    overridden = {str(path).partition("/templates/")[2] for package in PACKAGES for path in package.rglob("templates/**/*.*")}
    ends = tuple(text for text in asked if text.startswith(("_", "/")))  # a name put together from parts
    unused = [name for name in templates() if name not in asked | overridden and not name.endswith(ends or ("\0",))]
    assert not unused


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("an inline style", r"""\sstyle\s*="""),
        ("a style element", r"<style\b"),
        ("an inline script", r"<script(?![^>]*\ssrc=)[^>]*>"),
        ("an inline handler", r"""<[^>{]*\son[a-z]+\s*="""),
        ("an htmx handler", r"\bhx-on\b"),
        ("a trigger filter, which is evaluated", r"""hx-trigger\s*=\s*["'][^"']*\["""),
        ("values as script", r"""hx-(vals|headers)\s*=\s*["']js:"""),
        ("a script address", r"javascript:"),
        ("something from elsewhere", r"""(?:src|href)\s*=\s*["']https?://[^"']*\.(?:js|css|woff2?)["']"""),
    ],
)
def test_templates_hold_nothing_that_the_policy_forbids(what, pattern):
    letters = {"notifications/letter.html", "notifications/letter.txt"}  # mail programs know no style sheets, plain text no mark-up
    found = [
        f"{name}: {match.group().strip()}"
        for name, text in templates().items()
        if name not in letters and not name.startswith("account/email/")
        for match in re.finditer(pattern, text)
    ]
    assert not found, what


def test_templates_escape_what_they_print():
    """Except help texts, which Django itself prints as they are: they are written by us, not by people."""
    trusting = [name for name, text in templates().items() if name.endswith(".html") and re.search(r"\|\s*safe\b|autoescape off", text)]
    assert trusting == ["django/forms/about.html", "django/forms/field.html"]
    assert [text for name in trusting for text in re.findall(r"{{\s*([\w.]+)\s*\|\s*safe", templates()[name])] == ["field.help_text"] * 2


def test_every_post_form_carries_its_token():
    bare = [
        f"{name}: {form.splitlines()[0]}"
        for name, text in templates().items()
        for form in re.findall(r"""<form\b[^>]*method=["']post["'].*?</form>""", text, re.DOTALL | re.IGNORECASE)
        if "csrf_token" not in form
    ]
    assert not bare


# Translations

CONTEXTS = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"} | CONTEXTS
Message = tuple[str | None, str]
"""(context, msgid)"""


def messages_of(tree: ast.AST) -> Iterator[Message]:
    """What each call of a gettext function with literal arguments asks for."""
    for call, name, _on in calls(tree):
        literals = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in CONTEXTS:
            yield literals[0], literals[1]
        elif name in GETTEXT and literals:
            yield None, literals[0]


def messages_in_template(text: str, name: str) -> Iterator[Message]:
    """Django turns a template into calls for gettext's extractor; each is read as the Python that it is."""
    code = templatize(text, origin=name)
    for start in re.finditer(r"(?<![\w.])(?:n?p?gettext|_)\(", code):
        end = start.end()
        while (end := code.find(")", end) + 1) > 0:
            try:
                tree = ast.parse(code[start.start() : end], mode="eval")
            except SyntaxError:
                continue
            yield from messages_of(tree)
            break


@cache
def messages() -> dict[Message, str]:
    """Every message of the project with the file that first says it."""
    found: dict[Message, str] = {}
    for path, tree in modules().items():
        for message in messages_of(tree):
            found.setdefault(message, path)
    for name, text in templates().items():
        for message in messages_in_template(text, name):
            found.setdefault(message, name)
    return {message: path for message, path in found.items() if message[1]}


@cache
def catalogues():
    """Our Turkish catalogues: path → Babel catalogue."""
    read = {}
    for app in OURS:
        for path in (ROOT / app).glob("**/locale/tr/LC_MESSAGES/*.po"):
            with path.open("rb") as file:
                read[str(path.relative_to(ROOT))] = read_po(file, locale="tr")
    return read


@cache
def translated() -> set[Message]:
    """What has a finished Turkish sentence."""
    return {
        (message.context, message.id[0] if isinstance(message.id, tuple) else message.id)
        for catalogue in catalogues().values()
        for message in catalogue
        if message.id and not message.fuzzy and all(message.string if isinstance(message.string, tuple) else [message.string])
    }


def test_extraction_finds_messages_of_every_kind():
    text = '{% load i18n %}{% translate "One" %}{% blocktranslate count n=2 %}a{% plural %}b{% endblocktranslate %}{{ _("Two")|upper }}'
    assert [msgid for _context, msgid in messages_in_template(text, "x")] == ["One", "a", "Two"]
    assert len(messages()) > 300


def test_everything_said_has_a_turkish_sentence():
    missing = {f"{path}: {msgid!r}" for (context, msgid), path in messages().items() if (context, msgid) not in translated()}
    assert not missing, f"{len(missing)} of {len(messages())}"


def test_catalogues_hold_nothing_that_nobody_says():
    unsaid = {(context, msgid) for context, msgid in translated() if (context, msgid) not in messages()}
    assert not unsaid


def placeholders(text: str) -> list[str]:
    return sorted(set(re.findall(r"%\(\w+\)[a-z]|%[sd]|{\w*}", text)))


def test_placeholders_survive_translation():
    """A missing one loses a fact, an unknown one breaks the page."""
    different = []
    for path, catalogue in catalogues().items():
        for message in catalogue:
            if not message.id or message.fuzzy:
                continue
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            wanted = placeholders("".join(ids))
            if any(text and (placeholders(text) != wanted if len(ids) == 1 else set(placeholders(text)) - set(wanted)) for text in strings):
                different.append(f"{path}: {ids[0]!r}")
    assert not different


def test_catalogues_leave_djangos_dates_alone():
    """One word for two things: a label "may" would rename the month."""
    with translation.override("tr"):
        months = [date_format(date(2026, month, 1), "M") for month in range(1, 13)]
    assert months == "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara".split()


def test_labels_survive_software_that_capitalises_them():
    """Django's forms and administration raise the first letter without knowing that the capital of i is İ."""
    with translation.override("tr"):
        labels = {
            str(label)
            for model in apps.get_models()
            if model.__module__.partition(".")[0] in OURS
            for label in (model._meta.verbose_name, model._meta.verbose_name_plural, *(f.verbose_name for f in model._meta.concrete_fields))
        }
    assert not {label for label in labels if label.startswith("i")}


def test_no_translation_is_fuzzy():
    assert not [
        f"{path}: {message.id!r}" for path, catalogue in catalogues().items() for message in catalogue if message.fuzzy and message.id
    ]


# Every file


def tracked() -> Iterator[tuple[str, str]]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if "vendor" not in path.parts and path.suffix not in {".png", ".ico", ".woff2"} and path.is_file():
            yield name, path.read_text()


def test_nothing_is_left_for_later():
    pattern = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
    left = [
        f"{name}:{number}"
        for name, text in tracked()
        if name not in {"tests/test_house.py", "pyproject.toml"}
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert not left


def test_rooms_have_names_that_say_what_is_in_them():
    vague = {"utils", "helpers", "services", "misc", "common", "signals", "managers"}
    assert not [path for path in modules() if vague & {Path(path).stem, *Path(path).parts}]
