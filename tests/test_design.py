"""The stylesheet's promises that arithmetic can check: legible text and visible controls in both schemes."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "stajseferberligi/static/css/staj.css").read_text()
TONES = ("teal", "amber", "green", "red", "grey")

TEXT = [
    ("ink", "ground"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink", "hover"),
    ("muted", "ground"),
    ("muted", "surface"),
    ("muted", "hover"),
    ("link", "ground"),
    ("link", "surface"),
    ("chosen-ink", "chosen"),
    ("primary-ink", "primary"),
    ("primary-ink", "primary-hover"),
    ("navy-ink", "navy"),
    ("navy-ink", "navy-lift"),
    ("navy-muted", "navy"),
    ("pill-ink", "pill"),
    ("on-solid", "green"),
    ("amber-ink", "amber-fill"),
    *((f"{tone}-ink", f"{tone}-ground") for tone in TONES),
    *((f"{tone}-ink", "surface") for tone in TONES),
    *(("ink", f"{tone}-ground") for tone in TONES),
]
CONTROLS = [
    ("field", "surface"),
    ("field", "ground"),
    ("focus", "surface"),
    ("focus", "ground"),
    ("primary", "surface"),
    ("red", "surface"),
    ("teal", "surface"),
    ("green", "surface"),
    ("amber", "surface"),
    ("pill", "navy"),
]


def tokens(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", CSS, re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_is_legible(scheme, text, ground):
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("control", "ground"), CONTROLS)
def test_controls_and_pictures_stand_out(scheme, control, ground):
    colours = tokens(scheme)
    assert contrast(colours[control], colours[ground]) >= 3


def test_colours_are_named_once_as_tokens():
    """Outside the tokens a colour is allowed only where the ground does not follow the scheme: the navy hero and print."""
    body = CSS[CSS.index("/* 2 ---") :]
    rules = [rule for rule in re.findall(r"[^{}]+\{[^{}]*\}", body) if re.search(r": [^;]*#[0-9a-f]{3,6}\b", rule)]
    assert all(".hero" in rule or "#000" in rule or "#333" in rule or "data:image" in rule for rule in rules), rules
