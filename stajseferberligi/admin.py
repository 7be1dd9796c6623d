"""The administration as one site: its name, its door, and the page that shows the clocks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.db.models import F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from employers.models import Employer
from employers.states import EmployerStatus
from offers.models import Reversal
from stajseferberligi import clock
from stajseferberligi.celery import app
from stajseferberligi.display import duration
from stajseferberligi.jobs.models import JobRun
from stajseferberligi.journal.models import Event, Outbox
from stajseferberligi.notifications.models import Channel, Notification, Status

LATE_AFTER = 3  # periods without a run
TITLES = {
    "offers.expire": _("Offers that were not answered in time"),
    "offers.lapse": _("Acceptances that were not confirmed in time"),
    "offers.settle": _("Confirmations to be settled"),
    "offers.continue_batches": _("Bulk work to be continued"),
    "offers.remind": _("Reminders before deadlines"),
    "offers.void_stranded": _("Offers of suspended employers and departed candidates"),
    "notifications.compose": _("Writing letters"),
    "notifications.send": _("Sending e-mail"),
    "stajseferberligi.verify": _("Checking the whole season"),
    "requests.forget_answers": _("Forgetting old answers of the API"),
    "jobs.forget_old_runs": _("Forgetting old runs of the clocks"),
}
LEAST_LATENESS = timedelta(minutes=1)  # a worker that restarts is not late yet


@dataclass(frozen=True, slots=True)
class Hand:
    """One clock as the page shows it. `every` is its period in the schedule; the stamps are the programme's time."""

    title: Promise | str
    task: str
    every: timedelta
    last: JobRun | None
    last_error: JobRun | None
    is_late: bool

    @property
    def period(self) -> str:
        seconds = int(self.every.total_seconds())
        return duration(self.every) if seconds >= 60 else ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}


class Administration(admin.AdminSite):
    site_title = _("Staj Seferberliği administration")
    site_header = _("Staj Seferberliği administration")
    index_title = _("The season")
    site_url = "/"
    index_template = "admin/front.html"

    # People sign in where everybody does, so that the limits on failed attempts hold here too.
    login = method_decorator([login_not_required, secure_admin_login])(admin.AdminSite.login)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        clocks = path("saatler/", self.admin_view(self.clocks_view), name="clocks")
        return [clocks, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """What waits for an administrator stands before the tables."""
        now = clock.now()
        waiting = {
            "waiting_employers": Employer.objects.filter(status=EmployerStatus.PENDING).count(),
            "open_reversals": Reversal.objects.filter(decided_by__isnull=True).count(),
            "late_clocks": sum(hand.is_late for hand in hands(now)),
        }
        return super().index(request, {**waiting, **(extra_context or {})})

    def clocks_view(self, request: HttpRequest) -> HttpResponse:
        """Each clock: its last run, what was due, done, failed; and how long the oldest event has waited for its letters."""
        now = clock.now()
        context: dict[str, Any] = {
            **self.each_context(request),
            "title": _("Clocks"),
            "hands": hands(now),
            "now": now,
            "oldest_event": Event.objects.filter(pk__in=Outbox.objects.values("event_id")).order_by("id").first(),
            "waiting_events": Outbox.objects.count(),
            "stuck_events": Outbox.objects.exclude(error="").count(),
            "oldest_letter": Notification.objects.filter(channel=Channel.EMAIL, status=Status.QUEUED).order_by("next_at").first(),
            "failed_letters": Notification.objects.filter(channel=Channel.EMAIL, status=Status.FAILED).count(),
        }
        return TemplateResponse(request, "admin/clocks.html", context)


def hands(now: datetime) -> list[Hand]:
    """The schedule in code beside the record of its runs, which bears the names of the tasks."""
    tasks = [entry["task"] for entry in app.conf.beat_schedule.values()]
    last = _latest(JobRun.objects.filter(name__in=tasks))
    failed = _latest(JobRun.objects.filter(name__in=tasks).exclude(error=""))
    beginning = JobRun.objects.order_by("id").values_list("started_at", flat=True).first()
    rows = []
    for name, entry in app.conf.beat_schedule.items():
        task, every = entry["task"], timedelta(seconds=float(entry["schedule"]))
        title = TITLES.get(task, name)
        run = last.get(task)
        patience = max(every * LATE_AFTER, LEAST_LATENESS)
        since = run.started_at if run else beginning
        rows.append(Hand(title, task, every, run, failed.get(task), is_late=since is None or now - since > patience))
    return rows


def _latest(runs: Any) -> dict[str, JobRun]:
    newest = runs.filter(name=OuterRef("name")).order_by("-id").values("id")[:1]
    return {run.name: run for run in runs.annotate(newest=Subquery(newest)).filter(id=F("newest"))}
