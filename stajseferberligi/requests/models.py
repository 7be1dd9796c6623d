"""What the API answered to a decision that carried an `Idempotency-Key`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from stajseferberligi.clock import Now


class ApiRequest(models.Model):
    """One decision that a caller named with a key. Without a status it is still being worked on, or its worker died."""

    caller = models.CharField(_("caller"), max_length=40)
    key = models.CharField(_("key"), max_length=200)
    fingerprint = models.CharField(_("fingerprint of the request"), max_length=64)
    started_at = models.DateTimeField(_("started"), db_default=Now())
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    body = models.JSONField(_("answer"), null=True)

    class Meta:
        verbose_name = _("API request")
        verbose_name_plural = _("API requests")
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="one_request_per_caller_and_key")]
        indexes = [models.Index(fields=["started_at"], name="api_request_age")]

    def __str__(self) -> str:
        return f"#{self.pk}"
