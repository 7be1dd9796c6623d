"""Questions about employers, their members, quotas and keys."""

from django.utils.translation import gettext_lazy as _

from employers.models import Employer, Membership, Quota, Role
from employers.states import MOVES, EmployerStatus
from stajseferberligi.refusals import Refusal

NOT_APPROVABLE = Refusal("not_approvable", _("Only a waiting or suspended employer can be approved."))
NOT_SUSPENDABLE = Refusal("not_suspendable", _("Only an approved employer can be suspended."))
REASON_MISSING = Refusal("reason_missing", _("Write the reason."))
BELOW_TAKEN = Refusal("places_below_taken", _("%(taken)s places are already taken; the quota cannot be smaller."))
LAST_OWNER = Refusal("last_owner", _("An employer needs at least one owner."))
# One answer for whoever cannot join: that an address belongs to a candidate, or to whom somebody belongs, is nobody else's business.
NOT_INVITABLE = Refusal("not_invitable", _("This address cannot be added to the team."))
NOT_ALLOWED = Refusal("not_allowed", _("Only an owner can do this."))


def refusal_to_approve(employer: Employer) -> Refusal | None:
    return None if EmployerStatus.APPROVED in MOVES[EmployerStatus(employer.status)] else NOT_APPROVABLE


def refusal_to_suspend(employer: Employer, *, reason: str) -> Refusal | None:
    if EmployerStatus.SUSPENDED not in MOVES[EmployerStatus(employer.status)]:
        return NOT_SUSPENDABLE
    return None if reason.strip() else REASON_MISSING


def refusal_to_resize(quota: Quota, *, places: int) -> Refusal | None:
    return BELOW_TAKEN.given(taken=quota.taken) if places < quota.taken else None


def refusal_to_change_role(membership: Membership, *, role: Role | None, owners: int) -> Refusal | None:
    """`role` None means leaving the team; `owners` counts the employer's owners now."""
    return LAST_OWNER if membership.role == Role.OWNER and role != Role.OWNER and owners == 1 else None
