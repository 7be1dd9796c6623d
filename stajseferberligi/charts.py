"""The geometry of the pictures: plain numbers in, positions in per cent out, ready for an SVG that stretches with the page.

Widths are per cent of the drawing, so the text keeps its size on a phone and nothing needs a script or a style attribute. Colour comes
from the tone of a class in the stylesheet, light or dark; every picture carries its meaning in words as well.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils.dateformat import format as format_date

TONES = ("your-turn", "waiting", "final", "over", "danger", "plain")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bar:
    """One row of a strip of dates: an offer, a placement, or a window of the programme."""

    label: str
    starts_on: date
    ends_on: date
    tone: str
    word: str
    url: str = ""
    focus: bool = False  # the offer the page is about: its days are shaded through all rows, so a collision is seen at once


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlacedWord:
    """Where the word of a bar stands: inside, after or before it; `room` says for which width of the drawing ("wide", "tight", or both)."""

    x: str
    place: str
    room: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class DrawnBar:
    bar: Bar
    x: str
    width: str
    words: list[PlacedWord]  # on a phone the word always stands beside the label
    clashes: bool


@dataclasses.dataclass(frozen=True, kw_only=True)
class Tick:
    x: str
    label: str
    short: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Strip:
    rows: list[DrawnBar]
    ticks: list[Tick]
    today_x: str  # empty when today is outside the picture
    band_x: str  # the days of the focused row; empty when no row has the focus
    band_width: str

    @property
    def clashes(self) -> bool:
        return any(row.clashes for row in self.rows)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Segment:
    label: str
    count: int
    tone: str
    x: str
    width: str


def per_cent(share: float) -> str:
    """A position for an SVG attribute: always with a full stop, whatever the language of the page."""
    return f"{share * 100:.2f}%"


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def _first_of_next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


WIDE, TIGHT = 720, 440  # px of the drawing: a page of its own, a page with a column beside it (staj.css: @container)


def _place_word(word: str, x: float, width: float) -> list[PlacedWord]:
    """Inside the bar when it is long enough for the word, beside it otherwise. A letter takes about 7 px."""
    needs = len(word) * 7.2 + 20

    def at(room: int) -> str:
        return "inside" if width * room > needs else "before" if x + width > 0.75 else "after"

    def word_in(room: str, place: str) -> PlacedWord:
        return PlacedWord(x=per_cent(x + width if place == "after" else x), place=place, room=room)

    wide, tight = at(WIDE), at(TIGHT)
    return [word_in("both", wide)] if wide == tight else [word_in("wide", wide), word_in("tight", tight)]


def _collide(bar: Bar, other: Bar) -> bool:
    """Whether two rows compete for the same days; what is over competes for nothing."""
    return bar is not other and bar.tone != "over" and bar.starts_on <= other.ends_on and other.starts_on <= bar.ends_on


def lay_out_strip(bars: Iterable[Bar], *, today: date | None = None) -> Strip | None:
    """Place bars on whole months, from the first start to the last end. `None` when there is nothing to draw."""
    bars = list(bars)
    if not bars:
        return None
    begin = _first_of_month(min(bar.starts_on for bar in bars))
    end = _first_of_next_month(max(bar.ends_on for bar in bars))
    if (end - begin).days < 60:  # a single month would make every bar look like a whole season
        end = _first_of_next_month(end)
    days = (end - begin).days

    def at(day: date) -> float:
        return (day - begin).days / days

    focused = next((bar for bar in bars if bar.focus), None)
    rows = []
    for bar in bars:
        x, width = at(bar.starts_on), (bar.ends_on - bar.starts_on + timedelta(days=1)).days / days
        rows.append(
            DrawnBar(
                bar=bar,
                x=per_cent(x),
                width=per_cent(width),
                words=_place_word(bar.word, x, width),
                clashes=focused is not None and _collide(bar, focused),
            )
        )
    ticks, month = [], begin
    while month < end:
        ticks.append(Tick(x=per_cent(at(month)), label=format_date(month, "F"), short=format_date(month, "M")))
        month = _first_of_next_month(month)
    if len(ticks) > 7:  # full names would run into each other
        ticks = [dataclasses.replace(tick, label=tick.short) for tick in ticks]
    return Strip(
        rows=rows,
        ticks=ticks,
        today_x=per_cent(at(today)) if today is not None and begin <= today < end else "",
        band_x=per_cent(at(focused.starts_on)) if focused else "",
        band_width=per_cent((focused.ends_on - focused.starts_on + timedelta(days=1)).days / days) if focused else "",
    )


def lay_out_segments(parts: Sequence[tuple[str, int, str]], *, total: int) -> list[Segment]:
    """Put counted parts (label, count, tone) side by side on a bar of `total`. More than the total fills the bar and no more."""
    scale = max(total, sum(count for _, count, _ in parts), 1)
    segments, done = [], 0
    for label, count, tone in parts:
        segments.append(Segment(label=label, count=count, tone=tone, x=per_cent(done / scale), width=per_cent(count / scale)))
        done += count
    return segments
