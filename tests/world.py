"""A small season with one of everything, for tests that walk through the whole house.

Aras is the employer in question: Ayşe has an unanswered offer of it, Zeynep accepted, Emre is its intern. Beril is its rival, Ceyhan is
suspended, Deniz waits for its approval. Mete is another candidate.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from candidates.models import Application
from employers.actions import create_token, revoke_token, suspend_employer
from employers.models import ApiToken, Employer, Membership, Quota, Scope
from offers.actions.confirming import confirm_offer
from offers.actions.reversing import request_reversal
from offers.actions.sending import start_sending
from offers.models import Batch, Offer, Reversal
from offers.states import ReversalKind
from stajseferberligi.accounts.models import User
from stajseferberligi.notifications.models import Channel, Notification
from stajseferberligi.notifications.writing import write_letters
from tests import cast


@dataclass
class World:
    stranger: User
    staff: User
    administrator: User
    aras: Employer
    beril: Employer
    quota: Quota
    owner: Membership
    coordinator: Membership
    viewer: Membership
    rival: Membership
    suspended: Membership
    pending: Membership
    ayse: Application
    mete: Application
    zeynep: Application
    emre: Application
    sent: Offer
    accepted: Offer
    placed: Offer
    batch: Batch
    reversal: Reversal
    token: ApiToken
    keys: dict[str, str] = field(default_factory=dict)

    def letter_of(self, user: User) -> Notification:
        return Notification.objects.filter(recipient=user, channel=Channel.IN_APP).earliest("id")

    def address(self, name: str) -> str:
        """Where a route leads for the objects of Ayşe, and of Aras."""
        own: dict[str, list[Any]] = {
            "candidate_notification": [self.letter_of(self.ayse.candidate.user).pk],
            "employer_notification": [self.letter_of(self.owner.user).pk],
            "employer_candidate": [self.mete.code],
            "employer_set_role": [self.viewer.pk],
            "employer_revoke_key": [self.token.pk],
            "account_confirm_email": ["unknown-key"],
            "account_reset_password_from_key": ["1", "unknown-key"],
        }
        own |= {route: [self.sent.code] for route in ("candidate_offer", "candidate_accept", "candidate_decline", "employer_offer")}
        own |= {route: [self.sent.code] for route in ("employer_withdraw", "api_offer", "api_withdraw")}
        own |= {route: [self.sent.code] for route in ("api_my_offer", "api_accept", "api_decline")}
        own |= {route: [self.accepted.code] for route in ("employer_confirm", "employer_cancel", "api_confirm", "api_cancel")}
        own |= {f"employer_batch{step}": [self.batch.key] for step in ("", "_progress", "_csv", "_stop")}
        return reverse(name, args=own.get(name, []))


def build() -> World:
    cast.the_programme()
    administrator = cast.an_administrator()
    aras, beril, ceyhan, deniz = (
        cast.an_employer("Aras Elektrik A.Ş."),
        cast.an_employer("Beril Bilişim A.Ş."),
        cast.an_employer("Ceyhan Çelik A.Ş."),
        cast.an_employer("Deniz Deri A.Ş.", status="pending"),
    )
    owner = cast.a_member(aras, "Bora Demir", role="owner")
    suspended = cast.a_member(ceyhan, "Cem Ceyhan", role="owner")
    rival = cast.a_member(beril, "Ceren Kurt", role="owner")
    quota = cast.a_quota(aras, unit="Bakım", places=30)
    ayse, mete, zeynep, emre = (cast.a_candidate(name) for name in ("Ayşe Yılmaz", "Mete Kaya", "Zeynep Aydın", "Emre Şahin"))
    sent = cast.a_sent_offer(ayse, quota=quota)
    accepted = cast.an_accepted_offer(zeynep, quota=quota)
    placed = cast.an_accepted_offer(emre, quota=quota)
    confirm_offer(offer_id=placed.pk, actor=cast.acting_for(aras, owner.user))
    cast.a_sent_offer(mete, quota=cast.a_quota(beril))
    cast.an_accepted_offer(ayse, quota=cast.a_quota(beril, unit="Yazılım"), starts_on=cast.on(4))
    batch = start_sending(
        proposal=cast.a_proposal(quota), application_ids=[mete.pk], actor=cast.acting_for(aras, owner.user), key=uuid.uuid4()
    )
    keys, tokens = {}, {}
    for name, member, scopes in (
        ("key", owner, list(Scope)),
        ("key_pool", owner, [Scope.POOL]),
        ("key_read", owner, [Scope.READ]),
        ("key_write", owner, [Scope.WRITE]),
        ("key_revoked", owner, list(Scope)),
        ("key_rival", rival, list(Scope)),
        ("key_suspended", suspended, list(Scope)),
    ):
        tokens[name], keys[name] = create_token(
            employer_id=member.employer_id, name=name, scopes=scopes, actor=cast.acting_for(member.employer, member.user)
        )
    revoke_token(token_id=tokens["key_revoked"].pk, employer_id=aras.pk, actor=cast.acting_for(aras, owner.user))
    suspend_employer(employer_id=ceyhan.pk, reason="Belge eksik", actor=cast.administering(administrator))
    reversal = request_reversal(
        offer_id=accepted.pk, kind=ReversalKind.RELEASE, reason="Hastalık", ticket="D-1", actor=cast.administering(administrator)
    )
    world = World(
        stranger=cast.a_user(),
        staff=cast.a_user("Görevli", is_staff=True),
        administrator=administrator,
        aras=aras,
        beril=beril,
        quota=quota,
        owner=owner,
        coordinator=cast.a_member(aras, "Nil Ak"),
        viewer=cast.a_member(aras, "Suna Bakan", role="viewer"),
        rival=rival,
        suspended=suspended,
        pending=cast.a_member(deniz, "Deniz Er", role="owner"),
        ayse=ayse,
        mete=mete,
        zeynep=zeynep,
        emre=emre,
        sent=sent,
        accepted=accepted,
        placed=placed,
        batch=batch,
        reversal=reversal,
        token=tokens["key"],
        keys=keys,
    )
    write_letters()
    return world
