"""Candidates and their applications. Administrators see who people are; what was declared is not edited here (Q6)."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from candidates import rules
from candidates.actions import admit_to_pool, leave_programme
from candidates.models import Application, Candidate, Identity
from stajseferberligi import provinces
from stajseferberligi.accounts.actors import Actor
from stajseferberligi.administration import ReadOnlyInline, ReasonForm, Room, StackedInline, Verb, link, list_link
from stajseferberligi.journal.models import Event


class IdentityInline(StackedInline):
    """A typo in a name may be corrected here."""

    model = Identity
    fields = ("first_name", "last_name", "phone", "university", "faculty")
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ApplicationInline(ReadOnlyInline):
    model = Application
    fields = ("code", "programme", "status", "field", "score_total", "submitted_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return super().get_queryset(request).select_related("programme")


@admin.register(Candidate)
class CandidateAdmin(Room):
    list_display = ("number", "full_name", "email", "university", "created_at")
    list_select_related = ("identity", "user")
    search_fields = ("user__email", "applications__code")
    folded = ("identity__first_name", "identity__last_name", "identity__university")
    fields = ("user", "email", "created_at")
    readonly_fields = ("email",)
    plain = ("identity",)
    inlines = (IdentityInline, ApplicationInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        return super().get_queryset(request).order_by("-id")

    @admin.display(description="#", ordering="id")
    def number(self, candidate: Candidate) -> str:
        return str(candidate)

    @admin.display(description=_("name"), ordering="identity__sort_key")
    def full_name(self, candidate: Candidate) -> str:
        return candidate.identity.full_name

    @admin.display(description=_("e-mail address"), ordering="user__email")
    def email(self, candidate: Candidate) -> str:
        return candidate.user.email

    @admin.display(description=_("university"))
    def university(self, candidate: Candidate) -> str:
        return candidate.identity.university


def _admit(application: Application, actor: Actor, _answers: Mapping[str, Any]) -> None:
    admit_to_pool(application_id=application.pk, actor=actor)


def _leave(application: Application, actor: Actor, answers: Mapping[str, Any]) -> None:
    leave_programme(application_id=application.pk, reason=answers["reason"], actor=actor)


@admin.register(Application)
class ApplicationAdmin(Room):
    list_display = ("code", "full_name", "programme", "status", "level", "field", "class_year", "score_total", "submitted_at")
    list_filter = ("status", "programme", "level", "class_year")
    list_select_related = ("candidate__identity", "programme")
    date_hierarchy = "submitted_at"
    search_fields = ("code", "candidate__user__email")
    folded = ("candidate__identity__first_name", "candidate__identity__last_name", "field")
    fields = (
        "code",
        "person",
        "programme",
        "status",
        "level",
        "field",
        "class_year",
        ("score_academic", "score_social", "score_sport", "score_total"),
        "cities",
        "languages",
        "skills",
        ("available_from", "available_until"),
        "submitted_at",
        "offers",
    )
    readonly_fields = ("person", "cities", "offers")
    verbs = (
        Verb(
            "admit",
            _("Admit to the pool"),
            _("Employers see this application without its name and can send offers to it."),
            _("The application is in the pool."),
            _admit,
            lambda application, _administrator: rules.refusal_to_admit(application),
        ),
        Verb(
            "leave",
            _("Take out of the programme"),
            _("Final. Open offers can no longer be accepted or confirmed and become void. The candidate reads the reason."),
            _("The application has left the programme."),
            _leave,
            lambda application, _administrator: rules.refusal_to_leave(application, reason="–"),
            form=ReasonForm,
            is_final=True,
        ),
    )

    def history_of(self, row: Application) -> QuerySet[Event]:
        return Event.objects.filter(application_id=row.pk)

    @admin.display(description=_("name"), ordering="candidate__identity__sort_key")
    def full_name(self, application: Application) -> str:
        return application.candidate.identity.full_name

    @admin.display(description=_("candidate"))
    def person(self, application: Application) -> str:
        return link("candidates_candidate", application.candidate_id, application.candidate.identity.full_name)

    @admin.display(description=_("preferred cities"))
    def cities(self, application: Application) -> str:
        return ", ".join(provinces.name(code) for code in application.city_preferences) or "–"

    @admin.display(description=_("offers"))
    def offers(self, application: Application) -> str:
        return list_link("offers_offer", _("Offers to this application"), application__id__exact=application.pk)
