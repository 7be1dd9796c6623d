"""What a verb answers."""

from dataclasses import dataclass

from offers.models import Offer


@dataclass(frozen=True, slots=True)
class Outcome:
    """`changed` is False when the identical decision had been taken before: repeating it is harmless and says so."""

    offer: Offer
    changed: bool
