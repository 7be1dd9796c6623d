"""Remembering answers, so that a caller who never heard the first one may ask again without deciding twice."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import JSONField, Value

from stajseferberligi.clock import Now
from stajseferberligi.requests.models import ApiRequest

# No request works longer than this: a statement has 10 s and waits 3 s for a lock. What is older was left behind by a dead worker.
# Taking over from one that lives after all is harmless, because every decision is harmless when repeated.
LEASE = timedelta(seconds=30)
KEPT_FOR = timedelta(days=3)

CLAIM = """
    INSERT INTO requests_apirequest AS r (caller, key, fingerprint)
    VALUES (%(caller)s, %(key)s, %(fingerprint)s)
    ON CONFLICT (caller, key) DO UPDATE SET started_at = staj_now()
      WHERE r.status IS NULL AND r.fingerprint = excluded.fingerprint AND r.started_at <= staj_now() - make_interval(secs => %(lease)s)
    RETURNING r.id
"""


class KeyReused(Exception):
    """The key already names another request."""


class InProgress(Exception):
    """The same request is being worked on right now."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a request; whoever holds it ends with `remember` or `let_go`."""

    id: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered before."""

    status: int
    body: Any


def claim_request(*, caller: str, key: str, fingerprint: str) -> Claim | Answer:
    """Claim the key, or find the answer given before.

    1. One statement inserts the row, or takes it over from a worker whose lease is over: of many at once, one gets it.
    2. The others read the row. Another fingerprint: KeyReused. An answer: it is returned. Neither: InProgress.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"caller": caller, "key": key, "fingerprint": fingerprint, "lease": LEASE.total_seconds()})
        if row := cursor.fetchone():
            return Claim(row[0])
    request = ApiRequest.objects.filter(caller=caller, key=key).first()
    if request is None:  # the first let it go between the two statements
        raise InProgress
    if request.fingerprint != fingerprint:
        raise KeyReused
    if request.status is None:
        raise InProgress
    return Answer(request.status, request.body)


def remember_answer(*, claim: Claim, status: int, body: Any) -> None:
    """Keep the answer for whoever asks again. The first answer stands."""
    kept = Value(body, JSONField(encoder=DjangoJSONEncoder))
    ApiRequest.objects.filter(pk=claim.id, status__isnull=True).update(status=status, body=kept)


def let_go(*, claim: Claim) -> None:
    """Nothing was decided: the same key may be tried again at once."""
    ApiRequest.objects.filter(pk=claim.id, status__isnull=True).delete()


def forget_answers() -> int:
    """Delete what is older than KEPT_FOR, in one statement; answers can hold names that were open to the caller."""
    return ApiRequest.objects.filter(started_at__lt=Now() - KEPT_FOR).delete()[0]
