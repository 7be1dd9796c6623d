"""Seasons and their rules."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from stajseferberligi.accounts.actors import as_administrator
from stajseferberligi.administration import Room
from stajseferberligi.journal.models import Event
from stajseferberligi.programme.actions import change_programme, open_programme
from stajseferberligi.programme.models import Programme


@admin.register(Programme)
class ProgrammeAdmin(Room):
    list_display = ("name", "code", "is_current", "offers_open_at", "offers_close_at", "complete_by", "quota_rule")
    list_filter = ("is_current",)
    given_once = ("code",)
    plain = (
        "name",
        "is_current",
        "applications_open_at",
        "applications_close_at",
        "offers_open_at",
        "offers_close_at",
        "complete_by",
        "response_min_days",
        "response_max_days",
        "response_default_days",
        "confirmation_days",
        "max_placements",
        "max_open_acceptances",
        "recommended_working_days",
        "quota_rule",
    )
    fieldsets = (
        (None, {"fields": ("code", "name", "is_current")}),
        (
            _("Windows"),
            {"fields": ("applications_open_at", "applications_close_at", "offers_open_at", "offers_close_at", "complete_by")},
        ),
        (
            _("Time to answer and to confirm"),
            {
                "fields": ("response_min_days", "response_default_days", "response_max_days", "confirmation_days"),
                "description": _("Offers that were sent keep the deadlines they have."),
            },
        ),
        (_("Limits"), {"fields": ("max_placements", "max_open_acceptances", "recommended_working_days", "quota_rule")}),
    )

    def history_of(self, row: Programme) -> QuerySet[Event]:
        return Event.objects.filter(kind__startswith="programme.", data__programme=row.pk)

    def save_model(self, request: HttpRequest, obj: Programme, form: Any, change: bool) -> None:
        save = change_programme if change else open_programme
        save(programme=obj, actor=as_administrator(request.user.pk or 0))
