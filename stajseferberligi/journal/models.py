"""The journal: what happened, append-only, and at the same time the queue from which letters are written."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stajseferberligi.clock import Now


class Event(models.Model):
    """One thing that happened, in dotted past tense. The database refuses every edit and delete.

    The journal lies below the apps that write in it, so it names their rows by number, without foreign keys.
    """

    kind = models.CharField(_("kind"), max_length=60)
    at = models.DateTimeField(_("when"), db_default=Now())
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    actor_role = models.CharField(_("as"), max_length=15)
    employer_id = models.BigIntegerField(_("employer"), null=True)
    application_id = models.BigIntegerField(_("application"), null=True)
    offer_id = models.BigIntegerField(_("offer"), null=True)
    data = models.JSONField(_("details"), default=dict)
    cause = models.ForeignKey("self", models.PROTECT, null=True, related_name="effects", verbose_name=_("because of"))

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["offer_id"], name="event_by_offer", condition=models.Q(offer_id__isnull=False)),
            models.Index(fields=["application_id"], name="event_by_application", condition=models.Q(application_id__isnull=False)),
            models.Index(fields=["employer_id", "-id"], name="event_by_employer", condition=models.Q(employer_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Outbox(models.Model):
    """An event whose letters are not written yet. A trigger puts every event here; the composer takes it out."""

    event = models.OneToOneField(Event, models.DO_NOTHING, primary_key=True, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_at = models.DateTimeField(db_default=Now(), db_index=True)
    error = models.TextField(blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("event waiting for its letters")
        verbose_name_plural = _("events waiting for their letters")

    def __str__(self) -> str:
        return f"event {self.event_id}"
