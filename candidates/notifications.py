"""The letters about an application's place in the programme."""

from collections.abc import Iterable, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from candidates.models import Application
from stajseferberligi.journal.models import Event
from stajseferberligi.notifications.registry import Draft, stays_silent, writes

stays_silent("application.full", "the letter about the second internship says so")
stays_silent("application.returned", "the letter about the cancelled internship says so")


@writes("application.admitted", "application.left")
def compose(events: Sequence[Event]) -> Iterable[Draft]:
    applications = Application.objects.select_related("candidate__user", "programme").in_bulk({event.application_id for event in events})
    for event in events:
        application = applications[event.application_id]
        user = application.candidate.user
        with translation.override(user.language):
            if event.kind == "application.admitted":
                subject = _("You are in the intern pool")
                paragraphs = (
                    _("Employers in %(programme)s can now find your profile without your name and send you offers.")
                    % {"programme": application.programme.name},
                    _("Being in the pool promises no offer. We write to you when one arrives."),
                )
            else:
                subject = _("Your application left the programme")
                paragraphs = (
                    _("Reason: “%(reason)s”") % {"reason": event.data["reason"]},
                    _("Open offers became invalid. Write to the programme if you think this is wrong."),
                )
            label = _("Go to your page")
        yield Draft(event.pk, user.pk, user.language, subject, paragraphs, "/aday/", label)
