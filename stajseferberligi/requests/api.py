"""What every door of the API shares: one decision per `Idempotency-Key`, one limit per caller, one shape of "no"."""

import base64
import binascii
import contextlib
import hashlib
import json
import logging
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from redis.exceptions import RedisError
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from stajseferberligi.keyset import Key, beyond
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


class BadCursor(APIException):
    status_code = 400
    default_code = "cursor_invalid"
    default_detail = _("This cursor is not one of ours. Begin again without it.")


class Session(SessionAuthentication):
    """Signed in through the pages; decisions need the CSRF token. A guest is answered 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # drf-spectacular's metaclass is untyped
    target_class = Session
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": str(_("The session of the pages. A decision also carries the header X-CSRFToken.")),
        }


class CallerThrottle(UserRateThrottle):
    """So many requests a minute per caller. Without the cache nobody is stopped: a decision must not fall because a counter did."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError:
            logger.warning("the cache is away; API limits are not counted")
            return True


class PageQuery(serializers.Serializer[Any]):
    """Where a list goes on, and how many rows it may bring."""

    cursor = serializers.CharField(required=False, help_text=_("From `next` of the page before."))
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200, help_text=_("Rows of a page."))


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


def page_of(rows: QuerySet[Any, Any], *, keys: Sequence[Key], limit: int, cursor: str = "") -> tuple[list[Any], str]:
    """One page of `rows` and the cursor of the next, empty on the last.

    The cursor carries the last row's values, not its id: it still leads on when that row has left the list meanwhile.
    `keys` must end in a unique column.
    """
    if cursor:
        rows = _beyond(rows, keys, _decode(cursor))
    found = list(rows.order_by(*(key.order(backwards=False) for key in keys))[: limit + 1])
    if len(found) <= limit:
        return found, ""
    last = found[limit - 1]
    return found[:limit], _encode([last[key.name] if isinstance(last, dict) else getattr(last, key.name) for key in keys])


def _beyond(rows: QuerySet[Any, Any], keys: Sequence[Key], place: Sequence[Any]) -> QuerySet[Any, Any]:
    try:
        return rows.filter(beyond(keys, place, backwards=False))
    except (ValueError, TypeError, ValidationError):  # a cursor somebody wrote by hand
        raise BadCursor from None


def _encode(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def _decode(cursor: str) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        raise BadCursor from None
    if not isinstance(values, list) or not all(value is None or isinstance(value, (str, int, float)) for value in values):
        raise BadCursor
    return values
