"""How every verb on one offer begins: lock the application, then read the offer as it stands."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from candidates.models import Application
from offers import rules
from offers.models import Offer
from stajseferberligi.locks import lock
from stajseferberligi.refusals import Refused

AT_THE_DEADLINE = {
    "offer_accepted_before_its_deadline": rules.TOO_LATE_TO_ANSWER,
    "offer_confirmed_before_its_deadline": rules.TOO_LATE_TO_CONFIRM,
}


def lock_offer(**lookup: object) -> Offer:
    """Lock the application of the offer that `lookup` finds and return the offer, read after the lock.

    Raises Offer.DoesNotExist when there is none, also when it belongs to somebody else and `lookup` says so: doors answer 404.
    """
    offers = Offer.objects.filter(**lookup)
    applications = lock(Application.objects.filter(pk__in=offers.values("application_id")).select_related("programme", "candidate"))
    offer = offers.select_related("employer", "quota").get()
    offer.application = applications[0]
    offer.programme = applications[0].programme
    return offer


@contextmanager
def stamping() -> Iterator[None]:
    """Around a write that the database stamps. The rule reads the clock a moment before the stamp; when a deadline falls between the two,
    the constraint has the last word, and its word is the same refusal. Raises Refused; the transaction can only be rolled back."""
    try:
        yield
    except IntegrityError as error:
        refusal = AT_THE_DEADLINE.get(violated_constraint(error))
        if refusal is None:
            raise
        raise Refused(refusal) from error


def violated_constraint(error: IntegrityError) -> str:
    """The name of the constraint that stopped a write, empty when PostgreSQL names none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
