"""The clocks' own record: which run claimed which slot, and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from stajseferberligi.clock import Now


class JobRun(models.Model):
    """One run of one clock. The unique slot makes a second beat harmless: whoever inserts the row runs, the other does nothing."""

    name = models.CharField(_("clock"), max_length=60)
    slot_at = models.DateTimeField(_("slot"))
    started_at = models.DateTimeField(_("started"), db_default=Now())
    finished_at = models.DateTimeField(_("finished"), null=True)
    due = models.PositiveIntegerField(_("due"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    error = models.TextField(_("errors"), blank=True)

    class Meta:
        verbose_name = _("run of a clock")
        verbose_name_plural = _("runs of the clocks")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["name", "slot_at"], name="one_run_per_slot")]
        indexes = [models.Index(fields=["name", "-id"], name="job_run_latest")]

    def __str__(self) -> str:
        return f"{self.name} {self.slot_at:%Y-%m-%d %H:%M:%S}"
