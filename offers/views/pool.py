"""The pool as an employer sees it, and sending an offer to one or to many of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from candidates.models import Application
from employers import profiles
from employers.access import coordinator_required, member_required
from employers.models import Quota
from employers.profiles import Profile
from offers import rules, tasks
from offers.actions.sending import judge, send_offer, start_sending
from offers.forms.employer import DatesForm, PoolForm, TermsForm, codes_in
from offers.models import Offer
from offers.views.desk import DeskRequest, in_season
from offers.views.employer_words import lines
from stajseferberligi import provinces
from stajseferberligi.refusals import Refusal, Refused
from stajseferberligi.workdays import working_days

MOST_IN_ADDRESS = 100  # codes; longer selections travel in the body of the request only
SHOWN = 50  # rows of a preview that are written out
MOST_AT_ONCE = 2000
FIELDS = {
    rules.DATES_OUT_OF_ORDER.code: "ends_on",
    rules.ENDS_TOO_LATE.code: "ends_on",
    rules.STARTS_TOO_SOON.code: "starts_on",
    rules.ANSWER_TIME_OUT_OF_RANGE.code: "answer_on",
    rules.QUOTA_FULL.code: "quota",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the pool. `wishes` is True when the candidate named the city that was asked for (Q5)."""

    profile: Profile
    wishes: bool
    has_open_offer: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    profile: Profile
    refusal: Refusal | None


@require_GET
@member_required
@in_season
def pool(request: DeskRequest) -> HttpResponse:
    ours = Offer.objects.of_employer(request.membership.employer_id).filter(programme=request.programme)
    form = PoolForm(request.GET, fields=profiles.fields_in_pool(request.programme.pk))
    search = form.search()
    rows = profiles.pool(request.programme.pk, search, leaving_out=ours.values("application_id") if form.cleaned_data.get("yeni") else None)
    page = profiles.pool_page(
        rows,
        search,
        size=form.cleaned_data.get("adet") or 50,
        after=request.GET.get("sonra", ""),
        before=request.GET.get("once", ""),
    )
    offered = set(
        ours.live(request.now).filter(application__in=[profile.id for profile in page.rows]).values_list("application_id", flat=True)
    )
    return render(
        request,
        "employers/pool.html",
        {
            "form": form,
            "page": page,
            "entries": [Entry(row, search.city in row.city_preferences, row.id in offered) for row in page.rows],
            "city": provinces.name(search.city) if search.city else "",
            "found": rows.count(),
            "filtered": any(request.GET.get(name) for name in PoolForm.base_fields),
            "can_send": request.membership.may_act,
        },
    )


@require_GET
@member_required
@in_season
def candidate(request: DeskRequest, code: str) -> HttpResponse:
    """One candidate of the pool, or one to whom this employer once sent an offer; 404 for everybody else."""
    employer_id = request.membership.employer_id
    offers = list(
        Offer.objects.of_employer(employer_id)
        .filter(application__code=code, programme=request.programme)
        .select_related("quota")
        .order_by("-id")
    )
    profile: Profile | None
    if offers:
        profile = profiles.profiles_for(employer_id, [offers[0].application_id])[offers[0].application_id]
    else:
        profile = profiles.profile_for(employer_id, programme_id=request.programme.pk, code=code)
    if profile is None:
        raise Http404
    context = {
        "profile": profile,
        "lines": lines(offers, {profile.id: profile}, request.now),
        "can_send": request.membership.may_act and not any(one for one in offers if one.status in {"sent", "accepted", "confirmed"}),
        "now": request.now,
    }
    return render(request, "employers/candidate.html", context)


@require_http_methods(["GET", "POST"])
@coordinator_required
@in_season
def send(request: DeskRequest) -> HttpResponse:
    """Terms → preview → sending. Everything typed travels with the page, so going back and forth loses nothing."""
    step = request.POST.get("step", "")
    quotas = list(Quota.objects.of(employer_id=request.membership.employer_id, programme_id=request.programme.pk))
    if not step:
        codes = codes_in(" ".join(request.POST.getlist("aday") or request.GET.getlist("aday")))
        initial = {"codes": " ".join(codes), "key": uuid.uuid4(), "supervisor": request.user.full_name}
        form = TermsForm(quotas=quotas, programme=request.programme, now=request.now, initial=initial)
        return _terms_page(request, form, codes)
    form = TermsForm(request.POST, quotas=quotas, programme=request.programme, now=request.now)
    codes = codes_in(request.POST.get("codes", ""))
    if step == "edit" or not form.is_valid():
        return _terms_page(request, form, codes)
    if step == "send":
        return _send(request, form, codes)
    return _preview(request, form, codes)


@require_GET
@member_required
@in_season
def count_working_days(request: DeskRequest) -> HttpResponse:
    """The sentence beside the dates while they are typed; without a script the preview says the same."""
    dates = DatesForm(request.GET).dates()
    days = working_days(*dates) if dates else None
    return render(request, "employers/working_days.html", {"days": days, "recommended": request.programme.recommended_working_days})


def _selected(request: DeskRequest, codes: Sequence[str]) -> list[Application]:
    """What judging needs of the selected applications, and nothing that names a person."""
    found = Application.objects.filter(programme=request.programme, code__in=codes[:MOST_AT_ONCE]).only("code", "status", "programme")
    return list(found.order_by(F("score_total").desc(nulls_last=True), "id"))


def _terms_page(request: DeskRequest, form: TermsForm, codes: Sequence[str]) -> HttpResponse:
    applications = _selected(request, codes)
    people = profiles.profiles_for(request.membership.employer_id, [one.pk for one in applications[:SHOWN]])
    dates = DatesForm(request.POST).dates() if form.is_bound else None
    context = {
        "form": form,
        "people": [people[one.pk] for one in applications[:SHOWN]],
        "more": max(len(applications) - SHOWN, 0),
        "count": len(applications),
        "has_quota": bool(form.fields["quota"].queryset),  # type: ignore[attr-defined]  # it is a model choice
        "action": _address(codes),
        "days": working_days(*dates) if dates else None,
        "recommended": request.programme.recommended_working_days,
        "phase_open": request.programme.sends_offers(request.now),
    }
    return render(request, "employers/send.html", context)


def _address(codes: Sequence[str]) -> str:
    """Where the form is sent: with the selection, so that signing in again after an ended session finds it."""
    address = reverse("employer_send")
    return f"{address}?{urlencode({'aday': codes}, doseq=True)}" if len(codes) <= MOST_IN_ADDRESS else address


def _preview(request: DeskRequest, form: TermsForm, codes: Sequence[str]) -> HttpResponse:
    proposal = form.proposal()
    quota = Quota.objects.select_related("employer", "programme").get(pk=proposal.quota_id, employer_id=request.membership.employer_id)
    if refusal := rules.refusal_to_propose(proposal, employer=quota.employer, programme=quota.programme, now=request.now):
        form.add_error(FIELDS.get(refusal.code), str(refusal))
        return _terms_page(request, form, codes)
    applications = _selected(request, codes)
    refusals = judge(proposal, applications, quota=quota)
    people = profiles.profiles_for(request.membership.employer_id, refusals)
    verdicts = [Verdict(people[pk], refusal) for pk, refusal in refusals.items()]
    receiving = [verdict.profile for verdict in verdicts if verdict.refusal is None]
    context = {
        "form": form,
        "proposal": proposal,
        "quota": quota,
        "city": quota.get_province_display(),
        "receiving": receiving[:SHOWN],
        "count": len(receiving),
        "more": max(len(receiving) - SHOWN, 0),
        "excluded": [verdict for verdict in verdicts if verdict.refusal],
        "recipients": " ".join(profile.code for profile in receiving),
        "days": working_days(proposal.starts_on, proposal.ends_on),
        "recommended": request.programme.recommended_working_days,
        "action": _address(codes),
        "now": request.now,
    }
    return render(request, "employers/send_preview.html", context)


def _send(request: DeskRequest, form: TermsForm, codes: Sequence[str]) -> HttpResponse:
    """Only those whom the preview named: somebody who became free meanwhile was not agreed upon."""
    agreed = set(codes_in(request.POST.get("recipients", "")))
    applications = [one.pk for one in _selected(request, codes) if one.code in agreed]
    key = form.cleaned_data["key"]
    try:
        if len(applications) == 1:
            outcome = send_offer(proposal=form.proposal(), application_id=applications[0], actor=request.actor, request_key=key)
            sentence = _("The offer was sent.") if outcome.changed else _("Already done: this offer had been sent before.")
            messages.success(request, sentence)
            return redirect("employer_offer", outcome.offer.code)
        batch = start_sending(proposal=form.proposal(), application_ids=applications, actor=request.actor, key=key)
    except Refused as refused:
        form.add_error(FIELDS.get(refused.refusal.code), str(refused.refusal))
        return _terms_page(request, form, codes)
    tasks.nudge(batch)
    return redirect("employer_batch", batch.key)
