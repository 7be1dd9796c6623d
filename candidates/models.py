"""Candidates and their applications. What may be judged and who the person is live in two tables."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from candidates.querysets import ApplicationQuerySet
from candidates.states import ApplicationStatus
from stajseferberligi.clock import Now
from stajseferberligi.programme.models import Programme
from stajseferberligi.provinces import choices as province_choices

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without the pairs that people misread: 0/O, 1/I


def new_application_code() -> str:
    """A code that says nothing about the person nor about how many came before: 32^7 possibilities."""
    return f"A-{get_random_string(7, CODE_ALPHABET)}"


class Level(models.TextChoices):
    ASSOCIATE = "associate", _("Associate degree")
    BACHELOR = "bachelor", _("Bachelor's degree")


class Candidate(models.Model):
    """The person, as an account. Everything that names them is in `Identity`."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="candidate", verbose_name=_("user"))
    created_at = models.DateTimeField(_("created"), db_default=Now())

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")

    def __str__(self) -> str:
        return f"#{self.pk}"


class Identity(models.Model):
    """What an employer does not see before the recorded moment: name, contact, university."""

    candidate = models.OneToOneField(Candidate, models.CASCADE, primary_key=True, related_name="identity", verbose_name=_("candidate"))
    first_name = models.CharField(_("given names"), max_length=80)
    last_name = models.CharField(_("surname"), max_length=80)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    university = models.CharField(_("university"), max_length=160)
    faculty = models.CharField(_("faculty"), max_length=160, blank=True)
    sort_key = models.GeneratedField(
        expression=Func(F("last_name"), F("first_name"), function="tr_sortkey", arg_joiner=" || ' ' || "),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    fold_key = models.GeneratedField(
        expression=Func(F("first_name"), F("last_name"), function="tr_fold", arg_joiner=" || ' ' || "),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        indexes = [models.Index(fields=["sort_key"], name="identity_sort")]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def score(label: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(
        label, max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )


class Application(models.Model):
    """A candidate's declaration for one programme; its row is the lock of everything that happens to that candidate there."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="applications", verbose_name=_("candidate"))
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="applications", verbose_name=_("programme"))
    code = models.CharField(_("code"), max_length=12, unique=True, default=new_application_code, editable=False)
    status = models.CharField(_("state"), max_length=10, choices=ApplicationStatus, default=ApplicationStatus.SUBMITTED)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    field = models.CharField(_("field of study"), max_length=120)
    class_year = models.PositiveSmallIntegerField(_("class year"), validators=[MinValueValidator(1), MaxValueValidator(6)])
    score_academic = score(_("academic and professional"))
    score_social = score(_("artistic and social"))
    score_sport = score(_("sport"))
    score_total = score(_("total score"))
    city_preferences = ArrayField(
        models.PositiveSmallIntegerField(choices=province_choices), default=list, blank=True, verbose_name=_("preferred cities")
    )
    languages = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("languages"))
    skills = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("skills"))
    available_from = models.DateField(_("available from"), null=True, blank=True)
    available_until = models.DateField(_("available until"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("received"), db_default=Now())

    objects: ClassVar[ApplicationQuerySet] = ApplicationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-score_total", "id"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "programme"], name="one_application_per_candidate_and_programme"),
            models.UniqueConstraint(fields=["id", "programme"], name="application_and_its_programme"),
            models.CheckConstraint(condition=Q(status__in=ApplicationStatus.values), name="application_status_known"),
            models.CheckConstraint(
                condition=Q(available_from__isnull=True) | Q(available_until__isnull=True) | Q(available_from__lte=F("available_until")),
                name="application_availability_in_order",
            ),
        ]
        indexes = [
            models.Index("programme", F("score_total").desc(nulls_last=True), "id", name="application_pool", condition=Q(status="pool")),
            GinIndex(fields=["city_preferences"], name="application_cities"),
        ]

    def __str__(self) -> str:
        return self.code
