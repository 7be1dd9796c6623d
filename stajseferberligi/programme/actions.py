"""What changes a season's rules."""

from django.db import transaction
from django.forms.models import model_to_dict

from stajseferberligi.accounts.actors import Actor
from stajseferberligi.journal.record import record
from stajseferberligi.locks import lock
from stajseferberligi.programme.models import Programme


def open_programme(*, programme: Programme, actor: Actor) -> Programme:
    """Write down a new season."""
    with transaction.atomic():
        programme.save(force_insert=True)
        record("programme.opened", actor=actor, data={"programme": programme.pk, "code": programme.code})
    return programme


def change_programme(*, programme: Programme, actor: Actor) -> Programme:
    """Save edited settings; the journal keeps each value before and after. Offers that were sent keep the deadlines they have."""
    with transaction.atomic():
        (before,) = lock(Programme.objects.filter(pk=programme.pk))
        was, now = model_to_dict(before), model_to_dict(programme)
        changes = {name: [was[name], value] for name, value in now.items() if was[name] != value}
        if changes:
            programme.save(update_fields=list(changes))
            record("programme.changed", actor=actor, data={"programme": programme.pk, "changes": changes})
    return programme
