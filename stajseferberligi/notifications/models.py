"""Letters: the in-app centre is the record, e-mail is a copy of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stajseferberligi.clock import Now
from stajseferberligi.journal.models import Event


class Channel(models.TextChoices):
    IN_APP = "in_app", _("In the application")
    EMAIL = "email", _("E-mail")


class Status(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def for_centre(self, user_id: int) -> "NotificationQuerySet":
        """What one person's centre shows, newest first."""
        return self.filter(recipient_id=user_id, channel=Channel.IN_APP).order_by("-id")

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """One letter: written once per event, recipient and channel, in the recipient's language."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="+", verbose_name=_("event"))
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name=_("recipient"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), help_text=_("Plain paragraphs, separated by an empty line."))
    path = models.CharField(_("page"), max_length=200, blank=True)
    action_label = models.CharField(_("button"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=2)
    created_at = models.DateTimeField(_("written"), db_default=Now())
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.QUEUED)
    claimed_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True)
    read_at = models.DateTimeField(_("read"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    objects: ClassVar[NotificationQuerySet] = NotificationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["event", "recipient", "channel"], name="one_letter_per_event_recipient_channel")]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notification_centre", condition=Q(channel="in_app")),
            models.Index(fields=["recipient"], name="notification_unread", condition=Q(channel="in_app", read_at__isnull=True)),
            models.Index(fields=["next_at"], name="notification_queue", condition=Q(channel="email", status="queued")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class MailboxLetter(models.Model):
    """A letter kept by the demo's stand-in for a mail server, for administrators to read. Production refuses the stand-in."""

    message_id = models.CharField(_("message id"), max_length=200, unique=True)
    to = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("plain text"))
    html = models.TextField("HTML", blank=True)
    kept_at = models.DateTimeField(_("received"), db_default=Now())

    class Meta:
        verbose_name = _("letter in the demo mailbox")
        verbose_name_plural = _("demo mailbox")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"#{self.pk}"
