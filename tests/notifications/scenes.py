"""For every kind of event that has letters, a scene played with the real verbs that ends with exactly that event in the outbox."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from candidates.actions import admit_to_pool, leave_programme
from candidates.models import Application
from employers.actions import approve_employer, create_token, invite_member, suspend_employer
from employers.models import Employer, Membership, Role, Scope
from offers.actions import confirming, reversing, sending, sweeping
from offers.actions.answering import accept_offer, decline_offer
from offers.models import Offer
from offers.states import DeclineReason, ReversalKind
from stajseferberligi import clock
from stajseferberligi.accounts.models import User
from stajseferberligi.journal.models import Outbox
from tests import cast

CANDIDATE = "Ayşe Çığıröz"
EMPLOYER = "Aras Elektrik A.Ş."
ELSEWHERE = ("Beril Bilişim A.Ş.", "Ceyhan Çelik A.Ş.")


@dataclass
class Stage:
    """Ayşe, the employer of the scene with everybody who could read its letters, and administrators."""

    application: Application
    employer: Employer
    owner: User
    coordinator: User
    viewer: User
    administrators: tuple[User, User]

    @classmethod
    def set_up(cls) -> Stage:
        employer = cast.an_employer(EMPLOYER)
        cast.a_member(employer, "Eski Çalışan", is_active=False)
        return cls(
            application=cast.a_candidate(CANDIDATE),
            employer=employer,
            owner=cast.a_member(employer, "Bora Demir", role="owner").user,
            coordinator=cast.a_member(employer, "Nil Ak", role="coordinator").user,
            viewer=cast.a_member(employer, "Suna Bakan", role="viewer").user,
            administrators=(cast.an_administrator(), cast.an_administrator("Emre Yönetici")),
        )

    def sent(self, **terms: object) -> Offer:
        return cast.a_sent_offer(self.application, employer=self.employer, **terms)

    def accepted(self, **terms: object) -> Offer:
        return cast.an_accepted_offer(self.application, employer=self.employer, **terms)

    def placed(self, **terms: object) -> Offer:
        offer = self.accepted(**terms)
        return confirming.confirm_offer(offer_id=offer.pk, actor=cast.acting_for(self.employer)).offer

    def elsewhere(self, number: int, **terms: object) -> Offer:
        """An acceptance at another employer, ready to be confirmed."""
        return cast.an_accepted_offer(self.application, employer=cast.an_employer(ELSEWHERE[number]), **terms)

    @contextmanager
    def only_from_here(self) -> Iterator[None]:
        """What led up to the moment of the scene gets no letters."""
        Outbox.objects.all().delete()
        yield


def later(**span: float) -> None:
    clock.move_to(clock.now() + timedelta(**span))


def confirm(offer: Offer) -> None:
    confirming.confirm_offer(offer_id=offer.pk, actor=cast.acting_for(offer.employer))


def application_admitted(stage: Stage) -> None:
    stage.application = cast.a_candidate(CANDIDATE, status="submitted")
    admit_to_pool(application_id=stage.application.pk, actor=cast.administering(stage.administrators[0]))


def application_left(stage: Stage) -> None:
    leave_programme(application_id=stage.application.pk, reason="Kaydı silindi", actor=cast.administering(stage.administrators[0]))


def employer_approved(stage: Stage) -> None:
    stage.employer = cast.an_employer("Yeni Enerji A.Ş.", status="pending")
    Membership.objects.filter(user__in=[stage.owner, stage.coordinator, stage.viewer]).update(employer=stage.employer)
    approve_employer(employer_id=stage.employer.pk, actor=cast.administering(stage.administrators[0]))


def employer_suspended(stage: Stage) -> None:
    suspend_employer(employer_id=stage.employer.pk, reason="Belge eksik", actor=cast.administering(stage.administrators[0]))


def token_created(stage: Stage) -> None:
    create_token(employer_id=stage.employer.pk, name="İK yazılımı", scopes=[Scope.POOL], actor=cast.acting_for(stage.employer, stage.owner))


def member_invited(stage: Stage) -> None:
    invite_member(
        employer_id=stage.employer.pk,
        email="yeni@example.org",
        full_name="Yeni Üye",
        role=Role.COORDINATOR,
        actor=cast.acting_for(stage.employer, stage.owner),
    )


def offer_sent(stage: Stage) -> None:
    stage.sent()


def offer_withdrawn(stage: Stage) -> None:
    offer = stage.sent()
    with stage.only_from_here():
        sending.withdraw_offer(offer_id=offer.pk, actor=cast.acting_for(stage.employer))


def offer_expired(stage: Stage) -> None:
    stage.sent()
    with stage.only_from_here():
        later(days=8)
        sweeping.expire_offers()


def offer_accepted(stage: Stage) -> None:
    offer = stage.sent()
    with stage.only_from_here():
        accept_offer(offer_id=offer.pk, actor=cast.acting_as(stage.application))


def offer_declined(stage: Stage) -> None:
    offer = stage.sent()
    with stage.only_from_here():
        decline_offer(offer_id=offer.pk, actor=cast.acting_as(stage.application), reason=DeclineReason.TOO_FAR)


def offer_placed(stage: Stage) -> None:
    offer = stage.accepted()
    with stage.only_from_here():
        confirm(offer)


def offer_lapsed(stage: Stage) -> None:
    stage.accepted()
    with stage.only_from_here():
        later(days=9)
        sweeping.lapse_acceptances()


def offer_cancelled_acceptance(stage: Stage) -> None:
    offer = stage.accepted()
    with stage.only_from_here():
        confirming.cancel_offer(offer_id=offer.pk, reason="Saha kapandı", actor=cast.acting_for(stage.employer))


def offer_cancelled_placement(stage: Stage) -> None:
    offer = stage.placed()
    with stage.only_from_here():
        confirming.cancel_offer(offer_id=offer.pk, reason="Saha kapandı", actor=cast.acting_for(stage.employer))


def offer_voided_cap(stage: Stage) -> None:
    stage.accepted(starts_on=cast.on(5))
    first, second = stage.elsewhere(0, starts_on=cast.on(3)), stage.elsewhere(1, starts_on=cast.on(4))
    confirm(first)
    with stage.only_from_here():
        confirm(second)


def offer_voided_overlap(stage: Stage) -> None:
    stage.accepted(starts_on=cast.on(5))
    other = stage.elsewhere(0, starts_on=cast.on(5))
    with stage.only_from_here():
        confirm(other)


def offer_voided_confirmed_third(stage: Stage) -> None:
    """Stamped in bulk, settled after two others: the employer's receipt."""
    third = stage.accepted(starts_on=cast.on(5))
    first, second = stage.elsewhere(0, starts_on=cast.on(3)), stage.elsewhere(1, starts_on=cast.on(4))
    with stage.only_from_here():
        for offer in (first, second, third):
            confirming.confirm_offers(offer_ids=[offer.pk], actor=cast.acting_for(offer.employer), key=uuid.uuid4())
        sweeping.settle_confirmed()


def offer_voided_candidate_left(stage: Stage) -> None:
    stage.accepted()
    with stage.only_from_here():
        application_left(stage)
        sweeping.void_stranded()


def offer_voided_employer_suspended(stage: Stage) -> None:
    stage.accepted()
    with stage.only_from_here():
        employer_suspended(stage)
        sweeping.void_stranded()


def _reverse(stage: Stage, offer: Offer, kind: ReversalKind) -> None:
    asking, approving = (cast.administering(user) for user in stage.administrators)
    with stage.only_from_here():
        reversal = reversing.request_reversal(offer_id=offer.pk, kind=kind, reason="Mahkeme kararı", ticket="D-1", actor=asking)
        reversing.approve_reversal(reversal_id=reversal.pk, actor=approving)


def offer_voided_reversal(stage: Stage) -> None:
    _reverse(stage, stage.accepted(), ReversalKind.RELEASE)


def offer_reopened(stage: Stage) -> None:
    offer = stage.sent()
    decline_offer(offer_id=offer.pk, actor=cast.acting_as(stage.application))
    _reverse(stage, offer, ReversalKind.REOPEN)


def offer_cancelled_reversal(stage: Stage) -> None:
    _reverse(stage, stage.placed(), ReversalKind.UNDO_PLACEMENT)


def offer_response_reminder(stage: Stage) -> None:
    stage.sent()
    with stage.only_from_here():
        later(days=5)
        sweeping.remind()


def offer_confirmation_reminder(stage: Stage) -> None:
    stage.accepted()
    with stage.only_from_here():
        later(days=6.5)
        sweeping.remind()


SCENES: dict[str, Callable[[Stage], None]] = {
    "application.admitted": application_admitted,
    "application.left": application_left,
    "employer.approved": employer_approved,
    "employer.suspended": employer_suspended,
    "token.created": token_created,
    "member.invited": member_invited,
    "offer.sent": offer_sent,
    "offer.withdrawn": offer_withdrawn,
    "offer.expired": offer_expired,
    "offer.accepted": offer_accepted,
    "offer.declined": offer_declined,
    "offer.placed": offer_placed,
    "offer.lapsed": offer_lapsed,
    "offer.cancelled, an acceptance": offer_cancelled_acceptance,
    "offer.cancelled, an internship": offer_cancelled_placement,
    "offer.cancelled, by administrators": offer_cancelled_reversal,
    "offer.voided, both slots taken": offer_voided_cap,
    "offer.voided, dates collide": offer_voided_overlap,
    "offer.voided, confirmed third": offer_voided_confirmed_third,
    "offer.voided, candidate left": offer_voided_candidate_left,
    "offer.voided, employer suspended": offer_voided_employer_suspended,
    "offer.voided, by administrators": offer_voided_reversal,
    "offer.reopened": offer_reopened,
    "offer.response_reminder": offer_response_reminder,
    "offer.confirmation_reminder": offer_confirmation_reminder,
}
