"""What every door of the API shares: one decision per `Idempotency-Key`, one limit per caller, one shape of "no"."""

import contextlib
import hashlib
import json
import logging
import uuid
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from stajseferberligi.refusals import Refusal, Refused
from stajseferberligi.requests.actions import Answer, InProgress, KeyReused, claim_request, let_go, remember_answer

logger = logging.getLogger(__name__)

HEADER = "Idempotency-Key"
REPLAY = "Idempotent-Replay"
LONGEST_KEY = 200
# Fixed for ever: the names of decisions are derived from it.
NAMESPACE = uuid.UUID("5b1f6a0e-6f5c-4c8e-9a53-2c0a2d8f7b11")


class BadKey(APIException):
    status_code = 400
    default_code = "idempotency_key_invalid"
    default_detail = _("The Idempotency-Key must have 1 to 200 characters.")


class ReusedKey(APIException):
    status_code = 422
    default_code = "idempotency_key_reused"
    default_detail = _("This Idempotency-Key already names another request.")


class StillInProgress(APIException):
    status_code = 409
    default_code = "request_in_progress"
    default_detail = _("The same request is being worked on. Ask again in a moment.")
    wait = 1  # seconds, sent as Retry-After


class Session(SessionAuthentication):
    """Signed in through the pages; decisions need the CSRF token. A guest is answered 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class CallerThrottle(UserRateThrottle):
    """So many requests a minute per caller. Without the cache nobody is stopped: a decision must not fall because a counter did."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError:
            logger.warning("the cache is away; API limits are not counted")
            return True


class Problem(serializers.Serializer[Any]):
    """Why not. `code` is stable, `message` is for people, in the language of the request."""

    code = serializers.CharField()
    message = serializers.CharField()


class InvalidFields(Problem):
    """A 400: `fields` maps each field that needs attention to its messages."""

    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]  # DRF's own name


def problem(code: str, message: object) -> dict[str, str]:
    return {"code": code, "message": str(message)}


def refused(refusal: Refusal) -> Response:
    """A rule said no: 409 with its code and its sentence."""
    return Response(problem(refusal.code, refusal), status=409)


def decide_once(request: Request, *, caller: str, decide: Callable[[uuid.UUID | None], Response]) -> Response:
    """Call `decide` at most once per caller and `Idempotency-Key`; asked again, answer what was answered first.

    `decide` gets a name for the decision, derived from caller, key and request, or None without a key. Answers and refusals are kept;
    when anything else went wrong nothing is, and the same key may be tried again.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return decide(None)
    if not 0 < len(key) <= LONGEST_KEY:
        raise BadKey
    fingerprint = _fingerprint(request)
    try:
        held = claim_request(caller=caller, key=key, fingerprint=fingerprint)
    except KeyReused:
        raise ReusedKey from None
    except InProgress:
        raise StillInProgress from None
    if isinstance(held, Answer):
        return Response(held.body, status=held.status, headers={REPLAY: "true"})
    try:
        response = decide(uuid.uuid5(NAMESPACE, f"{caller} {key} {fingerprint}"))
    except Refused as no:
        response = refused(no.refusal)
    except Exception:
        with contextlib.suppress(DatabaseError):  # then the lease ends it
            let_go(claim=held)
        raise
    remember_answer(claim=held, status=response.status_code, body=response.data)
    return response


def _fingerprint(request: Request) -> str:
    """The same for the same request, whatever the order or the spacing of its fields."""
    body = json.dumps(request.data, sort_keys=True, default=str)
    return hashlib.sha256(f"{request.method} {request.path} {body}".encode()).hexdigest()
