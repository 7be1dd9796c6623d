"""What a candidate reads and decides."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from candidates.api import CandidateView
from offers.actions.answering import accept_offer, decline_offer
from offers.actions.outcomes import Outcome
from offers.api.shapes import (
    CLOSED,
    DECIDING,
    IDEMPOTENCY_KEY,
    READING,
    CandidateDecision,
    CandidateOfferPage,
    Declining,
    OfferForCandidate,
    OfferQuery,
    PlacementForCandidate,
    Understood,
    for_candidate,
)
from offers.models import Offer, Placement
from offers.querysets import OfferQuerySet
from stajseferberligi import clock
from stajseferberligi.keyset import Key
from stajseferberligi.requests.api import decide_once, page_of

TAGS = ["me"]


class MyOfferView(CandidateView):
    """A door to the offers made to me; anybody else's are not found."""

    def mine(self) -> OfferQuerySet:
        return Offer.objects.of_user(self.user_id).select_related("employer", "quota")

    def decide(self, request: Request, code: str, verb: Callable[[int], Outcome]) -> Response:
        def act(_name: uuid.UUID | None) -> Response:
            outcome = verb(self.mine().get(code=code).pk)
            (offer,) = for_candidate(self.mine().filter(pk=outcome.offer.pk), now=clock.now())
            return Response({"changed": outcome.changed, "offer": offer})

        return decide_once(request, caller=self.caller, decide=act)


class MyOffersView(MyOfferView):
    @extend_schema(
        operation_id="my_offers_list",
        tags=TAGS,
        summary=_("The offers made to me, newest first"),
        parameters=[OfferQuery],
        responses={200: CandidateOfferPage, **READING},
    )
    def get(self, request: Request) -> Response:
        query = OfferQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked, now = query.validated_data, clock.now()
        rows = self.mine()
        if "status" in asked:
            rows = rows.standing_as(asked["status"], now)
        keys = [Key("sent_at", descending=True), Key("code")]
        offers, cursor = page_of(rows, keys=keys, limit=asked["limit"], cursor=asked.get("cursor", ""))
        return Response({"next": cursor or None, "results": for_candidate(offers, now=now)})


class MyOneOfferView(MyOfferView):
    @extend_schema(
        operation_id="my_offers_read", tags=TAGS, summary=_("One offer made to me"), responses={200: OfferForCandidate, **READING}
    )
    def get(self, request: Request, code: str) -> Response:
        (offer,) = for_candidate([self.mine().get(code=code)], now=clock.now())
        return Response(offer)


class AcceptView(MyOfferView):
    @extend_schema(
        operation_id="my_offers_accept",
        tags=TAGS,
        summary=_("Accept an offer; this cannot be taken back"),
        description=_("An acceptance is not yet an internship: the employer must confirm it. My name opens to this employer at once."),
        parameters=[IDEMPOTENCY_KEY],
        request=Understood,
        responses={200: CandidateDecision, **DECIDING},
    )
    def post(self, request: Request, code: str) -> Response:
        Understood(data=request.data).is_valid(raise_exception=True)
        return self.decide(request, code, lambda pk: accept_offer(offer_id=pk, actor=self.actor))


class DeclineView(MyOfferView):
    @extend_schema(
        operation_id="my_offers_decline",
        tags=TAGS,
        summary=_("Decline an offer; this cannot be taken back"),
        parameters=[IDEMPOTENCY_KEY],
        request=Declining,
        responses={200: CandidateDecision, **DECIDING},
    )
    def post(self, request: Request, code: str) -> Response:
        body = Declining(data=request.data)
        body.is_valid(raise_exception=True)
        reason: str = body.validated_data["reason"]
        return self.decide(request, code, lambda pk: decline_offer(offer_id=pk, reason=reason, actor=self.actor))


class MyPlacementsView(CandidateView):
    @extend_schema(
        operation_id="my_placements_list",
        tags=TAGS,
        summary=_("My internships"),
        responses={200: PlacementForCandidate(many=True), **CLOSED},
    )
    def get(self, request: Request) -> Response:
        placements = Placement.objects.of_user(self.user_id).select_related("offer__employer")
        return Response(PlacementForCandidate(placements, many=True).data)
