"""From the journal to stored letters: each once per event, recipient and channel, whatever dies in between."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from stajseferberligi import clock
from stajseferberligi.jobs.sweep import Tally
from stajseferberligi.journal.models import Event, Outbox
from stajseferberligi.locks import claim
from stajseferberligi.notifications.models import Channel, Notification, Status
from stajseferberligi.notifications.registry import Draft, composer_of

logger = logging.getLogger(__name__)
CHUNK = 500


def write_letters(*, rounds: int = 40) -> Tally:
    """Take events out of the outbox and store their letters, in one transaction per chunk.

    An event that cannot be composed stays in the outbox with its error and waits longer after each attempt; the others go on.
    """
    tally = Tally()
    for _ in range(rounds):
        with transaction.atomic():
            waiting = claim(Outbox.objects.filter(next_at__lte=clock.now()).order_by("event_id"), limit=CHUNK)
            if not waiting:
                break
            events = list(Event.objects.filter(pk__in=[row.event_id for row in waiting]).order_by("id"))
            tally.due += len(events)
            failures = _store_all(events)
            Outbox.objects.filter(pk__in={event.pk for event in events} - failures.keys()).delete()
            for event_id, error in failures.items():
                attempts = next(row.attempts for row in waiting if row.event_id == event_id) + 1
                Outbox.objects.filter(pk=event_id).update(
                    attempts=F("attempts") + 1, next_at=clock.now() + timedelta(minutes=2 ** min(attempts, 10)), error=error
                )
        tally.done += len(events) - len(failures)
        tally.errors.update(failures)
    return tally


def _store_all(events: Sequence[Event]) -> dict[int, str]:
    """Store the letters of `events`; returns what failed, by event."""
    try:
        with transaction.atomic():
            _store(events)
    except Exception:
        logger.exception("composing %s events failed; trying each alone", len(events))
    else:
        return {}
    failures: dict[int, str] = {}
    for event in events:
        try:
            with transaction.atomic():
                _store([event])
        except Exception as error:
            logger.exception("event %s cannot be composed", event.pk)
            failures[event.pk] = f"{type(error).__name__}: {error}"[:300]
    return failures


def _store(events: Sequence[Event]) -> None:
    groups = defaultdict(list)
    for event in events:
        if composer := composer_of(event.kind):
            groups[composer].append(event)
    rows = [row for composer, group in groups.items() for draft in composer(group) for row in _rows(draft)]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def _rows(draft: Draft) -> Iterable[Notification]:
    for channel in draft.channels:
        yield Notification(
            event_id=draft.event_id,
            recipient_id=draft.recipient_id,
            channel=channel,
            subject=draft.subject[:200],
            body="\n\n".join(draft.paragraphs),
            path=draft.path,
            action_label=draft.action_label,
            language=draft.language,
            # The centre is where the row is read: it has arrived by being stored.
            status=Status.SENT if channel == Channel.IN_APP else Status.QUEUED,
        )
