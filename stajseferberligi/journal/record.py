"""The only way into the journal: verbs record in their own transaction."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from stajseferberligi.accounts.actors import Actor

INSERT = """
    INSERT INTO journal_event (kind, at, actor_id, actor_role, employer_id, application_id, offer_id, data, cause_id)
    SELECT f.kind, staj_now(), %s, %s, f.employer_id, f.application_id, f.offer_id, coalesce(f.data, '{}'), f.cause_id
      FROM jsonb_to_recordset(%s::jsonb)
        AS f(kind text, employer_id bigint, application_id bigint, offer_id bigint, data jsonb, cause_id bigint)
    RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Fact:
    """One row to be written. `cause_id` names the event that made this one happen."""

    kind: str
    employer_id: int | None = None
    application_id: int | None = None
    offer_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    cause_id: int | None = None


def record(kind: str, *, actor: Actor, **columns: Any) -> int:
    """Write one event and return its id."""
    return record_many([Fact(kind, **columns)], actor=actor)[0]


def record_many(facts: Sequence[Fact], *, actor: Actor) -> list[int]:
    """Write `facts` in one statement, in their order, and return their ids."""
    if not facts:
        return []
    rows = [
        {
            "kind": fact.kind,
            "employer_id": fact.employer_id,
            "application_id": fact.application_id,
            "offer_id": fact.offer_id,
            "data": fact.data,
            "cause_id": fact.cause_id,
        }
        for fact in facts
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [actor.user_id, actor.role, json.dumps(rows, cls=DjangoJSONEncoder)])
        return [row[0] for row in cursor.fetchall()]
