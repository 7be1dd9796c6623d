"""Adjectives for applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candidates.states import ApplicationStatus

if TYPE_CHECKING:
    from candidates.models import Application


class ApplicationQuerySet(models.QuerySet["Application"]):
    def in_pool(self) -> ApplicationQuerySet:
        """Evaluated, eligible, and with a free internship left."""
        return self.filter(status=ApplicationStatus.POOL)

    def of_user(self, user_id: int) -> ApplicationQuerySet:
        return self.filter(candidate__user_id=user_id)
