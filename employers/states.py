"""The life of an employer, on one screen."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EmployerStatus(models.TextChoices):
    PENDING = "pending", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    SUSPENDED = "suspended", _("Suspended")


S = EmployerStatus

MOVES: dict[EmployerStatus, frozenset[EmployerStatus]] = {
    S.PENDING: frozenset({S.APPROVED}),
    S.APPROVED: frozenset({S.SUSPENDED}),
    S.SUSPENDED: frozenset({S.APPROVED}),
}
