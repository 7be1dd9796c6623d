"""Employers, who acts for them, how many places they have, and which candidates' names are open to them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candidates.models import Application
from employers.querysets import ApiTokenQuerySet, EmployerQuerySet, QuotaQuerySet
from employers.states import EmployerStatus
from stajseferberligi.clock import Now
from stajseferberligi.programme.models import Programme
from stajseferberligi.provinces import choices as province_choices


class Kind(models.TextChoices):
    PUBLIC = "public", _("Public")
    PRIVATE = "private", _("Private")


class Employer(models.Model):
    """A public body or a company; sees the pool only once an administrator has approved it."""

    name = models.CharField(_("name"), max_length=160, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    sector = models.CharField(_("sector"), max_length=80, blank=True)
    province = models.PositiveSmallIntegerField(_("province"), choices=province_choices)
    about = models.TextField(_("about"), blank=True)
    website = models.URLField(_("website"), blank=True)
    status = models.CharField(_("state"), max_length=10, choices=EmployerStatus, default=EmployerStatus.PENDING)
    created_at = models.DateTimeField(_("created"), db_default=Now())
    sort_key = models.GeneratedField(
        expression=Func(F("name"), function="tr_sortkey"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects: ClassVar[EmployerQuerySet] = EmployerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("employer")
        verbose_name_plural = _("employers")
        ordering = ["sort_key"]
        constraints = [models.CheckConstraint(condition=Q(status__in=EmployerStatus.values), name="employer_status_known")]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    COORDINATOR = "coordinator", _("Internship coordinator")
    VIEWER = "viewer", _("Viewer")


class Membership(models.Model):
    """Somebody who acts for an employer. One person belongs to one employer: two would let one see what the other knows."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="membership", verbose_name=_("user"))
    employer = models.ForeignKey(Employer, models.CASCADE, related_name="memberships", verbose_name=_("employer"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    created_at = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def may_act(self) -> bool:
        """Owners and coordinators decide; viewers read."""
        return self.role in {Role.OWNER, Role.COORDINATOR}

    @property
    def may_manage(self) -> bool:
        return self.role == Role.OWNER


class Quota(models.Model):
    """Places of an employer in a programme, per unit and province.

    `taken` counts confirmed and placed offers. The database keeps it by trigger and refuses to let it pass `places`.
    """

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="quotas", verbose_name=_("employer"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="quotas", verbose_name=_("programme"))
    unit = models.CharField(_("unit"), max_length=120)
    province = models.PositiveSmallIntegerField(_("province"), choices=province_choices)
    places = models.PositiveIntegerField(_("places"))
    taken = models.PositiveIntegerField(_("taken"), default=0, db_default=0, editable=False)

    objects: ClassVar[QuotaQuerySet] = QuotaQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["employer", "unit", "province"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "programme", "unit", "province"],
                name="one_quota_per_unit_and_province",
                violation_error_message=_("This unit already has a quota in this province."),
            ),
            models.UniqueConstraint(fields=["id", "employer", "programme"], name="quota_and_its_owner"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("places")),
                name="quota_is_not_exceeded",
                violation_error_message=_("More places are taken than that."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_province_display()}"


class Disclosure(models.Model):
    """The recorded moment at which a candidate's name opened to an employer."""

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="disclosures", verbose_name=_("employer"))
    application = models.ForeignKey(Application, models.PROTECT, related_name="disclosures", verbose_name=_("application"))
    opened_at = models.DateTimeField(_("opened"), db_default=Now())

    class Meta:
        verbose_name = _("opened name")
        verbose_name_plural = _("opened names")
        constraints = [models.UniqueConstraint(fields=["employer", "application"], name="a_name_opens_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Scope(models.TextChoices):
    POOL = "pool", _("Read the pool")
    READ = "offers:read", _("Read offers")
    WRITE = "offers:write", _("Send, withdraw, confirm and cancel offers")


class ApiToken(models.Model):
    """A key for an employer's own software. Only its hash is kept; the key is shown once."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="tokens", verbose_name=_("employer"))
    name = models.CharField(_("what it is for"), max_length=80)
    prefix = models.CharField(_("begins with"), max_length=12)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), verbose_name=pgettext_lazy("API key", "may"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("created by"))
    created_at = models.DateTimeField(_("created"), db_default=Now())
    last_used_at = models.DateTimeField(_("last used"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects: ClassVar[ApiTokenQuerySet] = ApiTokenQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.prefix}…"
