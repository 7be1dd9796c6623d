"""The reading room of the journal."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from stajseferberligi.administration import Room, details, link, person
from stajseferberligi.journal.models import Event


class KindFilter(admin.SimpleListFilter):
    """The kinds that the journal holds."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        kinds = Event.objects.order_by("kind").values_list("kind", flat=True).distinct()
        return [(kind, kind) for kind in kinds]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(Room):
    list_display = ("at", "kind", "who", "actor_role", "offer", "application", "employer")
    list_display_links = ("at", "kind")
    list_filter = (KindFilter, "actor_role")
    list_select_related = ("actor",)
    date_hierarchy = "at"
    fields = ("at", "kind", "who", "actor_role", "offer", "application", "employer", "because", "what")
    readonly_fields = ("who", "offer", "application", "employer", "because", "what")

    @admin.display(description=_("who"))
    def who(self, event: Event) -> str:
        return person(event.actor)

    @admin.display(description=_("offer"))
    def offer(self, event: Event) -> str:
        return link("offers_offer", event.offer_id)

    @admin.display(description=_("application"))
    def application(self, event: Event) -> str:
        return link("candidates_application", event.application_id)

    @admin.display(description=_("employer"))
    def employer(self, event: Event) -> str:
        return link("employers_employer", event.employer_id)

    @admin.display(description=_("because of"))
    def because(self, event: Event) -> str:
        return link("journal_event", event.cause_id, event.cause and event.cause.kind)

    @admin.display(description=_("details"))
    def what(self, event: Event) -> str:
        return format_html_join(" · ", "{}: {}", details(event.data)) or "–"
