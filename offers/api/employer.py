"""What an employer's software reads and decides."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from candidates.models import Application
from employers.api import EmployerView
from offers.actions.confirming import cancel_offer, confirm_offer
from offers.actions.outcomes import Outcome
from offers.actions.sending import send_offer, withdraw_offer
from offers.api.shapes import (
    DECIDING,
    IDEMPOTENCY_KEY,
    READING,
    Cancelling,
    EmployerDecision,
    EmployerOfferPage,
    NewOffer,
    OfferForEmployer,
    OfferQuery,
    for_employer,
)
from offers.models import Offer
from offers.querysets import OfferQuerySet
from stajseferberligi import clock
from stajseferberligi.keyset import Key
from stajseferberligi.requests.api import decide_once, page_of

TAGS = ["offers"]


class OfferView(EmployerView):
    """A door to our own offers; another employer's are not found."""

    def ours(self) -> OfferQuerySet:
        return Offer.objects.of_employer(self.employer_id).select_related("quota")

    def decide(self, request: Request, code: str, verb: Callable[[int], Outcome]) -> Response:
        def act(_name: uuid.UUID | None) -> Response:
            return self.answer(verb(self.ours().get(code=code).pk))

        return decide_once(request, caller=self.caller, decide=act)

    def answer(self, outcome: Outcome, *, status: int = 200) -> Response:
        (offer,) = for_employer(self.ours().filter(pk=outcome.offer.pk), employer_id=self.employer_id, now=clock.now())
        return Response({"changed": outcome.changed, "offer": offer}, status=status)


class OffersView(OfferView):
    @extend_schema(
        operation_id="offers_list",
        tags=TAGS,
        summary=_("Our offers, newest first"),
        parameters=[OfferQuery],
        responses={200: EmployerOfferPage, **READING},
    )
    def get(self, request: Request) -> Response:
        query = OfferQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked, now = query.validated_data, clock.now()
        rows = self.ours()
        if "status" in asked:
            rows = rows.standing_as(asked["status"], now)
        keys = [Key("sent_at", descending=True), Key("code")]
        offers, cursor = page_of(rows, keys=keys, limit=asked["limit"], cursor=asked.get("cursor", ""))
        return Response({"next": cursor or None, "results": for_employer(offers, employer_id=self.employer_id, now=now)})

    @extend_schema(
        operation_id="offers_send",
        tags=TAGS,
        summary=_("Send an offer to a candidate"),
        parameters=[IDEMPOTENCY_KEY],
        request=NewOffer,
        responses={201: EmployerDecision, 200: EmployerDecision, **DECIDING},
    )
    def post(self, request: Request) -> Response:
        terms = NewOffer(data=request.data)
        terms.is_valid(raise_exception=True)

        def send(name: uuid.UUID | None) -> Response:
            candidate = Application.objects.get(code=terms.validated_data["candidate"])
            outcome = send_offer(proposal=terms.proposal(), application_id=candidate.pk, actor=self.actor, request_key=name)
            return self.answer(outcome, status=201 if outcome.changed else 200)

        return decide_once(request, caller=self.caller, decide=send)


class OneOfferView(OfferView):
    @extend_schema(operation_id="offers_read", tags=TAGS, summary=_("One of our offers"), responses={200: OfferForEmployer, **READING})
    def get(self, request: Request, code: str) -> Response:
        (offer,) = for_employer([self.ours().get(code=code)], employer_id=self.employer_id, now=clock.now())
        return Response(offer)


class WithdrawView(OfferView):
    @extend_schema(
        operation_id="offers_withdraw",
        tags=TAGS,
        summary=_("Withdraw an offer that is not answered yet"),
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={200: EmployerDecision, **DECIDING},
    )
    def post(self, request: Request, code: str) -> Response:
        return self.decide(request, code, lambda pk: withdraw_offer(offer_id=pk, actor=self.actor))


class ConfirmView(OfferView):
    @extend_schema(
        operation_id="offers_confirm",
        tags=TAGS,
        summary=_("Confirm an acceptance"),
        description=_(
            "The first two confirmations with dates that do not overlap become internships. The answer says at once what came of ours: "
            "`placed`, or `voided` when earlier confirmations took the place."
        ),
        parameters=[IDEMPOTENCY_KEY],
        request=None,
        responses={200: EmployerDecision, **DECIDING},
    )
    def post(self, request: Request, code: str) -> Response:
        return self.decide(request, code, lambda pk: confirm_offer(offer_id=pk, actor=self.actor))


class CancelView(OfferView):
    @extend_schema(
        operation_id="offers_cancel",
        tags=TAGS,
        summary=_("Cancel an accepted offer, or an internship before its first day"),
        parameters=[IDEMPOTENCY_KEY],
        request=Cancelling,
        responses={200: EmployerDecision, **DECIDING},
    )
    def post(self, request: Request, code: str) -> Response:
        body = Cancelling(data=request.data)
        body.is_valid(raise_exception=True)
        reason: str = body.validated_data["reason"]
        return self.decide(request, code, lambda pk: cancel_offer(offer_id=pk, reason=reason, actor=self.actor))
