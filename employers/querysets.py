"""Adjectives for employers, their members and their tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from employers.states import EmployerStatus

if TYPE_CHECKING:
    from employers.models import ApiToken, Employer, Quota


class EmployerQuerySet(models.QuerySet["Employer"]):
    def approved(self) -> EmployerQuerySet:
        return self.filter(status=EmployerStatus.APPROVED)


class QuotaQuerySet(models.QuerySet["Quota"]):
    def of(self, *, employer_id: int, programme_id: int) -> QuotaQuerySet:
        """One employer's quotas in one programme, by unit and province."""
        return self.filter(employer_id=employer_id, programme_id=programme_id).order_by("unit", "province", "id")


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self) -> ApiTokenQuerySet:
        return self.filter(revoked_at__isnull=True)
