"""Questions about an application."""

from django.utils.translation import gettext_lazy as _

from candidates.models import Application
from candidates.states import MOVES, ApplicationStatus
from stajseferberligi.refusals import Refusal

NOT_ADMISSIBLE = Refusal("not_admissible", _("Only a received application can enter the pool."))
ALREADY_LEFT = Refusal("already_left", _("This application has already left the programme."))
REASON_MISSING = Refusal("reason_missing", _("Write the reason."))


def refusal_to_admit(application: Application) -> Refusal | None:
    return None if application.status == ApplicationStatus.SUBMITTED else NOT_ADMISSIBLE


def refusal_to_leave(application: Application, *, reason: str) -> Refusal | None:
    if ApplicationStatus.LEFT not in MOVES[ApplicationStatus(application.status)]:
        return ALREADY_LEFT
    return None if reason.strip() else REASON_MISSING
