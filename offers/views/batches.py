"""Bulk work: choosing what to confirm, and the pages of work in progress that anyone may leave and come back to."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from employers.access import coordinator_required, member_required
from employers.profiles import Profile, profiles_for
from offers import rules, tasks
from offers.actions.confirming import confirm_offers
from offers.actions.sending import stop_sending
from offers.forms.employer import SelectionForm, codes_in
from offers.models import Batch, BatchRow, Offer
from offers.states import BatchKind, OfferStatus
from offers.views.desk import DeskRequest, in_season
from offers.views.employer_words import Line, Words, lines, refusal_words, state_of
from offers.views.exports import csv_response
from stajseferberligi.display import tr_datetime
from stajseferberligi.refusals import Refusal, Refused

S = OfferStatus
SHOWN = 100
STOP_POLLING = 286  # htmx's own status: this answer is the last one


@dataclass(frozen=True, slots=True)
class Judged:
    line: Line
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Result:
    """One row of bulk work: the candidate, what became of them, and why."""

    profile: Profile
    word: Words
    tone: str
    reason: str
    offer_code: str


@dataclass(frozen=True, slots=True)
class Progress:
    total: int
    done: int
    good: int
    refused: int

    @property
    def waiting(self) -> int:
        return self.total - self.done


@require_http_methods(["GET", "POST"])
@coordinator_required
@in_season
def confirm_many(request: DeskRequest) -> HttpResponse:
    """What would be confirmed, and then confirming it. Without a selection: everything that waits."""
    if request.POST.get("step") == "confirm":
        return _confirm(request)
    codes = codes_in(" ".join(request.POST.getlist("teklif") or request.GET.getlist("teklif")))
    ours = Offer.objects.of_employer(request.membership.employer_id).filter(programme=request.programme)
    chosen = ours.filter(code__in=codes) if codes else ours.awaiting_confirmation(request.now)
    judged = _judge(request, list(chosen.select_related("employer", "application", "quota").order_by("confirmation_due_at", "id")))
    context = {
        "ready": [one.line for one in judged if one.refusal is None],
        "refused": [one for one in judged if one.refusal],
        "codes": " ".join(one.line.offer.code for one in judged if one.refusal is None),
        "key": uuid.uuid4(),
        "now": request.now,
    }
    return render(request, "employers/confirm_many.html", context)


def _judge(request: DeskRequest, offers: Sequence[Offer]) -> list[Judged]:
    """Each offer as if those before it were confirmed: the same counting as in the verb."""
    profiles = profiles_for(request.membership.employer_id, [offer.application_id for offer in offers])
    quotas = {offer.quota_id: offer.quota for offer in offers}
    judged = []
    for offer, line in zip(offers, lines(offers, profiles, request.now), strict=True):
        quota = quotas[offer.quota_id]
        refusal = rules.refusal_to_confirm(offer, now=request.now, quota=quota)
        if refusal is None:
            quota.taken += 1  # this reading only
        judged.append(Judged(line, refusal))
    return judged


def _confirm(request: DeskRequest) -> HttpResponse:
    selection = SelectionForm(request.POST).selection()
    if selection is None:
        messages.error(request, str(rules.BATCH_EMPTY))
        return redirect("employer_confirm_many")
    codes, key = selection
    ids = list(Offer.objects.of_employer(request.membership.employer_id).filter(code__in=codes).values_list("pk", flat=True))
    try:
        batch = confirm_offers(offer_ids=ids, actor=request.actor, key=key)
    except Refused as refused:
        messages.error(request, str(refused.refusal))
        return redirect("employer_confirm_many")
    tasks.nudge(batch)
    return redirect("employer_batch", batch.key)


@require_GET
@member_required
def batches(request: DeskRequest) -> HttpResponse:
    """The latest bulk work of this employer."""
    rows = Batch.objects.of_employer(request.membership.employer_id).select_related("created_by").annotate(size=Count("rows"))
    return render(request, "employers/batches.html", {"batches": rows.order_by("-id")[:SHOWN]})


@require_GET
@member_required
def batch(request: DeskRequest, key: uuid.UUID) -> HttpResponse:
    work = _find(request, key)
    return render(request, "employers/batch.html", _context(request, work))


@require_GET
@member_required
def batch_progress(request: DeskRequest, key: uuid.UUID) -> HttpResponse:
    """The part of the page that renews itself; the last answer brings the results and stops the asking."""
    work = _find(request, key)
    if work.finished_at is None:
        return render(
            request, "employers/batch_progress.html", {"batch": work, "progress": _progress(work), "may_act": request.membership.may_act}
        )
    return render(request, "employers/batch_finished.html", _context(request, work), status=STOP_POLLING)


@require_GET
@member_required
def batch_csv(request: DeskRequest, key: uuid.UUID) -> HttpResponse:
    work = _find(request, key)
    rows = _results(request, _rows(work))
    head = [_("Candidate code"), _("Name"), _("Result"), _("Reason"), _("Offer")]
    table = (
        [one.profile.code, one.profile.opened.name if one.profile.opened else "", one.word, one.reason, one.offer_code] for one in rows
    )
    return csv_response(f"toplu-islem-{work.created_at:%Y%m%d-%H%M}.csv", head, table)


@require_POST
@coordinator_required
def stop(request: DeskRequest, key: uuid.UUID) -> HttpResponse:
    work = _find(request, key)
    try:
        stop_sending(batch_id=work.pk, actor=request.actor)
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    except Batch.DoesNotExist as missing:  # a confirmation is stamped at once; there is nothing to stop
        raise Http404 from missing
    else:
        messages.success(request, _("Sending was stopped. What had been sent stays sent."))
    return redirect("employer_batch", key)


def _find(request: DeskRequest, key: uuid.UUID) -> Batch:
    found = Batch.objects.of_employer(request.membership.employer_id).select_related("created_by", "quota").filter(key=key).first()
    if found is None:
        raise Http404
    return found


def _rows(work: Batch) -> QuerySet[BatchRow]:
    return work.rows.select_related("offer").order_by("id")


def _context(request: DeskRequest, work: Batch) -> dict[str, Any]:
    progress = _progress(work)
    return {
        "batch": work,
        "progress": progress,
        "results": list(_results(request, _rows(work)[:SHOWN])),
        "more": max(progress.total - SHOWN, 0),
        "may_act": request.membership.may_act,
    }


def _progress(work: Batch) -> Progress:
    rows = work.rows.all()
    if work.kind == BatchKind.SEND:
        counted = rows.aggregate(
            total=Count("pk"), good=Count("pk", filter=Q(offer__isnull=False)), refused=Count("pk", filter=~Q(refusal=""))
        )
        return Progress(counted["total"], counted["good"] + counted["refused"], counted["good"], counted["refused"])
    counted = rows.aggregate(
        total=Count("pk"),
        open=Count("pk", filter=Q(refusal="", offer__status=S.CONFIRMED)),
        good=Count("pk", filter=Q(refusal="", offer__status__in=[S.PLACED, S.CANCELLED])),
    )
    done = counted["total"] - counted["open"]
    return Progress(counted["total"], done, counted["good"], done - counted["good"])


def _results(request: DeskRequest, rows: Iterable[BatchRow]) -> Iterator[Result]:
    rows = list(rows)
    profiles: Mapping[int, Profile] = profiles_for(request.membership.employer_id, [row.application_id for row in rows])
    return (_result(row, profiles[row.application_id]) for row in rows)


def _result(row: BatchRow, profile: Profile) -> Result:
    code = row.offer.code if row.offer else ""
    if row.refusal:
        return Result(profile, _("Not done"), "over", refusal_words(row.refusal, row.refusal_text), code)
    if row.offer is None:
        stopped = row.batch.stopped_at is not None
        return Result(profile, _("Stopped") if stopped else pgettext("bulk work", "Waiting"), "over" if stopped else "waiting", "", "")
    if row.batch.kind == BatchKind.SEND:
        return Result(profile, pgettext("bulk work", "Sent"), "final", "", code)
    state = state_of(row.offer, row.offer.moved_at)
    reason = str(state.means) if row.offer.status in {S.VOIDED, S.CANCELLED} else ""
    if row.offer.status == S.PLACED and row.offer.confirmed_at:
        reason = _("Confirmed %(at)s") % {"at": tr_datetime(row.offer.confirmed_at)}
    return Result(profile, state.word, state.tone, reason, code)
