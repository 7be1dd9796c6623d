"""Which letters answer which kind of event. Each app registers its composers in its own `notifications` module, found at start.

A composer gets a handful of events at once, so that it loads what they speak of in a fixed number of queries, and yields drafts. It runs
again if its transaction is rolled back, so it changes nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from stajseferberligi.journal.models import Event
from stajseferberligi.notifications.models import Channel

EVERYWHERE = (Channel.IN_APP, Channel.EMAIL)
CENTRE_ONLY = (Channel.IN_APP,)


@dataclass(frozen=True, slots=True)
class Draft:
    """One letter before it is stored: already in its reader's language."""

    event_id: int
    recipient_id: int
    language: str
    subject: str
    paragraphs: tuple[str, ...]
    path: str = ""
    action_label: str = ""
    channels: tuple[Channel, ...] = EVERYWHERE


Composer = Callable[[Sequence[Event]], Iterable[Draft]]

_composers: dict[str, Composer] = {}
_silent: dict[str, str] = {}


def writes(*kinds: str) -> Callable[[Composer], Composer]:
    """Register a composer for the event kinds it answers."""

    def register(composer: Composer) -> Composer:
        for kind in kinds:
            _composers[kind] = composer
        return composer

    return register


def stays_silent(kind: str, because: str) -> None:
    """Say that an event kind has no letter, and why."""
    _silent[kind] = because


def composer_of(kind: str) -> Composer | None:
    return _composers.get(kind)


def known_kinds() -> dict[str, str]:
    """Every registered kind with why it is silent, or an empty string when it has letters."""
    return {**dict.fromkeys(_composers, ""), **_silent}


# Events of floors below the letters, which cannot speak for themselves here.
stays_silent("programme.opened", "a season is announced by administrators, in their own words")
stays_silent("programme.changed", "pages show the values in force; who must know of a change is told by administrators")
