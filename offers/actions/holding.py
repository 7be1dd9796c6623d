"""How every verb on one offer begins: lock the application, then read the offer as it stands."""

from typing import TypeVar

from candidates.models import Application
from offers.models import Offer
from stajseferberligi.locks import lock

T = TypeVar("T")


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
