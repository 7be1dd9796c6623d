"""The employer's desk: today, offers, one offer and the decisions about it, interns, quotas."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from candidates.models import Application
from employers.access import coordinator_required, member_required
from employers.models import Quota
from employers.profiles import profiles_for
from offers import rules
from offers.actions.confirming import cancel_offer, confirm_offer
from offers.actions.sending import withdraw_offer
from offers.forms.employer import CancelForm, OffersForm
from offers.models import Offer
from offers.querysets import OfferQuerySet
from offers.states import OfferStatus
from offers.views.desk import DeskRequest, in_season
from offers.views.employer_words import Line, due_of, history, lines, receipt_of, state_of
from offers.views.exports import csv_response
from stajseferberligi import keyset
from stajseferberligi.display import local
from stajseferberligi.journal.models import Event
from stajseferberligi.keyset import Key
from stajseferberligi.refusals import Refusal, Refused

S = OfferStatus
ROWS = 50
SOON = timedelta(days=3)
ON_HOME = 10
ORDERS: dict[str, list[Key]] = {
    "": [Key("id", descending=True)],
    "son": [Key("due_at"), Key("id", descending=True)],
    "baslangic": [Key("starts_on"), Key("id", descending=True)],
}


@require_GET
@member_required
@in_season
def home(request: DeskRequest) -> HttpResponse:
    """What waits for this employer: confirmations first, because a forgotten confirmation is the commonest failure."""
    ours = _ours(request)
    tally = ours.tally(request.now)
    waiting = list(ours.awaiting_confirmation(request.now).select_related("quota").order_by("confirmation_due_at", "id")[:ROWS])
    soon = list(
        ours.awaiting_answer(request.now)
        .filter(response_due_at__lte=request.now + SOON)
        .select_related("quota")
        .order_by("response_due_at", "id")[:ON_HOME]
    )
    profiles = profiles_for(request.membership.employer_id, [offer.application_id for offer in (*waiting, *soon)])
    pool_size = Application.objects.in_pool().filter(programme=request.programme).count()
    context = {
        "waiting": lines(waiting, profiles, request.now),
        "expiring": lines(soon, profiles, request.now),
        "tally": tally,
        "places": _places(request),
        "pool_size": pool_size,
        "funnel": [
            (_("Candidates in the pool"), pool_size),
            (_("Offers sent"), tally["sent"]),
            (_("Accepted"), tally["accepted"]),
            (_("Final"), tally["placed"]),
        ],
        "now": request.now,
    }
    return render(request, "employers/home.html", context)


@require_GET
@member_required
@in_season
def offers(request: DeskRequest) -> HttpResponse:
    form, found = _found(request)
    page = keyset.take(
        found.select_related("quota"),
        keys=ORDERS[form.cleaned_data.get("sirala", "")],
        size=ROWS,
        after=request.GET.get("sonra", ""),
        before=request.GET.get("once", ""),
    )
    profiles = profiles_for(request.membership.employer_id, [offer.application_id for offer in page.rows])
    context = {
        "form": form,
        "page": page,
        "lines": lines(page.rows, profiles, request.now),
        "found": found.count(),
        "filtered": any(request.GET.get(name) for name in OffersForm.base_fields),
        "now": request.now,
    }
    return render(request, "employers/offers.html", context)


@require_GET
@member_required
@in_season
def offers_csv(request: DeskRequest) -> HttpResponse:
    """What the list shows, as a table. A name stands in it only where it is open to this employer."""
    form, found = _found(request)
    keys = ORDERS[form.cleaned_data.get("sirala", "")]
    rows = list(found.select_related("quota").order_by(*(key.order(backwards=False) for key in keys)))
    profiles = profiles_for(request.membership.employer_id, [offer.application_id for offer in rows])
    head = [
        _("Offer"), _("Candidate code"), _("Name"), _("E-mail"), _("Phone"), _("University"), _("Position"), _("Unit"), _("City"),
        _("First day"), _("Last day"), _("Working days"), _("State"), _("Sent"), _("Deadline"),
    ]  # fmt: skip
    table = (_as_row(line) for line in lines(rows, profiles, request.now))
    return csv_response(f"teklifler-{local(request.now):%Y%m%d-%H%M}.csv", head, table)


def _as_row(line: Line) -> list[object]:
    offer, opened = line.offer, line.profile.opened
    return [
        offer.code,
        line.profile.code,
        *([opened.name, opened.email, opened.phone, opened.university] if opened else [""] * 4),
        offer.title,
        offer.quota.unit,
        offer.get_province_display(),
        f"{offer.starts_on:%d.%m.%Y}",
        f"{offer.ends_on:%d.%m.%Y}",
        str(offer.working_days).replace(".", ","),
        line.state.word,
        f"{local(offer.sent_at):%d.%m.%Y %H:%M}",
        f"{local(line.due_at):%d.%m.%Y %H:%M}" if line.due_at else "",
    ]


@require_GET
@member_required
@in_season
def offer(request: DeskRequest, code: str) -> HttpResponse:
    found = _find(request, code)
    events = list(Event.objects.filter(offer_id=found.pk).select_related("actor").order_by("id"))
    may_act = request.membership.may_act
    confirmable = rules.refusal_to_confirm(found, now=request.now, quota=found.quota)
    context = {
        "offer": found,
        "profile": profiles_for(found.employer_id, [found.application_id])[found.application_id],
        "state": state_of(found, request.now),
        "due_at": due_of(found, request.now),
        "history": history(found, events),
        "receipt": receipt_of(found, events),
        "decline_reason": found.get_decline_reason_display() if found.status == S.DECLINED else "",
        "cancel_reason": found.cancel_reason if found.status == S.CANCELLED else "",
        "can_confirm": may_act and confirmable is None,
        "why_not": str(confirmable) if confirmable in (rules.QUOTA_FULL, rules.EMPLOYER_NOT_APPROVED) else "",
        "can_withdraw": may_act and rules.refusal_to_withdraw(found, now=request.now) is None,
        "can_cancel": may_act and rules.refusal_to_cancel(found, now=request.now, reason="-") is None,
        "now": request.now,
    }
    return render(request, "employers/offer.html", context)


@require_http_methods(["GET", "POST"])
@coordinator_required
@in_season
def confirm(request: DeskRequest, code: str) -> HttpResponse:
    """One deliberate page, then the decision; the outcome is seen at once (Q8, Q10)."""
    found = _find(request, code)
    if request.method == "GET":
        refusal = rules.refusal_to_confirm(found, now=request.now, quota=found.quota)
        if found.confirmed_at is not None and found.status != S.CANCELLED:
            return _already_done(request, code)
        if refusal is None:
            return _decision_page(request, "employers/confirm.html", found)
        return _changed_meanwhile(request, code, refusal)
    try:
        outcome = confirm_offer(offer_id=found.pk, actor=request.actor)
    except Refused as refused:
        if refused.refusal.code == rules.PLACE_TAKEN.code:
            return redirect("employer_offer", code)  # its page is the receipt
        return _changed_meanwhile(request, code, refused.refusal)
    if not outcome.changed:
        return _already_done(request, code)
    if outcome.offer.status == S.PLACED:
        messages.success(request, _("Confirmed. The internship is final, and the candidate is being told."))
    return redirect("employer_offer", code)


@require_http_methods(["GET", "POST"])
@coordinator_required
@in_season
def cancel(request: DeskRequest, code: str) -> HttpResponse:
    """Takes an acceptance or an internship back before its first day; the candidate reads the reason (Q8)."""
    found = _find(request, code)
    if found.status == S.CANCELLED:
        return _already_done(request, code)
    if refusal := rules.refusal_to_cancel(found, now=request.now, reason="-"):
        return _changed_meanwhile(request, code, refusal)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _decision_page(request, "employers/cancel.html", found, form=form)
    try:
        outcome = cancel_offer(offer_id=found.pk, reason=form.cleaned_data["reason"], actor=request.actor)
    except Refused as refused:
        return _changed_meanwhile(request, code, refused.refusal)
    if not outcome.changed:
        return _already_done(request, code)
    messages.success(request, _("Cancelled. The candidate is being told, with your reason. The place is free again."))
    return redirect("employer_offer", code)


@require_http_methods(["GET", "POST"])
@coordinator_required
@in_season
def withdraw(request: DeskRequest, code: str) -> HttpResponse:
    found = _find(request, code)
    if found.status == S.WITHDRAWN:
        return _already_done(request, code)
    if refusal := rules.refusal_to_withdraw(found, now=request.now):
        return _changed_meanwhile(request, code, refusal)
    if request.method == "GET":
        return _decision_page(request, "employers/withdraw.html", found)
    try:
        outcome = withdraw_offer(offer_id=found.pk, actor=request.actor)
    except Refused as refused:
        return _changed_meanwhile(request, code, refused.refusal)
    if not outcome.changed:
        return _already_done(request, code)
    messages.success(request, _("Withdrawn. The place is free again."))
    return redirect("employer_offer", code)


@require_GET
@member_required
@in_season
def placements(request: DeskRequest) -> HttpResponse:
    """The interns whose place is final. Their names are open: each accepted an offer of this employer."""
    found = (
        Offer.objects.of_employer(request.membership.employer_id)
        .filter(programme=request.programme, status=S.PLACED)
        .select_related("quota")
    )
    page = keyset.take(
        found,
        keys=[Key("starts_on"), Key("id")],
        size=ROWS,
        after=request.GET.get("sonra", ""),
        before=request.GET.get("once", ""),
    )
    profiles = profiles_for(request.membership.employer_id, [one.application_id for one in page.rows])
    context = {"page": page, "lines": lines(page.rows, profiles, request.now), "found": found.count()}
    return render(request, "employers/placements.html", context)


@require_GET
@member_required
@in_season
def quotas(request: DeskRequest) -> HttpResponse:
    return render(request, "employers/quotas.html", {"places": _places(request)})


def _ours(request: DeskRequest) -> OfferQuerySet:
    return Offer.objects.of_employer(request.membership.employer_id).filter(programme=request.programme)


def _find(request: DeskRequest, code: str) -> Offer:
    """This employer's offer by its code; anybody else's is a 404, like one that never was."""
    found = _ours(request).filter(code=code).select_related("quota", "application", "employer", "programme").first()
    if found is None:
        raise Http404
    return found


def _found(request: DeskRequest) -> tuple[OffersForm, OfferQuerySet]:
    """The offers that the filters in the address ask for; a filter that does not hold is left out and its error shown."""
    form = OffersForm(
        request.GET, quotas=list(Quota.objects.of(employer_id=request.membership.employer_id, programme_id=request.programme.pk))
    )
    form.full_clean()
    asked = form.cleaned_data
    found = _ours(request).with_due(request.now)
    if asked.get("durum"):
        found = found.standing_as(asked["durum"], request.now)
    if asked.get("birim"):
        found = found.filter(quota_id=asked["birim"])
    if asked.get("il"):
        found = found.filter(province=asked["il"])
    if asked.get("yakin"):
        found = found.filter(Q(due_at__lte=request.now + SOON))
    return form, found


@dataclass(frozen=True, slots=True)
class Places:
    """How the places of one quota stand, or of all together."""

    label: str
    places: int
    placed: int = 0
    accepted: int = 0
    waiting: int = 0

    @property
    def free(self) -> int:
        return max(self.places - self.placed - self.accepted - self.waiting, 0)


@dataclass(frozen=True, slots=True)
class AllPlaces:
    each: list[Places]
    total: Places


def _places(request: DeskRequest) -> AllPlaces:
    quotas = Quota.objects.of(employer_id=request.membership.employer_id, programme_id=request.programme.pk)
    counted = _ours(request).by_quota(request.now)
    each = [Places(str(quota), quota.places, **counted.get(quota.pk, {})) for quota in quotas]
    total = Places(
        "",
        sum(one.places for one in each),
        sum(one.placed for one in each),
        sum(one.accepted for one in each),
        sum(one.waiting for one in each),
    )
    return AllPlaces(each, total)


def _decision_page(request: DeskRequest, template: str, found: Offer, form: CancelForm | None = None) -> HttpResponse:
    profile = profiles_for(found.employer_id, [found.application_id])[found.application_id]
    return render(request, template, {"offer": found, "profile": profile, "form": form, "now": request.now})


def _changed_meanwhile(request: DeskRequest, code: str, refusal: Refusal) -> HttpResponse:
    """A page that is older than the offer: say what holds now, and show it."""
    state = state_of(_find(request, code), request.now).word
    sentence = _("Nothing was changed. %(reason)s The offer now stands at: %(state)s.") % {"reason": refusal, "state": state}
    messages.warning(request, sentence)
    return redirect("employer_offer", code)


def _already_done(request: DeskRequest, code: str) -> HttpResponse:
    """The identical decision was taken before: repeating it is harmless."""
    state = state_of(_find(request, code), request.now).word
    messages.info(request, _("Already done; nothing was repeated. The offer stands at: %(state)s.") % {"state": state})
    return redirect("employer_offer", code)
