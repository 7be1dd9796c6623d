"""What changes an employer, and what nobody learns by trying."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from employers.actions import (
    approve_employer,
    change_role,
    create_token,
    digest_of,
    invite_member,
    open_name,
    resize_quota,
    revoke_token,
    suspend_employer,
)
from employers.models import ApiToken, Disclosure, Employer, Membership, Role, Scope
from employers.profiles import profiles_for
from offers.actions.confirming import confirm_offer
from stajseferberligi.accounts.actors import SYSTEM
from stajseferberligi.accounts.models import User
from stajseferberligi.journal.models import Event
from stajseferberligi.journal.record import record
from stajseferberligi.refusals import Refused
from tests import cast

pytestmark = pytest.mark.django_db


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.refusal.code == code


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_approval_and_suspension_are_harmless_to_repeat() -> None:
    employer = cast.an_employer(status="pending")
    for _ in range(2):
        approve_employer(employer_id=employer.pk, actor=SYSTEM)
    for _ in range(2):
        suspend_employer(employer_id=employer.pk, reason="Şikâyet", actor=SYSTEM)
    approve_employer(employer_id=employer.pk, actor=SYSTEM)
    assert kinds() == ["employer.approved", "employer.suspended", "employer.approved"]


def test_suspension_needs_an_approved_employer_and_a_reason() -> None:
    with refused("not_suspendable"):
        suspend_employer(employer_id=cast.an_employer(status="pending").pk, reason="Şikâyet", actor=SYSTEM)
    with refused("reason_missing"):
        suspend_employer(employer_id=cast.an_employer("Başka").pk, reason=" ", actor=SYSTEM)


def test_a_quota_never_shrinks_below_what_is_taken() -> None:
    offer = cast.an_accepted_offer(cast.a_candidate())
    confirm_offer(offer_id=offer.pk, actor=cast.acting_for(offer.employer))
    with refused("places_below_taken"):
        resize_quota(quota_id=offer.quota_id, places=0, actor=SYSTEM)
    for _ in range(2):
        assert resize_quota(quota_id=offer.quota_id, places=1, actor=SYSTEM).places == 1
    assert kinds().count("quota.resized") == 1


def test_opening_a_name_twice_is_one_moment() -> None:
    employer, application = cast.an_employer(), cast.a_candidate()
    cause = record("offer.accepted", actor=SYSTEM)
    for _ in range(2):
        open_name(employer_id=employer.pk, application_id=application.pk, actor=SYSTEM, cause_id=cause)
    assert Disclosure.objects.count() == 1
    assert kinds().count("name.opened") == 1


def test_a_profile_holds_nothing_that_names_the_person_before_the_moment() -> None:
    application = cast.a_candidate("Ayşe Yılmaz")
    profile = profiles_for(cast.an_employer().pk, [application.pk])[application.pk]
    assert profile.label == application.code
    told = repr(profile)
    for secret in ("Ayşe", "Yılmaz", "0532", "Erzurum Teknik", application.candidate.user.email):
        assert secret not in told


def test_profiles_cost_the_same_for_one_and_for_many(django_assert_max_num_queries: object) -> None:
    employer = cast.an_employer()
    applications = [cast.a_candidate().pk for _ in range(5)]
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        profiles_for(employer.pk, applications)


# The team


def an_invitation(employer: Employer, email: str) -> Membership:
    return invite_member(employer_id=employer.pk, email=email, full_name="Ceren Ak", role=Role.COORDINATOR, actor=SYSTEM)


def test_inviting_makes_an_account_without_a_password() -> None:
    employer = cast.an_employer()
    first, again = an_invitation(employer, " Ceren@Example.ORG "), an_invitation(employer, "ceren@example.org")
    assert first.pk == again.pk
    assert first.user.email == "ceren@example.org"
    assert not first.user.has_usable_password()
    assert kinds() == ["member.invited"]


def test_an_employer_cannot_find_out_who_somebody_is_by_inviting() -> None:
    """A candidate and another employer's member are answered in the same words."""
    employer = cast.an_employer()
    candidate = cast.a_candidate().candidate.user.email
    colleague = cast.a_member(cast.an_employer("Başka")).user.email
    answers = []
    for email in (candidate, colleague):
        with pytest.raises(Refused) as refusal:
            an_invitation(employer, email)
        answers.append((refusal.value.refusal.code, str(refusal.value.refusal)))
    assert answers[0] == answers[1]
    assert not employer.memberships.exists()
    assert User.objects.filter(email=candidate).count() == 1


def test_the_last_owner_stays() -> None:
    employer = cast.an_employer()
    owner, second = cast.a_member(employer, role="owner"), cast.a_member(employer, role="viewer")

    def change(membership: Membership, role: Role | None) -> None:
        change_role(membership_id=membership.pk, employer_id=employer.pk, role=role, actor=SYSTEM)

    for role in (Role.VIEWER, None):
        with refused("last_owner"):
            change(owner, role)
    change(second, Role.OWNER)
    change(second, Role.OWNER)
    change(owner, None)
    assert list(employer.memberships.values_list("pk", "role")) == [(second.pk, "owner")]
    assert kinds() == ["member.role_changed", "member.role_changed"]


def test_another_employers_member_does_not_exist() -> None:
    member = cast.a_member(cast.an_employer())
    with pytest.raises(Membership.DoesNotExist):
        change_role(membership_id=member.pk, employer_id=cast.an_employer("Başka").pk, role=None, actor=SYSTEM)


# Keys


def test_a_key_is_kept_as_its_hash_and_ends_for_good() -> None:
    member = cast.a_member(cast.an_employer(), role="owner")
    actor = cast.acting_for(member.employer, member.user)
    token, key = create_token(employer_id=member.employer_id, name="İK yazılımı", scopes=[Scope.WRITE, Scope.POOL], actor=actor)
    assert token.digest == digest_of(key)
    assert key not in {str(value) for value in ApiToken.objects.values().get().values()}
    assert key.startswith(token.prefix)
    for _ in range(2):
        revoke_token(token_id=token.pk, employer_id=member.employer_id, actor=actor)
    assert not ApiToken.objects.usable().exists()
    assert kinds() == ["token.created", "token.revoked"]
    with pytest.raises(ApiToken.DoesNotExist):
        revoke_token(token_id=token.pk, employer_id=cast.an_employer("Başka").pk, actor=actor)
