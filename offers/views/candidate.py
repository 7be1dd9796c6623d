"""The candidate's doors: what to do next, the offers, the deliberate answer, the internships, who has seen the name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Avg, Count, F, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from candidates.access import CandidateRequest, candidate_required
from candidates.models import Application
from employers.models import Disclosure, Quota
from employers.states import EmployerStatus
from offers import rules
from offers.actions.answering import accept_offer, decline_offer
from offers.forms.candidate import AcceptForm, DeclineForm
from offers.models import Offer, Placement
from offers.placement import snapshot_of
from offers.querysets import EmployerRecord, OfferQuerySet, Turn
from offers.rules import as_standing, colliding
from offers.settlement import Move, decide
from offers.states import LIVE, OfferStatus
from offers.templatetags.candidate_words import Words, as_it_stands, history_of, words_for
from stajseferberligi import clock, provinces
from stajseferberligi.charts import Bar
from stajseferberligi.display import tr_datetime
from stajseferberligi.journal.models import Event
from stajseferberligi.keyset import Key, take
from stajseferberligi.programme.models import Programme
from stajseferberligi.refusals import Refusal, Refused

S = OfferStatus
PAGE = 20
STANDING = frozenset({*LIVE, S.PLACED})
# The filter as it stands in the address.
FILTERS = {"sende": Turn.CANDIDATE, "isverende": Turn.EMPLOYER, "kesin": Turn.FINAL, "bitti": Turn.OVER}


@dataclass(frozen=True, slots=True)
class Card:
    """An offer as a row of a list: with its words, and the candidate's own offers whose days it shares."""

    offer: Offer
    words: Words
    collides: Sequence[Offer] = ()


# ------------------------------------------------------------------------------------------------------------------------------ home


@require_GET
@candidate_required
def home(request: CandidateRequest) -> HttpResponse:
    now = clock.now()
    application = _application_in_force(request)
    if application is None:
        return render(request, "candidates/no_application.html", {"programme": Programme.objects.in_force(), "now": now})
    offers = list(_offers_of(request).filter(application=application).by_turn(now))
    placements = _active_placements(application)
    cards = [card for card in _cards(offers, now) if _turn(card) != Turn.OVER]
    context = {
        "now": now,
        "application": application,
        "programme": application.programme,
        "name": request.candidate.identity.first_name,
        "todo": _next_step(application, cards, placements, now),
        "slots": _slots(application, cards, placements),
        "filled": len(placements),
        "cards": cards,
        "ended": len(offers) - len(cards),
        "bars": _bars(cards),
        "today": localdate(now),
        "open_count": sum(_turn(card) != Turn.FINAL for card in cards),
        "quiet": None if cards else _quiet_season(application, now),
    }
    return render(request, "candidates/home.html", context)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the card on top says. `kind` chooses the words, `card` is the offer it is about."""

    kind: str
    tone: str
    card: Card | None = None
    others: int = 0


def _next_step(application: Application, cards: Sequence[Card], placements: Sequence[Placement], now: datetime) -> NextStep:
    """The nearest answer that is due; else the confirmations that are awaited; else where the candidate stands."""
    unanswered = [card for card in cards if _turn(card) == Turn.CANDIDATE]
    if unanswered:
        return NextStep("answer", "your-turn", unanswered[0], others=len(unanswered) - 1)
    waiting = [card for card in cards if _turn(card) == Turn.EMPLOYER]
    if waiting:
        return NextStep("wait", "waiting", waiting[0], others=len(waiting) - 1)
    if len(placements) >= application.programme.max_placements:
        return NextStep("full", "final")
    if placements:
        return NextStep("one", "final")
    if application.status == "left":
        return NextStep("left", "over")
    return NextStep("received" if application.status == "submitted" else "nothing", "plain")


@dataclass(frozen=True, slots=True)
class Slot:
    """One of the internships a candidate may have, filled or not; `waiting` offers could fill it, decided at the latest by `known_at`."""

    number: int
    placement: Placement | None = None
    waiting: int = 0
    known_at: datetime | None = None


def _slots(application: Application, cards: Sequence[Card], placements: Sequence[Placement]) -> list[Slot]:
    filled = {placement.slot: placement for placement in placements}
    waiting = [card.words.due_at for card in cards if _turn(card) == Turn.EMPLOYER]
    known_at = max((due for due in waiting if due), default=None)
    return [
        Slot(number, filled[number]) if number in filled else Slot(number, None, len(waiting), known_at)
        for number in range(1, application.programme.max_placements + 1)
    ]


@dataclass(frozen=True, slots=True)
class QuietSeason:
    """For somebody to whom nothing has come yet: how the season stands, what employers look for, and what speaks for them."""

    applicants: int
    placed: int
    sent_last_week: int
    employers: int
    free_places: int
    cities: Sequence[tuple[str, int, bool]]  # name, free places, one of theirs
    strengths: Sequence[tuple[str, float, float]]  # area, own score, average of the pool


def _quiet_season(application: Application, now: datetime) -> QuietSeason:
    programme = application.programme
    pool = Application.objects.filter(programme=programme).aggregate(
        applicants=Count("pk"),
        academic=Avg("score_academic"),
        social=Avg("score_social"),
        sport=Avg("score_sport"),
    )
    offers = Offer.objects.filter(programme=programme).aggregate(
        placed=Count("application", filter=Q(status=S.PLACED), distinct=True),
        sent_last_week=Count("pk", filter=Q(sent_at__gt=now - timedelta(days=7))),
    )
    free = F("places") - F("taken")
    quotas = Quota.objects.filter(programme=programme, employer__status=EmployerStatus.APPROVED, places__gt=F("taken"))
    by_city = list(quotas.order_by().values_list("province").annotate(free=Sum(free)).order_by("-free", "province"))
    areas = [
        (_("Academic and professional"), application.score_academic, pool["academic"]),
        (_("Artistic and social"), application.score_social, pool["social"]),
        (_("Sport"), application.score_sport, pool["sport"]),
    ]
    return QuietSeason(
        applicants=pool["applicants"],
        placed=offers["placed"],
        sent_last_week=offers["sent_last_week"],
        employers=quotas.order_by().values("employer").distinct().count(),
        free_places=sum(count for _province, count in by_city),
        cities=[(provinces.name(code), count, code in application.city_preferences) for code, count in by_city[:5]],
        strengths=[(area, float(own), float(mean)) for area, own, mean in areas if own is not None and mean is not None and own > mean],
    )


# ---------------------------------------------------------------------------------------------------------------------------- offers


@require_GET
@candidate_required
def offer_list(request: CandidateRequest) -> HttpResponse:
    now = clock.now()
    mine = _offers_of(request).by_turn(now)
    chosen = FILTERS.get(request.GET.get("durum", ""))
    shown = mine if chosen is None else mine.filter(Q(turn=chosen))
    page = take(
        shown,
        keys=[Key("turn"), Key("place"), Key("id")],
        size=PAGE,
        after=request.GET.get("sonra", ""),
        before=request.GET.get("once", ""),
    )
    cards = [Card(offer, words_for(offer, now)) for offer in page.rows]
    counts = dict(mine.order_by().values_list(F("turn")).annotate(Count("pk")))
    context = {
        "now": now,
        "groups": [(turn, list(group)) for turn, group in groupby(cards, key=lambda card: card.offer.turn)],  # type: ignore[attr-defined]
        "filters": [(slug, turn, counts.get(turn, 0), turn == chosen) for slug, turn in FILTERS.items()],
        "chosen": chosen,
        "total": sum(counts.values()),
        "open_count": counts.get(Turn.CANDIDATE, 0) + counts.get(Turn.EMPLOYER, 0),
        "previous_url": _with(request, once=page.before) if page.before else "",
        "next_url": _with(request, sonra=page.after) if page.after else "",
    }
    return render(request, "candidates/offer_list.html", context)


@require_GET
@candidate_required
def offer_detail(request: CandidateRequest, code: str) -> HttpResponse:
    return _offer_page(request, _find(request, code))


def _offer_page(request: CandidateRequest, offer: Offer, *, refusal: Refusal | None = None) -> HttpResponse:
    """The offer as it is now; with 409 and what stood in the way when an answer was refused."""
    now = clock.now()
    own = {other.pk: other for other in _offers_of(request).filter(application_id=offer.application_id)}
    status, _reason = as_it_stands(offer, now)
    standing = [other for other in own.values() if as_it_stands(other, now)[0] in STANDING]
    collides = colliding(offer, standing) if status in LIVE else []
    history = history_of(offer, Event.objects.filter(offer_id=offer.pk).select_related("cause").order_by("id"), own, now)
    context = {
        "now": now,
        "offer": offer,
        "programme": offer.programme,
        "words": words_for(offer, now),
        "status": status,
        "history": history,
        "collides": [Card(other, words_for(other, now)) for other in collides],
        "record": Offer.objects.record_of(offer.employer_id, offer.programme_id, now=now),
        "accept_refusal": rules.refusal_to_accept(offer, now=now, open_acceptances=_waiting(own.values(), now)),
        "decline_refusal": rules.refusal_to_decline(offer, now=now),
        "refusal": refusal,
    }
    return render(request, "candidates/offer.html", context, status=409 if refusal else 200)


# ------------------------------------------------------------------------------------------------------------------------- answering


@dataclass(frozen=True, slots=True)
class Prospect:
    """What accepting an offer would lead to, as the candidate's promises stand now."""

    refusal: Refusal | None
    confirm_by: datetime
    placements: Sequence[Placement]
    free: int
    fate: Move | None  # what its confirmation would do if it came first
    falls: Sequence[tuple[Card, str]]  # the candidate's other offers that it would make void, each with the reason
    bars: Sequence[Bar]

    @property
    def consequences(self) -> str:
        """A fingerprint: what the candidate agrees to is what this page showed."""
        return f"{self.free}:{','.join(sorted(card.offer.code for card, _reason in self.falls))}"


def _prospect(request: CandidateRequest, offer: Offer, now: datetime) -> Prospect:
    """Ask the settlement itself what would happen if this employer were the next to confirm (Q10)."""
    application = offer.application
    standing = {other.pk: other for other in _offers_of(request).filter(application=application).standing()}
    others = [other for other in standing.values() if other.pk != offer.pk]
    snapshot = snapshot_of(application, others)
    confirmed = as_standing(offer, status=S.CONFIRMED, confirmed_at=now)
    decision = decide(replace(snapshot, offers=(*snapshot.offers, confirmed)), now)
    placements = _active_placements(application)
    live = [other for other in others if as_it_stands(other, now)[0] in LIVE]
    cards = [Card(other, words_for(other, now)) for other in live]
    falls = [(card, move.reason) for card in cards if (move := decision.of(card.offer.pk)) and move.to == "voided"]
    placed = [Card(placement.offer, words_for(placement.offer, now)) for placement in placements]
    return Prospect(
        refusal=rules.refusal_to_accept(offer, now=now, open_acceptances=_waiting(others, now)),
        confirm_by=rules.confirmation_deadline(offer, now=now),
        placements=placements,
        free=application.programme.max_placements - len(placements),
        fate=decision.of(offer.pk),
        falls=falls,
        bars=_bars([*placed, Card(offer, words_for(offer, now)), *cards], focus=offer),
    )


@require_http_methods(["GET", "POST"])
@candidate_required
def accept(request: CandidateRequest, code: str) -> HttpResponse:
    """The page before accepting, and the acceptance. Nobody accepts what they were not shown."""
    offer, now = _find(request, code), clock.now()
    prospect = _prospect(request, offer, now)
    posted = request.method == "POST"
    form = AcceptForm(request.POST if posted else None, consequences="" if prospect.refusal else prospect.consequences)
    if not form.is_valid():
        context = {
            "now": now,
            "today": localdate(now),
            "offer": offer,
            "programme": offer.programme,
            "prospect": prospect,
            "record": Offer.objects.record_of(offer.employer_id, offer.programme_id, now=now),
            "form": form,
        }
        return render(request, "candidates/accept.html", context, status=409 if posted and prospect.refusal else 200)
    try:
        outcome = accept_offer(offer_id=offer.pk, actor=request.actor)
    except Refused as refused:
        return _refused(request, code, refused.refusal)
    if outcome.changed:
        confirm_by = tr_datetime(outcome.offer.confirmation_due_at)
        messages.success(request, _("You accepted the offer. The employer has until %(when)s to confirm.") % {"when": confirm_by})
    else:
        messages.info(request, _("You had already accepted this offer. Nothing has changed."))
    return redirect("candidate_offer", code)


@require_http_methods(["GET", "POST"])
@candidate_required
def decline(request: CandidateRequest, code: str) -> HttpResponse:
    offer, now = _find(request, code), clock.now()
    refusal = rules.refusal_to_decline(offer, now=now)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"now": now, "offer": offer, "words": words_for(offer, now), "refusal": refusal, "form": form}
        return render(request, "candidates/decline.html", context)
    try:
        outcome = decline_offer(offer_id=offer.pk, actor=request.actor, reason=form.cleaned_data["reason"])
    except Refused as refused:
        return _refused(request, code, refused.refusal)
    if outcome.changed:
        messages.success(request, _("You declined the offer. Your other offers are not affected."))
    else:
        messages.info(request, _("You had already declined this offer. Nothing has changed."))
    return redirect("candidate_offer", code)


def _refused(request: CandidateRequest, code: str, refusal: Refusal) -> HttpResponse:
    messages.error(request, _("Your answer was not recorded. %(reason)s") % {"reason": refusal})
    return _offer_page(request, _find(request, code), refusal=refusal)


# ------------------------------------------------------------------------------------------------- comparing, internships and privacy


@require_GET
@candidate_required
def compare(request: CandidateRequest) -> HttpResponse:
    """The offers that may still become an internship, side by side."""
    now = clock.now()
    application = _application_in_force(request)
    if application is None:
        return render(request, "candidates/no_application.html", {"programme": Programme.objects.in_force(), "now": now})
    cards = [
        card
        for card in _cards(_offers_of(request).filter(application=application).by_turn(now), now)
        if _turn(card) in {Turn.CANDIDATE, Turn.EMPLOYER, Turn.FINAL}
    ]
    records: Mapping[int, EmployerRecord] = Offer.objects.records_of(
        {card.offer.employer_id for card in cards}, application.programme_id, now=now
    )
    context = {
        "now": now,
        "application": application,
        "programme": application.programme,
        "rows": [(card, records[card.offer.employer_id]) for card in cards if _turn(card) != Turn.FINAL],
        "bars": _bars(cards),
        "today": localdate(now),
    }
    return render(request, "candidates/compare.html", context)


@require_GET
@candidate_required
def placements(request: CandidateRequest) -> HttpResponse:
    now = clock.now()
    mine = (
        Placement.objects.of_user(request.user.pk)
        .select_related("offer__employer", "offer__quota", "offer__programme", "application")
        .order_by("starts_on", "pk")
    )
    active = [placement for placement in mine if placement.cancelled_at is None]
    application = _application_in_force(request)
    taken = sum(placement.application_id == application.pk for placement in active) if application else 0
    context = {
        "now": now,
        "today": localdate(now),
        "application": application,
        "active": active,
        "cancelled": [placement for placement in mine if placement.cancelled_at is not None],
        "free": max(application.programme.max_placements - taken, 0) if application else 0,
    }
    return render(request, "candidates/placements.html", context)


@require_GET
@candidate_required
def privacy(request: CandidateRequest) -> HttpResponse:
    """To whom the name was opened, and when: each opening is a recorded moment."""
    openings = (
        Disclosure.objects.filter(application__candidate_id=request.candidate.pk)
        .select_related("employer", "application__programme")
        .order_by("-opened_at", "-pk")
    )
    application = _application_in_force(request)
    return render(request, "candidates/privacy.html", {"now": clock.now(), "application": application, "openings": list(openings)})


# --------------------------------------------------------------------------------------------------------------------------- finding


def _application_in_force(request: CandidateRequest) -> Application | None:
    """The candidate's application in the season that is on."""
    return Application.objects.filter(candidate_id=request.candidate.pk, programme__is_current=True).select_related("programme").first()


def _offers_of(request: CandidateRequest) -> OfferQuerySet:
    """The candidate's own offers, with all that the rules and the words ask of them."""
    return Offer.objects.of_user(request.user.pk).select_related("employer", "quota", "programme", "application__programme")


def _find(request: CandidateRequest, code: str) -> Offer:
    """One of the candidate's own offers; anybody else's does not exist for them."""
    offer: Offer | None = _offers_of(request).filter(code=code).first()
    if offer is None:
        raise Http404
    return offer


def _active_placements(application: Application) -> list[Placement]:
    rows = Placement.objects.active().filter(application=application).select_related("offer__employer", "offer__application")
    return list(rows.order_by("slot"))


def _waiting(offers: Collection[Offer], now: datetime) -> int:
    """Acceptances that wait for a confirmation: what a limit on open acceptances counts."""
    return sum(offer.status == S.ACCEPTED and as_it_stands(offer, now)[0] == S.ACCEPTED for offer in offers)


def _cards(offers: Collection[Offer], now: datetime) -> list[Card]:
    """Each offer with its words and with those of the others that share its days and still stand."""
    standing = [offer for offer in offers if as_it_stands(offer, now)[0] in STANDING]
    return [Card(offer, words_for(offer, now), colliding(offer, standing) if offer in standing else ()) for offer in offers]


def _turn(card: Card) -> Turn:
    return Turn(card.offer.turn)  # type: ignore[attr-defined]  # annotated by by_turn


def _bars(cards: Sequence[Card], *, focus: Offer | None = None) -> list[Bar]:
    return [
        Bar(
            label=card.offer.employer.name,
            starts_on=card.offer.starts_on,
            ends_on=card.offer.ends_on,
            tone=card.words.tone,
            word=str(card.words.short),
            url=reverse("candidate_offer", args=[card.offer.code]),
            focus=focus is not None and card.offer.pk == focus.pk,
        )
        for card in sorted(cards, key=lambda card: (card.offer.starts_on, card.offer.pk))
    ]


def _with(request: HttpRequest, **changes: Any) -> str:
    """This page's address with other paging and the same filter."""
    query = request.GET.copy()
    query.pop("sonra", None)
    query.pop("once", None)
    query.update(changes)
    return f"?{query.urlencode()}"
