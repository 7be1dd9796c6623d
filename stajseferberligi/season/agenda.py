"""What happens when, in simulated time."""

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime

from stajseferberligi import clock


class Agenda:
    """Appointments in simulated time. Running it moves the programme's clock from one to the next, never back."""

    def __init__(self) -> None:
        self._queue: list[tuple[datetime, int, Callable[[], object]]] = []
        self._order = itertools.count()  # appointments of the same instant are kept in the order in which they were made

    def at(self, instant: datetime, act: Callable[[], object]) -> None:
        """Do `act` at `instant`. An act may make further appointments; one in the past is kept at once."""
        heapq.heappush(self._queue, (instant, next(self._order), act))

    def run(self, *, until: datetime) -> None:
        """Keep all appointments before `until`, leave the later ones. The clock stays at the last one kept."""
        here: datetime | None = None
        while self._queue and self._queue[0][0] < until:
            instant, _, act = heapq.heappop(self._queue)
            if here is None or instant > here:
                here = instant
                if instant > clock.now():
                    clock.move_to(instant)
            act()
