"""What changes an employer: its state, quotas, team, keys, and which names are open to it."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language

from employers import rules
from employers.models import ApiToken, Disclosure, Employer, Membership, Quota, Role, Scope
from employers.states import EmployerStatus
from stajseferberligi import clock
from stajseferberligi.accounts.actors import Actor
from stajseferberligi.accounts.models import User
from stajseferberligi.journal.record import record
from stajseferberligi.locks import lock
from stajseferberligi.refusals import Refused


def approve_employer(*, employer_id: int, actor: Actor) -> Employer:
    """PENDING or SUSPENDED → APPROVED: the employer sees the pool."""
    with transaction.atomic():
        (employer,) = lock(Employer.objects.filter(pk=employer_id))
        if employer.status != EmployerStatus.APPROVED:
            if refusal := rules.refusal_to_approve(employer):
                raise Refused(refusal)
            employer.status = EmployerStatus.APPROVED
            employer.save(update_fields=["status"])
            record("employer.approved", actor=actor, employer_id=employer.pk)
    return employer


def suspend_employer(*, employer_id: int, reason: str, actor: Actor) -> Employer:
    """APPROVED → SUSPENDED: from this moment none of its offers can be accepted or confirmed; a clock voids them."""
    with transaction.atomic():
        (employer,) = lock(Employer.objects.filter(pk=employer_id))
        if employer.status != EmployerStatus.SUSPENDED:
            if refusal := rules.refusal_to_suspend(employer, reason=reason):
                raise Refused(refusal)
            employer.status = EmployerStatus.SUSPENDED
            employer.save(update_fields=["status"])
            record("employer.suspended", actor=actor, employer_id=employer.pk, data={"reason": reason})
    return employer


def resize_quota(*, quota_id: int, places: int, actor: Actor) -> Quota:
    """Set the number of places; never below what is taken."""
    with transaction.atomic():
        (quota,) = lock(Quota.objects.filter(pk=quota_id))
        if refusal := rules.refusal_to_resize(quota, places=places):
            raise Refused(refusal)
        if quota.places != places:
            before, quota.places = quota.places, places
            quota.save(update_fields=["places"])
            record("quota.resized", actor=actor, employer_id=quota.employer_id, data={"quota": quota.pk, "from": before, "to": places})
    return quota


def open_name(*, employer_id: int, application_id: int, actor: Actor, cause_id: int) -> None:
    """The recorded moment at which one candidate's name opens to one employer; opening it again changes nothing."""
    _, created = Disclosure.objects.get_or_create(employer_id=employer_id, application_id=application_id)
    if created:
        record("name.opened", actor=actor, employer_id=employer_id, application_id=application_id, cause_id=cause_id)


def invite_member(*, employer_id: int, email: str, full_name: str, role: Role, actor: Actor) -> Membership:
    """Add somebody to the team. A new account has no password yet: the letter leads to the page that sets one.

    Inviting somebody who is already in this team returns their membership unchanged.
    """
    with transaction.atomic():
        lock(Employer.objects.filter(pk=employer_id))
        address = email.strip().lower()
        user = User.objects.filter(email=address).first()
        if user is None:
            user = User.objects.create_user(address, full_name=full_name, language=get_language() or "tr")
        membership = Membership.objects.filter(user=user).first()
        if membership is not None:
            if membership.employer_id != employer_id:
                raise Refused(rules.NOT_INVITABLE)
            return membership
        if hasattr(user, "candidate"):
            raise Refused(rules.NOT_INVITABLE)
        membership = Membership.objects.create(user=user, employer_id=employer_id, role=role)
        record("member.invited", actor=actor, employer_id=employer_id, data={"membership": membership.pk, "role": role})
    return membership


def change_role(*, membership_id: int, employer_id: int, role: Role | None, actor: Actor) -> Membership:
    """Give a member another role, or None to take them off the team. The last owner stays one."""
    with transaction.atomic():
        lock(Employer.objects.filter(pk=employer_id))
        membership = Membership.objects.get(pk=membership_id, employer_id=employer_id)
        owners = Membership.objects.filter(employer_id=employer_id, role=Role.OWNER).count()
        if refusal := rules.refusal_to_change_role(membership, role=role, owners=owners):
            raise Refused(refusal)
        data = {"membership": membership.pk, "user": membership.user_id, "from": membership.role, "to": role}
        if role is None:
            membership.delete()
        elif role != membership.role:
            membership.role = role
            membership.save(update_fields=["role"])
        else:
            return membership
        record("member.role_changed", actor=actor, employer_id=employer_id, data=data)
    return membership


def digest_of(key: str) -> str:
    """How a key is kept and found again. A key has 256 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()


def create_token(*, employer_id: int, name: str, scopes: list[Scope], actor: Actor) -> tuple[ApiToken, str]:
    """A new key and its only appearance in plain text."""
    key = f"staj_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        token = ApiToken.objects.create(
            employer_id=employer_id, name=name, prefix=key[:12], digest=digest_of(key), scopes=sorted(scopes), created_by_id=actor.person
        )
        record("token.created", actor=actor, employer_id=employer_id, data={"token": token.pk, "scopes": token.scopes})
    return token, key


def revoke_token(*, token_id: int, employer_id: int, actor: Actor) -> ApiToken:
    """The key stops working at once and for good. Repeating it is harmless."""
    with transaction.atomic():
        (token,) = lock(ApiToken.objects.filter(pk=token_id, employer_id=employer_id)) or (None,)
        if token is None:
            raise ApiToken.DoesNotExist
        if token.revoked_at is None:
            token.revoked_at = clock.now()
            token.save(update_fields=["revoked_at"])
            record("token.revoked", actor=actor, employer_id=employer_id, data={"token": token.pk})
    return token


def note_use_of_token(*, token_id: int) -> None:
    """When a key was last used, to the minute: enough to find the forgotten ones, without a write for each request."""
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=clock.Now() - timedelta(minutes=1))
    ApiToken.objects.filter(stale, pk=token_id).update(last_used_at=clock.Now())
