"""The life of an application, on one screen."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ApplicationStatus(models.TextChoices):
    SUBMITTED = "submitted", _("Received")
    POOL = "pool", _("In the pool")
    FULL = "full", _("Both internships are final")
    LEFT = "left", _("Left the programme")


S = ApplicationStatus

MOVES: dict[ApplicationStatus, frozenset[ApplicationStatus]] = {
    S.SUBMITTED: frozenset({S.POOL, S.LEFT}),
    S.POOL: frozenset({S.FULL, S.LEFT}),
    S.FULL: frozenset({S.POOL, S.LEFT}),
    S.LEFT: frozenset(),
}
