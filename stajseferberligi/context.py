"""The frame around every page: who is looking, their menu, what is unread, and the season in force.

Each value is worked out when a template asks for it and at most once, so a page that draws no menu costs no query.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from employers.models import Membership
from offers.models import Offer
from stajseferberligi.accounts.models import User
from stajseferberligi.clock import Now
from stajseferberligi.notifications.models import Notification
from stajseferberligi.programme.models import Programme

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclasses.dataclass(frozen=True, kw_only=True)
class Entry:
    """A place in a menu, named by its URL."""

    name: str
    label: StrOrPromise
    short: StrOrPromise = ""  # for the bar at the bottom of a phone; empty: only in the menu
    icon: str
    divided: bool = False  # a line above it


@dataclasses.dataclass(frozen=True, kw_only=True)
class Item:
    label: str
    short: str
    icon: str
    url: str
    divided: bool
    active: bool
    count: int


FAQ = Entry(name="faq", label=_("Frequently asked questions"), icon="faq", divided=True)
ADMINISTRATION = Entry(name="admin:index", label=_("Administration"), short=_("Administration"), icon="admin")
MENUS: dict[str, list[Entry]] = {
    "candidate": [
        Entry(name="candidate_home", label=_("Home"), short=_("Home"), icon="home"),
        Entry(name="candidate_offers", label=_("My offers"), short=_("Offers"), icon="offers"),
        Entry(name="candidate_placements", label=_("My internships"), short=_("Internships"), icon="placements"),
        Entry(name="candidate_notifications", label=_("Notifications"), short=_("Notices"), icon="notifications"),
        FAQ,
        Entry(name="candidate_privacy", label=_("Privacy"), icon="admin"),
    ],
    "employer": [
        Entry(name="employer_home", label=_("Today"), short=_("Today"), icon="today"),
        Entry(name="employer_pool", label=_("Candidate pool"), short=_("Pool"), icon="pool"),
        Entry(name="employer_offers", label=_("Offers"), short=_("Offers"), icon="offers"),
        Entry(name="employer_placements", label=_("Interns"), short=_("Interns"), icon="placements"),
        Entry(name="employer_notifications", label=_("Notifications"), icon="notifications"),
        Entry(name="employer_quotas", label=_("Quota"), icon="quotas", divided=True),
        Entry(name="employer_team", label=_("Team"), icon="team"),
        Entry(name="employer_integration", label=_("Integration"), icon="integration"),
        FAQ,
    ],
    "administrator": [
        ADMINISTRATION,
        Entry(name="landing", label=_("About the programme"), short=_("Programme"), icon="home"),
        FAQ,
    ],
    "guest": [
        Entry(name="home", label=_("Home"), short=_("Home"), icon="home"),
        FAQ,
    ],
}
HOMES = {"candidate": "candidate_home", "employer": "employer_home", "administrator": "admin:index"}
NOTIFICATION_PAGES = {"candidate": "candidate_notifications", "employer": "employer_notifications"}


def phase_of(programme: Programme, now: datetime) -> str:
    """Where a season stands, in two or three words."""
    if now < programme.applications_open_at:
        return gettext("Opens soon")
    if now < programme.applications_close_at:
        return gettext("Applications open")
    if now < programme.offers_open_at:
        return gettext("Evaluation")
    if programme.sends_offers(now):
        return gettext("Offer phase")
    return gettext("Internships under way") if now.date() <= programme.complete_by else gettext("Season closed")


class Frame:
    """What the layout asks for. `audience` is the menu's owner: candidate, employer, administrator, or guest for anyone else."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._user: User | AnonymousUser = getattr(request, "user", AnonymousUser())

    @cached_property
    def membership(self) -> Membership | None:
        known: Membership | None = getattr(self._request, "membership", None)  # the door of the page may have asked already
        if known is not None or not isinstance(self._user, User):
            return known
        return Membership.objects.select_related("employer").filter(user_id=self._user.pk).first()

    @cached_property
    def audience(self) -> str:
        if not isinstance(self._user, User):
            return "guest"
        if self.membership is not None:
            return "employer"
        if hasattr(self._request, "candidate") or hasattr(self._user, "candidate"):
            return "candidate"
        return "administrator" if self._user.is_staff else "guest"

    @cached_property
    def signed_in(self) -> bool:
        return isinstance(self._user, User)

    @cached_property
    def is_staff(self) -> bool:
        return isinstance(self._user, User) and self._user.is_staff

    @cached_property
    def account(self) -> str:
        """What the person is called in the header: a name, or the address until there is one."""
        return (self._user.full_name or self._user.email) if isinstance(self._user, User) else ""

    @cached_property
    def role(self) -> str:
        if self.membership is not None:
            return str(self.membership.get_role_display())
        return {"candidate": gettext("Candidate"), "administrator": gettext("Administrator")}.get(self.audience, "")

    @cached_property
    def programme(self) -> Programme | None:
        return self._programme_and_now[0]

    @cached_property
    def now(self) -> datetime | None:
        """The programme's time, read together with the season; None when there is no season."""
        return self._programme_and_now[1]

    @cached_property
    def _programme_and_now(self) -> tuple[Programme | None, datetime | None]:
        programme = Programme.objects.annotate(read_at=Now()).filter(is_current=True).first()
        return (programme, programme.read_at) if programme else (None, None)  # type: ignore[attr-defined]  # annotated above

    @cached_property
    def phase(self) -> str:
        return phase_of(self.programme, self.now) if self.programme and self.now else ""

    @cached_property
    def line(self) -> str:
        """The small line under the programme's name: whose desk this is, or where the season stands."""
        if self.membership is not None:
            return gettext("Employer desk · %(employer)s") % {"employer": self.membership.employer.name}
        return f"{self.programme.name} · {self.phase}" if self.programme else gettext("National internship programme")

    @cached_property
    def unread(self) -> int:
        if not isinstance(self._user, User) or self._user.pk is None:
            return 0
        return Notification.objects.for_centre(self._user.pk).unread().count()

    @cached_property
    def home_url(self) -> str:
        """Where the programme's name leads: the reader's own first page, the public one for everybody else."""
        return reverse(HOMES.get(self.audience, "landing"))

    @cached_property
    def notifications_url(self) -> str:
        name = NOTIFICATION_PAGES.get(self.audience)
        return reverse(name) if name else ""

    @cached_property
    def menu(self) -> list[Item]:
        """The menu of the audience; the entry whose address is the longest beginning of this page's is the active one."""
        entries = [(entry, reverse(entry.name)) for entry in MENUS[self.audience]]
        if self.is_staff and self.audience != "administrator":
            entries.append((ADMINISTRATION, reverse(ADMINISTRATION.name)))
        here = max((url for _entry, url in entries if self._is_under(url)), key=len, default="")
        return [
            Item(
                label=str(entry.label),
                short=str(entry.short),
                icon=entry.icon,
                url=url,
                divided=entry.divided,
                active=url == here,
                count=self._count(entry.name),
            )
            for entry, url in entries
        ]

    @cached_property
    def bottom_bar(self) -> list[Item]:
        return [item for item in self.menu if item.short][:4]

    @cached_property
    def languages(self) -> list[tuple[str, str]]:
        """The languages the page is not in, each by its own name."""
        names = {"tr": "Türkçe", "en": "English"}
        return [(code, names[code]) for code, _name in settings.LANGUAGES if code != get_language()]

    def _is_under(self, url: str) -> bool:
        return self._request.path == url or (url != "/" and self._request.path.startswith(url))

    def _count(self, name: str) -> int:
        """What waits for the reader behind an entry: letters to read, offers to answer, acceptances to confirm."""
        if name in NOTIFICATION_PAGES.values():
            return self.unread
        if self.now is None or self._user.pk is None:
            return 0
        if name == "candidate_offers":
            return Offer.objects.of_user(self._user.pk).awaiting_answer(self.now).count()
        if name == "employer_offers" and self.membership is not None:
            return Offer.objects.of_employer(self.membership.employer_id).awaiting_confirmation(self.now).count()
        return 0


def frame(request: HttpRequest) -> dict[str, Frame]:
    return {"frame": Frame(request)}
