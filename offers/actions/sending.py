"""Sending offers, to one or to many, and taking an unanswered one back."""

import logging
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import QuerySet

from candidates.models import Application
from employers.models import Quota
from offers import rules
from offers.actions.holding import lock_offer, violated_constraint
from offers.actions.outcomes import Outcome
from offers.actions.sweeping import write_down_over
from offers.models import Batch, BatchRow, Offer, Placement
from offers.rules import Proposal
from offers.settlement import Held
from offers.states import BatchKind, OfferStatus
from stajseferberligi import clock
from stajseferberligi.accounts.actors import Actor, as_employer
from stajseferberligi.journal.record import Fact, record, record_many
from stajseferberligi.locks import lock
from stajseferberligi.refusals import Refusal, Refused
from stajseferberligi.workdays import working_days

logger = logging.getLogger(__name__)

S = OfferStatus
MOST_AT_ONCE = 10_000
CHUNK = 250


def send_offer(*, proposal: Proposal, application_id: int, actor: Actor, request_key: uuid.UUID | None = None) -> Outcome:
    """Send one offer (Q1, Q3, Q5, Q12). `request_key` names this decision: a second call with it returns the same offer.

    Raises Refused, Application.DoesNotExist, or Quota.DoesNotExist for another employer's quota.
    """
    try:
        return _send_one(proposal, application_id, actor=actor, request_key=request_key)
    except IntegrityError as error:
        # The same key at the same moment for two different people: each held another application's lock.
        if violated_constraint(error) != "one_offer_per_request":
            raise
        raise Refused(rules.KEY_REUSED) from error


def _send_one(proposal: Proposal, application_id: int, *, actor: Actor, request_key: uuid.UUID | None) -> Outcome:
    with transaction.atomic():
        applications = lock(Application.objects.filter(pk=application_id))
        if not applications:
            raise Application.DoesNotExist
        if request_key and (sent := Offer.objects.filter(employer_id=actor.employer, request_key=request_key).first()):
            if sent.application_id != application_id:
                raise Refused(rules.KEY_REUSED)
            return Outcome(sent, changed=False)
        quota = _lock_quota(proposal, actor.employer)
        if refusal := rules.refusal_to_propose(proposal, employer=quota.employer, programme=quota.programme, now=clock.now()):
            raise Refused(refusal)
        if refusal := judge(proposal, applications, quota=quota)[application_id]:
            raise Refused(refusal)
        (offer,) = _write(proposal, [application_id], quota=quota, actor=actor, request_key=request_key)
    return Outcome(offer, changed=True)


def withdraw_offer(*, offer_id: int, actor: Actor) -> Outcome:
    """SENT → WITHDRAWN, only until it is answered."""
    with transaction.atomic():
        offer = lock_offer(pk=offer_id, employer_id=actor.employer)
        if offer.status == S.WITHDRAWN:
            return Outcome(offer, changed=False)
        if refusal := rules.refusal_to_withdraw(offer, now=clock.now()):
            raise Refused(refusal)
        offer.status = S.WITHDRAWN
        offer.save(update_fields=["status"])
        record("offer.withdrawn", actor=actor, offer_id=offer.pk, application_id=offer.application_id, employer_id=offer.employer_id)
    return Outcome(offer, changed=True)


def start_sending(*, proposal: Proposal, application_ids: Sequence[int], actor: Actor, key: uuid.UUID) -> Batch:
    """Write down that `proposal` goes to all these applications; `continue_sending` does it in chunks.

    `key` names this decision: a second call with it returns the same batch. Raises Refused when the terms themselves do not hold.
    """
    wanted = list(dict.fromkeys(application_ids))
    with transaction.atomic():
        batch = Batch.objects.filter(key=key, employer_id=actor.employer, kind=BatchKind.SEND).first()
        if batch is not None:
            return batch
        if not wanted:
            raise Refused(rules.BATCH_EMPTY)
        if len(wanted) > MOST_AT_ONCE:
            raise Refused(rules.BATCH_TOO_LARGE.given(max=MOST_AT_ONCE))
        quota = Quota.objects.select_related("employer", "programme").get(pk=proposal.quota_id, employer_id=actor.employer)
        if refusal := rules.refusal_to_propose(proposal, employer=quota.employer, programme=quota.programme, now=clock.now()):
            raise Refused(refusal)
        batch, created = Batch.objects.get_or_create(
            key=key,
            employer_id=quota.employer_id,
            kind=BatchKind.SEND,
            defaults={
                "created_by_id": actor.user_id,
                "working_days": working_days(proposal.starts_on, proposal.ends_on),
                **asdict(proposal),
            },
        )
        if created:
            known = Application.objects.filter(pk__in=wanted, programme_id=quota.programme_id).values_list("pk", flat=True)
            if not known:
                raise Refused(rules.BATCH_EMPTY)
            BatchRow.objects.bulk_create([BatchRow(batch=batch, application_id=pk) for pk in sorted(known)])
    return batch


def continue_sending(*, batch_id: int) -> bool:
    """Work on the next rows of a sending batch, in one transaction; True while rows are left.

    A killed worker loses at most the chunk it had not committed, and the rows of that chunk are still waiting. Two workers on the same
    batch take turns: the second waits for the applications' locks and then finds those rows done. When a chunk fails, each of its rows
    is tried alone; the bad ones are closed with a refusal, so that they never stop the others.
    """
    batch = Batch.objects.get(pk=batch_id, kind=BatchKind.SEND)
    chunk = list(_waiting(batch).order_by("id").values_list("application_id", flat=True)[:CHUNK])
    if batch.stopped_at is not None or not chunk:
        Batch.objects.filter(pk=batch.pk, finished_at__isnull=True).update(finished_at=clock.Now())
        return False
    try:
        _send_chunk(batch, chunk)
    except OperationalError:  # a lock that took too long, a lost connection: nothing is wrong with any row
        raise
    except Exception:
        logger.exception("a chunk of %s rows of batch %s failed; trying each alone", len(chunk), batch.pk)
        for application_id in chunk:
            _send_alone(batch, application_id)
    return True


def _send_alone(batch: Batch, application_id: int) -> None:
    try:
        _send_chunk(batch, [application_id])
    except OperationalError:
        raise
    except Exception:
        logger.exception("a row of batch %s failed", batch.pk)
        refusal = rules.ROW_FAILED
        _waiting(batch).filter(application_id=application_id).update(refusal=refusal.code, refusal_text=str(refusal))


def _send_chunk(batch: Batch, chunk: Sequence[int]) -> None:
    with transaction.atomic():
        applications = lock(Application.objects.filter(pk__in=chunk))
        proposal = _proposal_of(batch)
        quota = _lock_quota(proposal, batch.employer_id)
        rows = {row.application_id: row for row in lock(_waiting(batch).filter(application_id__in=chunk))}
        applications = [application for application in applications if application.pk in rows]
        no_terms = rules.refusal_to_propose(proposal, employer=quota.employer, programme=quota.programme, now=clock.now())
        verdicts: Mapping[int, Refusal | None] = dict.fromkeys(rows, no_terms) if no_terms else judge(proposal, applications, quota=quota)
        actor = as_employer(employer_id=batch.employer_id, user_id=batch.created_by_id)
        sendable = [pk for pk, refusal in verdicts.items() if refusal is None]
        for offer in _write(proposal, sendable, quota=quota, actor=actor, batch=batch):
            rows[offer.application_id].offer = offer
        for pk, refusal in verdicts.items():
            if refusal is not None:
                rows[pk].refusal, rows[pk].refusal_text = refusal.code, str(refusal)
        BatchRow.objects.bulk_update(rows.values(), ["offer", "refusal", "refusal_text"])


def _waiting(batch: Batch) -> QuerySet[BatchRow]:
    return BatchRow.objects.filter(batch=batch, offer__isnull=True, refusal="")


def stop_sending(*, batch_id: int, actor: Actor) -> Batch:
    """Leave the rows that are still waiting as they are. What was sent stays sent. Stopping again is harmless."""
    with transaction.atomic():
        batches = lock(Batch.objects.filter(pk=batch_id, employer_id=actor.employer, kind=BatchKind.SEND))
        if not batches:
            raise Batch.DoesNotExist
        batch = batches[0]
        if batch.stopped_at is None:
            if batch.finished_at is not None:
                raise Refused(rules.BATCH_NOT_STOPPABLE)
            batch.stopped_at = clock.now()
            batch.save(update_fields=["stopped_at"])
            record("batch.stopped", actor=actor, employer_id=batch.employer_id, data={"batch": batch.pk})
    return batch


def judge(proposal: Proposal, applications: Collection[Application], *, quota: Quota) -> dict[int, Refusal | None]:
    """Who of `applications` may get `proposal`, in their order, each as if those before it had got theirs. Reads only.

    The verb asks while the locks are held; the preview asks without and may be overtaken.
    """
    now = clock.now()
    ids = [application.pk for application in applications]
    offered = set(
        Offer.objects.live(now).filter(employer_id=quota.employer_id, application_id__in=ids).values_list("application_id", flat=True)
    )
    held: dict[int, list[Held]] = {}
    for application_id, slot, starts_on, ends_on in (
        Placement.objects.active()
        .filter(application_id__in=ids)
        .order_by("id")
        .values_list("application_id", "slot", "starts_on", "ends_on")
    ):
        held.setdefault(application_id, []).append(Held(slot, starts_on, ends_on))
    live = open_in_quota(quota.pk, now=now)
    verdicts: dict[int, Refusal | None] = {}
    for application in applications:
        verdicts[application.pk] = refusal = rules.refusal_to_send(
            proposal,
            application,
            quota=quota,
            live_in_quota=live,
            has_live_offer=application.pk in offered,
            placements=held.get(application.pk, ()),
        )
        live += refusal is None
    return verdicts


def open_in_quota(quota_id: int, *, now: datetime) -> int:
    """How many sent and accepted offers of a quota are open at `now`, whether or not a clock has written the others down."""
    return Offer.objects.live(now).filter(quota_id=quota_id).exclude(status=S.CONFIRMED).count()


def _lock_quota(proposal: Proposal, employer_id: int) -> Quota:
    quotas = lock(Quota.objects.select_related("employer", "programme").filter(pk=proposal.quota_id, employer_id=employer_id))
    if not quotas:
        raise Quota.DoesNotExist
    return quotas[0]


def _proposal_of(batch: Batch) -> Proposal:
    return Proposal(**{name: getattr(batch, name) for name in Proposal.__dataclass_fields__})


def _write(
    proposal: Proposal,
    application_ids: Sequence[int],
    *,
    quota: Quota,
    actor: Actor,
    batch: Batch | None = None,
    request_key: uuid.UUID | None = None,
) -> list[Offer]:
    # What is over by its deadline makes room now, not when a clock comes by.
    write_down_over(Offer.objects.filter(employer_id=quota.employer_id, application_id__in=application_ids), now=clock.now())
    days = working_days(proposal.starts_on, proposal.ends_on)
    offers = Offer.objects.bulk_create(
        Offer(
            employer_id=quota.employer_id,
            programme_id=quota.programme_id,
            application_id=application_id,
            province=quota.province,
            working_days=days,
            sent_by_id=actor.user_id,
            batch=batch,
            request_key=request_key,
            **asdict(proposal),
        )
        for application_id in application_ids
    )
    record_many(
        [Fact("offer.sent", offer_id=offer.pk, application_id=offer.application_id, employer_id=offer.employer_id) for offer in offers],
        actor=actor,
    )
    return offers
