"""The letters about an employer's own affairs."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from employers.models import Employer, Membership, Role
from stajseferberligi.journal.models import Event
from stajseferberligi.notifications.registry import Draft, stays_silent, writes

stays_silent("member.role_changed", "the team page shows it to everybody it concerns")
stays_silent("token.revoked", "whoever revoked it is looking at it")
stays_silent("quota.resized", "the quota page shows it; places are agreed outside the system first")


@writes("employer.approved", "employer.suspended", "token.created")
def compose_for_owners(events: Sequence[Event]) -> Iterable[Draft]:
    employers = Employer.objects.in_bulk({event.employer_id for event in events})
    owners = Membership.objects.filter(employer_id__in=employers, role=Role.OWNER, user__is_active=True).select_related("user")
    for event in events:
        employer = employers[event.employer_id]
        for owner in owners:
            if owner.employer_id != employer.pk:
                continue
            with translation.override(owner.user.language):
                subject, paragraphs, path, label = _words(event, employer)
            yield Draft(event.pk, owner.user_id, owner.user.language, subject, paragraphs, path, label)


def _words(event: Event, employer: Employer) -> tuple[str, tuple[str, ...], str, str]:
    match event.kind:
        case "employer.approved":
            return (
                _("%(employer)s was approved") % {"employer": employer.name},
                (_("You can see the candidate pool and send offers within your quota."),),
                reverse("employer_home"),
                _("Go to your page"),
            )
        case "employer.suspended":
            return (
                _("%(employer)s was suspended") % {"employer": employer.name},
                (
                    _("Reason: “%(reason)s”") % {"reason": event.data["reason"]},
                    _("Your open offers became invalid. Internships that are already final stay as they are."),
                ),
                reverse("employer_home"),
                _("Go to your page"),
            )
        case _other:
            return (
                _("A new API key was created for %(employer)s") % {"employer": employer.name},
                (_("If nobody of your team did this, revoke the key now."),),
                reverse("employer_integration"),
                _("See the keys"),
            )


@writes("member.invited")
def compose_invitations(events: Sequence[Event]) -> Iterable[Draft]:
    members = Membership.objects.select_related("user", "employer").in_bulk({event.data["membership"] for event in events})
    for event in events:
        membership = members.get(event.data["membership"])
        if membership is None:
            continue  # taken off the team again before the letter was written
        user = membership.user
        with translation.override(user.language):
            subject = _("You were added to the team of %(employer)s") % {"employer": membership.employer.name}
            paragraphs = (
                _("Role: %(role)s") % {"role": membership.get_role_display()},
                _("If you have no password yet, set one with your e-mail address on the page below."),
            )
            label = _("Set a password")
        yield Draft(event.pk, user.pk, user.language, subject, paragraphs, reverse("account_reset_password"), label)
