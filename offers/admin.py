"""Offers with their history, internships, bulk work, and the reversals that two administrators decide."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from offers import rules
from offers.actions.reversing import approve_reversal, reject_reversal, request_reversal
from offers.models import Batch, Offer, Placement, Reversal
from offers.states import ReversalKind
from stajseferberligi import clock
from stajseferberligi.accounts.actors import Actor
from stajseferberligi.administration import DecisionForm, ReadOnlyInline, Room, Verb, link, list_link, person
from stajseferberligi.journal.models import Event
from stajseferberligi.refusals import Refusal


def _kinds_for(offer: Offer) -> list[ReversalKind]:
    """Which steps of this offer an administrator may ask to take back now."""
    now = clock.now()
    return [kind for kind in ReversalKind if rules.refusal_to_reverse(offer, kind=kind, now=now) is None]


class ReversalForm(DecisionForm):
    kind = forms.ChoiceField(label=_("What is taken back"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}))
    ticket = forms.CharField(
        label=_("Ticket"), max_length=60, help_text=_("Where it was asked for, so that the second administrator can read it.")
    )

    def __init__(self, *args: Any, row: Offer, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in _kinds_for(row)]  # type: ignore[attr-defined]  # a ChoiceField


def _request(offer: Offer, actor: Actor, answers: Mapping[str, Any]) -> None:
    request_reversal(offer_id=offer.pk, kind=ReversalKind(answers["kind"]), reason=answers["reason"], ticket=answers["ticket"], actor=actor)


def _refusal_to_request(offer: Offer, _administrator: int) -> Refusal | None:
    return None if _kinds_for(offer) else rules.NOT_REVERSIBLE


class ReversalInline(ReadOnlyInline):
    model = Reversal
    fields = ("kind", "reason", "ticket", "requester", "requested_at", "decider", "approved_at", "rejected_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reversal]:
        return super().get_queryset(request).select_related("requested_by", "decided_by")

    @admin.display(description=_("requested by"))
    def requester(self, reversal: Reversal) -> str:
        return person(reversal.requested_by)

    @admin.display(description=_("decided by"))
    def decider(self, reversal: Reversal) -> str:
        return person(reversal.decided_by) if reversal.decided_by else "–"


@admin.register(Offer)
class OfferAdmin(Room):
    list_display = ("code", "status", "employer", "candidate_name", "starts_on", "response_due_at")
    list_filter = ("status", "end_reason", "programme", "employer__kind")
    list_select_related = ("employer", "application__candidate__identity")
    date_hierarchy = "sent_at"
    search_fields = ("code", "application__code")
    folded = (
        "employer__name",
        "application__candidate__identity__first_name",
        "application__candidate__identity__last_name",
    )
    inlines = (ReversalInline,)
    fieldsets = (
        (None, {"fields": ("code", "status", "employer_link", "candidate", "programme", "batch_link")}),
        (
            _("Terms"),
            {
                "fields": (
                    "title",
                    "description",
                    "quota",
                    "province",
                    ("starts_on", "ends_on", "working_days"),
                    "monthly_wage",
                    ("gives_meal", "gives_transport", "gives_accommodation"),
                    "supervisor",
                )
            },
        ),
        (
            _("Course"),
            {
                "fields": (
                    "sender",
                    "sent_at",
                    "response_due_at",
                    "accepted_at",
                    "confirmation_due_at",
                    "confirmed_at",
                    "moved_at",
                    "end_reason",
                    "decline_reason",
                    "cancel_reason",
                )
            },
        ),
    )
    readonly_fields = ("employer_link", "candidate", "batch_link", "sender")
    verbs = (
        Verb(
            "reversal",
            _("Request a reversal"),
            _("Nothing changes until another administrator approves it. Both names, the reason and the ticket are recorded."),
            _("The reversal is requested. Another administrator must approve it."),
            _request,
            _refusal_to_request,
            form=ReversalForm,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        return super().get_queryset(request).select_related("employer", "application__candidate__identity", "programme", "quota", "sent_by")

    def history_of(self, row: Offer) -> QuerySet[Event]:
        return Event.objects.filter(offer_id=row.pk)

    @admin.display(description=_("candidate"), ordering="application__candidate__identity__sort_key")
    def candidate_name(self, offer: Offer) -> str:
        return offer.application.candidate.identity.full_name

    @admin.display(description=_("candidate"))
    def candidate(self, offer: Offer) -> str:
        text = f"{offer.application.candidate.identity.full_name} · {offer.application.code}"
        return link("candidates_application", offer.application_id, text)

    @admin.display(description=_("employer"))
    def employer_link(self, offer: Offer) -> str:
        return link("employers_employer", offer.employer_id, offer.employer)

    @admin.display(description=_("bulk work"))
    def batch_link(self, offer: Offer) -> str:
        return link("offers_batch", offer.batch_id)

    @admin.display(description=_("sent by"))
    def sender(self, offer: Offer) -> str:
        return person(offer.sent_by)


@admin.register(Placement)
class PlacementAdmin(Room):
    list_display = ("offer", "candidate", "employer", "slot", "starts_on", "ends_on", "placed_at", "cancelled_at")
    list_filter = ("slot", ("cancelled_at", admin.EmptyFieldListFilter))
    list_select_related = ("offer__employer", "application__candidate__identity")
    date_hierarchy = "starts_on"
    search_fields = ("offer__code", "application__code")
    folded = (
        "offer__employer__name",
        "application__candidate__identity__first_name",
        "application__candidate__identity__last_name",
    )
    fields = ("offer_link", "candidate", "employer", "slot", "starts_on", "ends_on", "placed_at", "cancelled_at")
    readonly_fields = ("offer_link", "candidate", "employer")

    @admin.display(description=_("offer"))
    def offer_link(self, placement: Placement) -> str:
        return link("offers_offer", placement.offer_id, placement.offer)

    @admin.display(description=_("candidate"), ordering="application__candidate__identity__sort_key")
    def candidate(self, placement: Placement) -> str:
        return placement.application.candidate.identity.full_name

    @admin.display(description=_("employer"), ordering="offer__employer__sort_key")
    def employer(self, placement: Placement) -> str:
        return placement.offer.employer.name


def _approve(reversal: Reversal, actor: Actor, _answers: Mapping[str, Any]) -> None:
    approve_reversal(reversal_id=reversal.pk, actor=actor)


def _reject(reversal: Reversal, actor: Actor, _answers: Mapping[str, Any]) -> None:
    reject_reversal(reversal_id=reversal.pk, actor=actor)


def _refusal_to_decide(reversal: Reversal, administrator: int) -> Refusal | None:
    return rules.refusal_to_approve(reversal, administrator_id=administrator)


@admin.register(Reversal)
class ReversalAdmin(Room):
    """Open requests first."""

    list_display = ("offer", "kind", "state", "ticket", "requester", "requested_at", "decider")
    list_filter = ("kind", ("decided_by", admin.EmptyFieldListFilter))
    list_select_related = ("offer", "requested_by", "decided_by")
    search_fields = ("offer__code", "ticket")
    fields = ("offer_link", "kind", "state", "reason", "ticket", "requester", "requested_at", "decider", "approved_at", "rejected_at")
    readonly_fields = ("offer_link", "state", "requester", "decider")
    verbs = (
        Verb(
            "approve",
            _("Approve and carry out"),
            _("The offer changes at once, and both sides are told. This cannot be taken back."),
            _("The reversal is carried out."),
            _approve,
            _refusal_to_decide,
            is_final=True,
        ),
        Verb(
            "reject",
            _("Reject"),
            _("The request is closed and the offer stays as it is."),
            _("The request is rejected."),
            _reject,
            _refusal_to_decide,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reversal]:
        is_open = Case(When(decided_by__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField())
        return super().get_queryset(request).select_related("offer", "requested_by", "decided_by").order_by(is_open, "-id")

    def history_of(self, row: Reversal) -> QuerySet[Event]:
        return Event.objects.filter(offer_id=row.offer_id)

    @admin.display(description=_("state"))
    def state(self, reversal: Reversal) -> str:
        if reversal.approved_at:
            return str(_("approved"))
        return str(_("rejected") if reversal.rejected_at else _("waiting for a second administrator"))

    @admin.display(description=_("offer"))
    def offer_link(self, reversal: Reversal) -> str:
        return link("offers_offer", reversal.offer_id, reversal.offer)

    @admin.display(description=_("requested by"))
    def requester(self, reversal: Reversal) -> str:
        return person(reversal.requested_by)

    @admin.display(description=_("decided by"))
    def decider(self, reversal: Reversal) -> str:
        return person(reversal.decided_by) if reversal.decided_by else "–"


@admin.register(Batch)
class BatchAdmin(Room):
    list_display = ("number", "kind", "employer", "created_at", "stopped_at", "finished_at")
    list_filter = ("kind", ("finished_at", admin.EmptyFieldListFilter))
    list_select_related = ("employer",)
    date_hierarchy = "created_at"
    folded = ("employer__name",)
    fields = ("kind", "employer", "starter", "created_at", "stopped_at", "finished_at", "rows", "offers")
    readonly_fields = ("starter", "rows", "offers")

    @admin.display(description="#", ordering="id")
    def number(self, batch: Batch) -> str:
        return f"#{batch.pk}"

    @admin.display(description=_("started by"))
    def starter(self, batch: Batch) -> str:
        return person(batch.created_by)

    @admin.display(description=_("rows"))
    def rows(self, batch: Batch) -> str:
        waiting, refused = Count("id", filter=Q(offer__isnull=True, refusal="")), Count("id", filter=~Q(refusal=""))
        counts = batch.rows.order_by().aggregate(total=Count("id"), waiting=waiting, refused=refused)
        return str(_("%(total)s in all, %(waiting)s waiting, %(refused)s refused") % counts)

    @admin.display(description=_("offers"))
    def offers(self, batch: Batch) -> str:
        return list_link("offers_offer", _("Offers of this work"), batch__id__exact=batch.pk)
