"""The letters about offers: event → who reads it, what it says, where its button leads.

The candidate reads exact reasons. An employer never reads where else a candidate goes, nor that dates collided, and reads a name only
once it is open to them. Subjects name neither: they show on locked phones.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from employers.models import Membership, Role
from employers.profiles import Profile, profiles_for
from offers.models import Offer
from offers.states import EndReason
from stajseferberligi.accounts.models import User
from stajseferberligi.display import date_range, tr_datetime
from stajseferberligi.journal.models import Event
from stajseferberligi.notifications.models import Channel
from stajseferberligi.notifications.registry import CENTRE_ONLY, EVERYWHERE, Draft, stays_silent, writes


@dataclass(frozen=True, slots=True)
class Text:
    subject: str
    paragraphs: tuple[str, ...]
    channels: tuple[Channel, ...] = EVERYWHERE


Words = Callable[[Event, Offer, str], Text]
"""Composes in the active language. The last argument is how the reader may call the other side."""


def to_candidate_sent(event: Event, offer: Offer, employer: str) -> Text:
    return Text(
        _("You have an internship offer from %(employer)s") % {"employer": employer},
        (
            _("%(employer)s offers you an internship: %(title)s, %(dates)s, %(city)s.") % {"employer": employer, **_terms(offer)},
            _("Answer by %(due)s. An offer that is not answered in time becomes invalid.") % {"due": tr_datetime(offer.response_due_at)},
            _("Read it carefully before you answer: an acceptance cannot be taken back."),
        ),
    )


def to_candidate_withdrawn(event: Event, offer: Offer, employer: str) -> Text:
    return Text(
        _("%(employer)s withdrew its offer") % {"employer": employer},
        (_("The offer for %(title)s (%(dates)s) is no longer open. There is nothing you have to do.") % _terms(offer),),
    )


def to_candidate_expired(event: Event, offer: Offer, employer: str) -> Text:
    return Text(
        _("The offer of %(employer)s was not answered in time") % {"employer": employer},
        (
            _("The time to answer ended on %(due)s, so the offer for %(title)s (%(dates)s) became invalid.")
            % {"due": tr_datetime(offer.response_due_at), **_terms(offer)},
            _("You can still receive other offers."),
        ),
    )


def to_candidate_placed(event: Event, offer: Offer, employer: str) -> Text:
    return Text(
        _("Your internship at %(employer)s is final") % {"employer": employer},
        (
            _("%(employer)s confirmed your acceptance. Your internship: %(title)s, %(dates)s, %(city)s.")
            % {"employer": employer, **_terms(offer)},
            _("Your university pays the social security premiums: tell its internship unit about the internship in good time."),
        ),
    )


def to_candidate_voided(event: Event, offer: Offer, employer: str) -> Text:
    reason = {
        EndReason.CAP: _("Both of your internships were already final."),
        EndReason.OVERLAP: _("Its dates collide with an internship of yours that became final."),
        EndReason.CANDIDATE_LEFT: _("Your application left the programme."),
        EndReason.EMPLOYER_SUSPENDED: _("The employer was suspended from the programme."),
        EndReason.REVERSAL: _("Two administrators released you from your acceptance."),
    }[EndReason(offer.end_reason)]
    return Text(
        _("The offer of %(employer)s became invalid") % {"employer": employer},
        (_("The offer for %(title)s (%(dates)s) is no longer open.") % _terms(offer), reason, _("There is nothing you have to do.")),
    )


def to_candidate_lapsed(event: Event, offer: Offer, employer: str) -> Text:
    return Text(
        _("%(employer)s did not confirm in time") % {"employer": employer},
        (
            _("You accepted the offer for %(title)s (%(dates)s), but the employer did not confirm it by %(due)s.")
            % {"due": tr_datetime(offer.confirmation_due_at), **_terms(offer)},
            _("Your acceptance no longer binds you. This is no fault of yours, and you can receive other offers."),
        ),
    )


def to_candidate_cancelled(event: Event, offer: Offer, employer: str) -> Text:
    was_final = event.data.get("was") == "placed"
    return Text(
        _("%(employer)s cancelled your internship") % {"employer": employer}
        if was_final
        else _("%(employer)s cancelled its offer") % {"employer": employer},
        (
            _("%(title)s, %(dates)s: it was cancelled with this reason: “%(reason)s”") % {"reason": offer.cancel_reason, **_terms(offer)},
            _("Your place is free again and you can receive new offers. Offers that became invalid earlier do not come back.")
            if was_final
            else _("Your acceptance no longer binds you, and you can receive other offers."),
        ),
    )


def to_candidate_reopened(event: Event, offer: Offer, employer: str) -> Text:
    return Text(
        _("An offer you had declined is open again"),
        (
            _("Two administrators reopened the offer of %(employer)s for %(title)s (%(dates)s).") % {"employer": employer, **_terms(offer)},
            _("Answer by %(due)s. An offer that is not answered in time becomes invalid.") % {"due": tr_datetime(offer.response_due_at)},
        ),
    )


def to_candidate_reminder(event: Event, offer: Offer, employer: str) -> Text:
    hours = event.data["hours"]
    return Text(
        _("[Action needed] %(hours)s hours left to answer an offer") % {"hours": hours},
        (
            _("The offer of %(employer)s for %(title)s (%(dates)s) waits for your answer until %(due)s.")
            % {"employer": employer, "due": tr_datetime(offer.response_due_at), **_terms(offer)},
            _("An offer that is not answered in time becomes invalid."),
        ),
    )


def to_employer_accepted(event: Event, offer: Offer, candidate: str) -> Text:
    return Text(
        _("[Action needed] An offer of yours was accepted"),
        (
            _("%(candidate)s accepted your offer: %(title)s, %(dates)s.") % {"candidate": candidate, **_terms(offer)},
            _("Confirm it by %(due)s. The first two employers to confirm get the candidate; unconfirmed, the acceptance lapses.")
            % {"due": tr_datetime(offer.confirmation_due_at)},
        ),
    )


def to_employer_declined(event: Event, offer: Offer, candidate: str) -> Text:
    lines = [_("%(candidate)s declined your offer: %(title)s, %(dates)s.") % {"candidate": candidate, **_terms(offer)}]
    if offer.decline_reason:
        lines.append(_("Reason given: %(reason)s") % {"reason": offer.get_decline_reason_display()})
    return Text(_("An offer of yours was declined"), tuple(lines), CENTRE_ONLY)


def to_employer_expired(event: Event, offer: Offer, candidate: str) -> Text:
    return Text(
        _("An offer of yours was not answered in time"),
        (_("%(candidate)s did not answer: %(title)s, %(dates)s. The place is free again.") % {"candidate": candidate, **_terms(offer)},),
        CENTRE_ONLY,
    )


def to_employer_placed(event: Event, offer: Offer, candidate: str) -> Text:
    return Text(
        _("An internship is final"),
        (_("%(candidate)s is your intern: %(title)s, %(dates)s.") % {"candidate": candidate, **_terms(offer)},),
        CENTRE_ONLY,
    )


def to_employer_voided(event: Event, offer: Offer, candidate: str) -> Text:
    """Neutral words: the reason is the candidate's data, except where it is the employer's own."""
    if offer.end_reason == EndReason.EMPLOYER_SUSPENDED:
        why = _("Your participation in the programme is suspended.")
    elif event.data.get("was") == "confirmed":
        why = _("The place went to earlier confirmations.")
    else:
        why = _("The candidate is no longer available for it.")
    return Text(
        _("An offer of yours is no longer open"),
        (
            _("%(candidate)s: %(title)s, %(dates)s.") % {"candidate": candidate, **_terms(offer)},
            why,
            _("The place in your quota is free again."),
        ),
    )


def to_employer_lapsed(event: Event, offer: Offer, candidate: str) -> Text:
    return Text(
        _("An acceptance lapsed because it was not confirmed"),
        (
            _("%(candidate)s had accepted: %(title)s, %(dates)s. The time to confirm ended on %(due)s.")
            % {"candidate": candidate, "due": tr_datetime(offer.confirmation_due_at), **_terms(offer)},
            _("The candidate is free again. Lapsed acceptances show in your record, which candidates see."),
        ),
    )


def to_employer_cancelled(event: Event, offer: Offer, candidate: str) -> Text:
    return Text(
        _("An internship was cancelled"),
        (
            _("%(candidate)s: %(title)s, %(dates)s. The place in your quota is free again.") % {"candidate": candidate, **_terms(offer)},
            _("Reason: “%(reason)s”") % {"reason": offer.cancel_reason},
        ),
        CENTRE_ONLY,
    )


def to_employer_reopened(event: Event, offer: Offer, candidate: str) -> Text:
    return Text(
        _("A declined offer is open again"),
        (_("%(candidate)s can answer it until %(due)s.") % {"candidate": candidate, "due": tr_datetime(offer.response_due_at)},),
    )


def to_employer_reminder(event: Event, offer: Offer, candidate: str) -> Text:
    return Text(
        _("[Action needed] %(hours)s hours left to confirm an acceptance") % {"hours": event.data["hours"]},
        (
            _("%(candidate)s accepted your offer: %(title)s, %(dates)s.") % {"candidate": candidate, **_terms(offer)},
            _("Your confirmation is awaited until %(due)s. After that the acceptance lapses and the candidate is free again.")
            % {"due": tr_datetime(offer.confirmation_due_at)},
        ),
    )


TO_CANDIDATE: Mapping[str, Words] = {
    "offer.sent": to_candidate_sent,
    "offer.withdrawn": to_candidate_withdrawn,
    "offer.expired": to_candidate_expired,
    "offer.placed": to_candidate_placed,
    "offer.voided": to_candidate_voided,
    "offer.lapsed": to_candidate_lapsed,
    "offer.cancelled": to_candidate_cancelled,
    "offer.reopened": to_candidate_reopened,
    "offer.response_reminder": to_candidate_reminder,
}
TO_EMPLOYER: Mapping[str, Words] = {
    "offer.accepted": to_employer_accepted,
    "offer.declined": to_employer_declined,
    "offer.expired": to_employer_expired,
    "offer.placed": to_employer_placed,
    "offer.voided": to_employer_voided,
    "offer.lapsed": to_employer_lapsed,
    "offer.cancelled": to_employer_cancelled,
    "offer.reopened": to_employer_reopened,
    "offer.confirmation_reminder": to_employer_reminder,
}

stays_silent("offer.confirmed", "offer.placed or offer.voided follows and says what came of it")
stays_silent("offer.confirmation_came_late", "the employer reads the receipt at once on the page, and offer.voided has been told")
stays_silent("name.opened", "offer.accepted tells the employer; the candidate reads it on the page before accepting and under privacy")
stays_silent("batch.stopped", "whoever stopped it is looking at it")
stays_silent("reversal.requested", "administrators see open requests in their list; nothing has changed yet")
stays_silent("reversal.rejected", "nothing has changed for the two sides")


@writes(*TO_CANDIDATE, *TO_EMPLOYER)
def compose(events: Sequence[Event]) -> Iterable[Draft]:
    offers = {
        offer.pk: offer
        for offer in Offer.objects.filter(pk__in={event.offer_id for event in events}).select_related(
            "employer", "application__candidate__user"
        )
    }
    members = _members({offer.employer_id for offer in offers.values()})
    profiles = _profiles(offers.values())
    for event in events:
        offer = offers[event.offer_id or 0]
        if words := TO_CANDIDATE.get(event.kind):
            user = offer.application.candidate.user
            path = reverse("candidate_offer", args=[offer.code])
            yield _draft(event, offer, user, words, offer.employer.name, path)
        if words := TO_EMPLOYER.get(event.kind):
            profile = profiles[offer.employer_id][offer.application_id]
            path = reverse("employer_offer", args=[offer.code])
            for user in members[offer.employer_id]:
                yield _draft(event, offer, user, words, profile.label, path)


def _draft(event: Event, offer: Offer, user: User, words: Words, other_side: str, path: str) -> Draft:
    with translation.override(user.language):
        text = words(event, offer, other_side)
        label = _("Go to the offer")
    return Draft(event.pk, user.pk, user.language, text.subject, text.paragraphs, path, label, text.channels)


def _terms(offer: Offer) -> dict[str, str]:
    return {"title": offer.title, "dates": date_range(offer.starts_on, offer.ends_on), "city": offer.get_province_display()}


def _members(employer_ids: Iterable[int]) -> Mapping[int, list[User]]:
    """Who acts for these employers: their owners and coordinators."""
    members: dict[int, list[User]] = defaultdict(list)
    acting = Membership.objects.filter(
        employer_id__in=employer_ids, role__in=[Role.OWNER, Role.COORDINATOR], user__is_active=True
    ).select_related("user")
    for membership in acting.order_by("id"):
        members[membership.employer_id].append(membership.user)
    return members


def _profiles(offers: Iterable[Offer]) -> Mapping[int, Mapping[int, Profile]]:
    by_employer: dict[int, set[int]] = defaultdict(set)
    for offer in offers:
        by_employer[offer.employer_id].add(offer.application_id)
    return {employer_id: profiles_for(employer_id, ids) for employer_id, ids in by_employer.items()}
