"""What an offer looks like from each side, and what the sides send. Nothing leaves that is not named here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers

from employers.api import City, SeenCandidate
from employers.models import Employer
from employers.profiles import profiles_for
from offers.models import Offer, Placement
from offers.rules import Proposal
from offers.states import DeclineReason, EndReason, OfferStatus
from stajseferberligi.requests.api import HEADER, InvalidFields, PageQuery, Problem

S = OfferStatus

# `cap` and `overlap` are the candidate's data: the employer reads only that the offer is over.
NO_LONGER_AVAILABLE = "no_longer_available"
NEUTRAL = {EndReason.CAP: NO_LONGER_AVAILABLE, EndReason.OVERLAP: NO_LONGER_AVAILABLE}
REASONS_FOR_EMPLOYERS = [
    NO_LONGER_AVAILABLE,
    *(str(reason) for reason in EndReason if reason not in NEUTRAL),
]

IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description=_("Names this decision, at most 200 characters. The same request with the same key is answered alike and decides once."),
)
CLOSED = {401: Problem, 403: Problem, 429: Problem, 503: Problem}
READING = {400: InvalidFields, 404: Problem, **CLOSED}
DECIDING = {400: InvalidFields, 404: Problem, 409: Problem, 422: Problem, **CLOSED}

TERMS = (
    "title",
    "description",
    "city",
    "starts_on",
    "ends_on",
    "working_days",
    "monthly_wage",
    "gives_meal",
    "gives_transport",
    "gives_accommodation",
    "supervisor",
)
STAMPS = ("response_due_at", "confirmation_due_at", "sent_at", "accepted_at", "confirmed_at")


def state_at(offer: Offer, now: datetime) -> str:
    """The state as it is at `now`: a deadline ends an offer by itself, whether or not a clock has written it down."""
    if offer.status == S.SENT and offer.response_due_at <= now:
        return S.EXPIRED
    if offer.status == S.ACCEPTED and offer.confirmation_due_at is not None and offer.confirmation_due_at <= now:
        return S.LAPSED
    return offer.status


class OfferShape(serializers.ModelSerializer[Offer]):
    """What both sides see. The context holds `now`."""

    status = serializers.SerializerMethodField()
    city = City(source="province", help_text=_("Where the internship takes place."))
    end_reason = serializers.SerializerMethodField()
    decline_reason = serializers.SerializerMethodField()

    class Meta:
        model = Offer

    @extend_schema_field(serializers.ChoiceField(choices=OfferStatus.choices))
    def get_status(self, offer: Offer) -> str:
        return state_at(offer, self.context["now"])

    @extend_schema_field(serializers.ChoiceField(choices=EndReason.choices, allow_null=True))
    def get_end_reason(self, offer: Offer) -> str | None:
        return offer.end_reason or None

    @extend_schema_field(serializers.ChoiceField(choices=DeclineReason.choices, allow_null=True))
    def get_decline_reason(self, offer: Offer) -> str | None:
        return offer.decline_reason or None


class OfferForEmployer(OfferShape):
    """One of our offers. `candidate.identity` is null until the candidate has accepted an offer of ours."""

    quota = serializers.IntegerField(source="quota_id")
    unit = serializers.CharField(source="quota.unit")
    candidate = serializers.SerializerMethodField()

    class Meta(OfferShape.Meta):
        fields = ("code", "status", "candidate", "quota", "unit", *TERMS, *STAMPS, "end_reason", "decline_reason", "cancel_reason")
        read_only_fields = fields

    @extend_schema_field(SeenCandidate)
    def get_candidate(self, offer: Offer) -> Any:
        return SeenCandidate(self.context["profiles"][offer.application_id]).data

    @extend_schema_field(serializers.ChoiceField(choices=REASONS_FOR_EMPLOYERS, allow_null=True))
    def get_end_reason(self, offer: Offer) -> str | None:
        return NEUTRAL.get(offer.end_reason, offer.end_reason) or None  # type: ignore[call-overload]  # a stored choice is its value


class EmployerShape(serializers.ModelSerializer[Employer]):
    city = City(source="province")

    class Meta:
        model = Employer
        fields = ("name", "kind", "sector", "city", "website")
        read_only_fields = fields


class OfferForCandidate(OfferShape):
    """An offer made to me."""

    employer = EmployerShape()
    unit = serializers.CharField(source="quota.unit")

    class Meta(OfferShape.Meta):
        fields = ("code", "status", "employer", "unit", *TERMS, *STAMPS, "end_reason", "decline_reason", "cancel_reason")
        read_only_fields = fields


class PlacementForCandidate(serializers.ModelSerializer[Placement]):
    """An internship of mine, final or cancelled."""

    offer = serializers.CharField(source="offer.code")
    title = serializers.CharField(source="offer.title")
    employer = EmployerShape(source="offer.employer")
    city = City(source="offer.province")

    class Meta:
        model = Placement
        fields = ("offer", "title", "employer", "city", "slot", "starts_on", "ends_on", "placed_at", "cancelled_at")
        read_only_fields = fields


class EmployerDecision(serializers.Serializer[Any]):
    """`changed` is false when the identical decision had been taken before."""

    changed = serializers.BooleanField()
    offer = OfferForEmployer()


class CandidateDecision(serializers.Serializer[Any]):
    """`changed` is false when the identical decision had been taken before."""

    changed = serializers.BooleanField()
    offer = OfferForCandidate()


class EmployerOfferPage(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True, help_text=_("Cursor of the next page, or null."))
    results = OfferForEmployer(many=True)


class CandidateOfferPage(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True, help_text=_("Cursor of the next page, or null."))
    results = OfferForCandidate(many=True)


class OfferQuery(PageQuery):
    status = serializers.ChoiceField(choices=OfferStatus.choices, required=False, help_text=_("The state as it is at this moment."))


class NewOffer(serializers.Serializer[Any]):
    """The terms of a new offer. Dates are inclusive; the wage is net TRY per month."""

    candidate = serializers.CharField(max_length=12, help_text=_("Code from the pool."))
    quota = serializers.IntegerField(min_value=1, help_text=_("Number of one of our quotas; it also says in which city."))
    title = serializers.CharField(max_length=120)
    description = serializers.CharField(default="", allow_blank=True, max_length=5000)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    monthly_wage = serializers.DecimalField(max_digits=9, decimal_places=2, min_value=0)
    gives_meal = serializers.BooleanField(default=False)
    gives_transport = serializers.BooleanField(default=False)
    gives_accommodation = serializers.BooleanField(default=False)
    supervisor = serializers.CharField(max_length=120)
    response_due_at = serializers.DateTimeField()

    def proposal(self) -> Proposal:
        terms = {name: value for name, value in self.validated_data.items() if name not in {"candidate", "quota"}}
        return Proposal(quota_id=self.validated_data["quota"], **terms)


class Understood(serializers.Serializer[Any]):
    """An acceptance cannot be taken back: whoever sends it says that they know."""

    understood = serializers.BooleanField(help_text=_("Must be true: I know that an acceptance cannot be taken back."))

    def validate_understood(self, value: bool) -> bool:
        if not value:
            raise serializers.ValidationError(_("Confirm that you know that an acceptance cannot be taken back."), code="not_understood")
        return value


class Declining(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=DeclineReason.choices, default="", allow_blank=True)


class Cancelling(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000, help_text=_("The candidate reads it."))


def for_employer(offers: Iterable[Offer], *, employer_id: int, now: datetime) -> list[Any]:
    """Offers of one employer as it may see them; one query more for each kind of row, whatever their number."""
    rows = list(offers)
    context = {"now": now, "profiles": profiles_for(employer_id, [offer.application_id for offer in rows])}
    return list(OfferForEmployer(rows, many=True, context=context).data)


def for_candidate(offers: Iterable[Offer], *, now: datetime) -> list[Any]:
    return list(OfferForCandidate(list(offers), many=True, context={"now": now}).data)
