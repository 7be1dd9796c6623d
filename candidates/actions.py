"""What changes an application's place in the programme."""

from django.db import transaction

from candidates import rules
from candidates.models import Application
from candidates.states import ApplicationStatus
from stajseferberligi.accounts.actors import Actor
from stajseferberligi.journal.record import record
from stajseferberligi.locks import lock
from stajseferberligi.refusals import Refused

S = ApplicationStatus


def admit_to_pool(*, application_id: int, actor: Actor) -> Application:
    """SUBMITTED → POOL: evaluated and eligible. Repeating it is harmless."""
    with transaction.atomic():
        (application,) = lock(Application.objects.filter(pk=application_id))
        if application.status != S.POOL:
            if refusal := rules.refusal_to_admit(application):
                raise Refused(refusal)
            _move(application, S.POOL, kind="application.admitted", actor=actor)
    return application


def leave_programme(*, application_id: int, reason: str, actor: Actor) -> Application:
    """Any → LEFT, final. Open offers can no longer be accepted or confirmed from this moment; a clock voids them."""
    with transaction.atomic():
        (application,) = lock(Application.objects.filter(pk=application_id))
        if application.status != S.LEFT:
            if refusal := rules.refusal_to_leave(application, reason=reason):
                raise Refused(refusal)
            _move(application, S.LEFT, kind="application.left", actor=actor, reason=reason)
    return application


def take_out_of_pool(application: Application, *, actor: Actor, cause_id: int | None = None) -> None:
    """POOL → FULL when both internships are final (Q10). The caller holds the lock."""
    if application.status == S.POOL:
        _move(application, S.FULL, kind="application.full", actor=actor, cause_id=cause_id)


def return_to_pool(application: Application, *, actor: Actor, cause_id: int | None = None) -> None:
    """FULL → POOL when an internship was cancelled. The caller holds the lock. Voided offers are not revived."""
    if application.status == S.FULL:
        _move(application, S.POOL, kind="application.returned", actor=actor, cause_id=cause_id)


def _move(
    application: Application, to: ApplicationStatus, *, kind: str, actor: Actor, cause_id: int | None = None, reason: str = ""
) -> None:
    application.status = to
    application.save(update_fields=["status"])
    data = {"reason": reason} if reason else {}
    record(kind, actor=actor, application_id=application.pk, cause_id=cause_id, data=data)
