"""The season of 2020 at its published size, acted out through the verbs that the pages use.

Published are four numbers (`PUBLISHED`) and the dates; how people behaved is not. The behaviour here is ours: invented, random from a seed,
and led so that the four numbers come out. What the simulation proves is not how people were but that the protocol holds at that size.
"""

import time
import uuid
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from decimal import Decimal
from functools import partial
from random import Random
from typing import TypeVar

from django.db import connection
from django.db.models import Count, F, Q
from django.utils.timezone import localdate, make_aware

from candidates.actions import leave_programme
from candidates.models import Application
from employers.actions import approve_employer, suspend_employer
from employers.models import Quota
from offers.actions import sweeping
from offers.actions.answering import accept_offer, decline_offer
from offers.actions.confirming import cancel_offer, confirm_offer, confirm_offers
from offers.actions.sending import continue_sending, send_offer, start_sending, withdraw_offer
from offers.models import Offer
from offers.rules import Proposal
from offers.states import DeclineReason
from stajseferberligi import clock
from stajseferberligi.accounts.actors import as_administrator, as_candidate
from stajseferberligi.programme.models import Programme
from stajseferberligi.refusals import Refused
from stajseferberligi.season import accounts, fields
from stajseferberligi.season.agenda import Agenda
from stajseferberligi.season.building import House, build_houses, build_people, build_users, draw_wage
from stajseferberligi.season.people import ContactFacts, EmployerFacts, PersonFacts, invent_employers, invent_people

T = TypeVar("T")
TICK = timedelta(minutes=30)  # people act at these moments: fewer moves of the clock
MINIMUM_WAGE = Decimal("2324.71")  # net, 2020
GROUP_OF = {field.name: field.group for field in fields.FIELDS}
STARS = 160  # candidates whom many employers want
STAR_SHARE = 0.13  # so many offers go to stars for each one that goes to somebody who never had one
OPENING = 0.19  # of all offers to new candidates go out in the first three days: "more than 2,700" (August 2020)
PLACES_PER_SIZE = 6.0  # an employer of size 1 takes so many interns per unit
ANY_FIELD = date(2020, 10, 26)  # from here on employers look beyond their own fields
LAST_START = date(2020, 12, 7)
CANCELLED = "Salgın önlemleri nedeniyle birimimiz uzaktan çalışmaya geçti; stajyer kabul edemiyoruz."


@dataclass(frozen=True, slots=True)
class Published:
    """What was made public: the pool and the employers with access in August, the rest on 20 November 2020."""

    candidates: int = 15_868
    employers: int = 390
    active: int = 231
    offered: int = 14_115
    accepted: int = 4_382

    def at(self, scale: float) -> "Published":
        return Published(*(max(1, round(getattr(self, name) * scale)) for name in self.__dataclass_fields__))


PUBLISHED = Published()


def istanbul(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return make_aware(datetime.combine(day, time_of_day(hour, minute)))


OPENS = date(2020, 8, 19)
BEGINS = istanbul(date(2020, 8, 17))
LAST_DAY = date(2020, 11, 19)
ENDS = istanbul(date(2020, 11, 20), 12)  # the day of the published figures; the clock stays here


class Stopwatch:
    """How often each verb ran and how long it took, in seconds of real time."""

    def __init__(self) -> None:
        self.verbs: dict[str, tuple[int, float]] = {}
        self.stages: dict[str, float] = {}

    def verb(self, name: str, act: Callable[[], T], *, rows: Callable[[T], int] = lambda _: 1) -> T:
        """Run a verb; `rows` says how many offers its result stands for. A refusal counts as one."""
        began, done = time.perf_counter(), 1
        try:
            result = act()
            done = rows(result)
        finally:
            count, seconds = self.verbs.get(name, (0, 0.0))
            self.verbs[name] = (count + done, seconds + time.perf_counter() - began)
        return result

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.stages[name] = time.perf_counter() - began


@dataclass(slots=True)
class _Person:
    application_id: int
    user_id: int
    group: str
    cities: frozenset[int]
    is_star: bool = False


@dataclass(frozen=True, slots=True)
class _Sent:
    """An offer on its way through the season, as far as behaviour needs to know it."""

    id: int
    person: _Person
    house: House
    sent_at: datetime
    due_at: datetime
    appeal: float


class Season:
    """Builds the season and acts it out. `told` is called now and then with the simulated time, for whoever watches."""

    def __init__(self, *, seed: int, scale: float, told: Callable[[str, float], None]) -> None:
        self.rng = Random(f"season {seed} {scale}")
        self.seed = seed
        self.target = PUBLISHED.at(scale)
        self.told = told
        self.watch = Stopwatch()
        self.agenda = Agenda()
        self.refused: Counter[str] = Counter()
        self.sent = self.sent_to_new = self.decided = self.accepted = 0
        self.habit: dict[int, str] = {}  # how an employer confirms
        self.had_offer: set[int] = set()
        self.latest: deque[_Sent] = deque(maxlen=60)
        self.offered_by: defaultdict[int, set[int]] = defaultdict(set)  # employer → applications it has ever offered to

    def play(self) -> None:
        """Everything, from an empty database to noon of 20 November 2020."""
        clock.set_offset(BEGINS - (clock.now() - clock.offset()))
        with self.watch.stage("People, employers, quotas"):
            self._build()
        self._write_agenda()
        for name, until in (
            ("August", istanbul(date(2020, 9, 1), 0)),
            ("September", istanbul(date(2020, 10, 1), 0)),
            ("October", istanbul(date(2020, 11, 1), 0)),
            ("November, to the 20th", ENDS),
        ):
            with self.watch.stage(name):
                _analyze()
                self.agenda.run(until=until)
            self._tell()
        clock.move_to(ENDS)
        with self.watch.stage("Last sweep"):
            self._sweep()

    # ------------------------------------------------------------------------------------------------------------- people

    def _build(self) -> None:
        password = accounts.hashed_password()
        self.programme = Programme.objects.create(
            code="2020",
            name="2020 dönemi",
            is_current=True,
            applications_open_at=istanbul(date(2020, 6, 1)),
            applications_close_at=istanbul(date(2020, 7, 15), 18),
            offers_open_at=istanbul(OPENS),
            offers_close_at=istanbul(date(2020, 12, 4), 18),
            complete_by=date(2020, 12, 31),
        )
        derya, _deniz = build_users(
            [(accounts.DERYA, "Derya Koç"), (accounts.DENIZ, "Deniz Arslan")], password=password, is_staff=True, is_superuser=True
        )
        self.derya = as_administrator(derya.pk)
        people = self._invent_people()
        self.told("people", 0.0)
        applications = build_people(people, programme=self.programme, password=password, admitted_by=self.derya)
        self.told("employers", 0.0)
        self.houses = build_houses(self._invent_employers(), programme=self.programme, password=password, places=self._places)
        for house in self.houses:
            self.watch.verb("approve_employer", partial(approve_employer, employer_id=house.employer.pk, actor=self.derya))
        self.active = self.houses[: self.target.active]
        self.units = [(house, unit) for house in self.active for unit in range(len(house.quotas))]
        self._cast(people, applications)

    def _invent_people(self) -> list[PersonFacts]:
        """The best of them bears the name of the demonstration's candidate."""
        people = invent_people(self.target.candidates, seed=self.seed)
        best = max(range(len(people)), key=lambda place: people[place].score_total)
        people[best] = replace(people[best], first_name="Ayşe", last_name="Yılmaz", email=accounts.AYSE)
        return people

    def _invent_employers(self) -> list[EmployerFacts]:
        """Those who take part come first; the largest of them is where the demonstration's coordinator works."""
        facts = invent_employers(self.target.employers, seed=self.seed)
        self.rng.shuffle(facts)
        facts.sort(key=lambda each: self.rng.random() ** (1 / (each.size * len(each.units))), reverse=True)
        active, others = facts[: self.target.active], facts[self.target.active :]
        active.sort(key=lambda each: each.size * len(each.units), reverse=True)
        active[0] = replace(active[0], contacts=(active[0].contacts[0], ContactFacts("Bora Demir", accounts.BORA)))
        return active + others

    def _places(self, facts: EmployerFacts, unit: int) -> int:
        return max(2, round(min(facts.size, 6) * PLACES_PER_SIZE * self.rng.uniform(0.6, 1.4)))

    def _cast(self, people: Sequence[PersonFacts], applications: Sequence[Application]) -> None:
        """Who will get an offer at all (the better scores rather than the others), and whom everybody wants."""
        order = sorted(range(len(people)), key=lambda place: float(people[place].score_total) + self.rng.gauss(0, 14), reverse=True)
        everybody = [
            _Person(
                application.pk,
                application.candidate.user_id,
                person.group,
                frozenset(person.city_preferences),
                is_star=person.email == accounts.AYSE,
            )
            for person, application in zip(people, applications, strict=True)
        ]
        stars = max(2, round(STARS * len(people) / PUBLISHED.candidates))
        order.sort(key=lambda place: not everybody[place].is_star)
        self.new: defaultdict[str, list[_Person]] = defaultdict(list)
        self.stars: list[_Person] = []
        for rank, place in enumerate(order[: self.target.offered]):
            person = everybody[place]
            person.is_star = rank < stars
            self.new[person.group].append(person)
            if person.is_star:
                self.stars.append(person)
        for group in sorted(self.new):
            self.rng.shuffle(self.new[group])
        self.by_application = {person.application_id: person for person in everybody}

    # --------------------------------------------------------------------------------------------------------------- days

    def _write_agenda(self) -> None:
        days = (ENDS.date() - OPENS).days + 1
        for number in range(days):
            day = OPENS + timedelta(days=number)
            self.agenda.at(istanbul(day, 6), self._sweep)
            self.agenda.at(istanbul(day, 18, 10), self._sweep)
            self.agenda.at(istanbul(day, 10), partial(self._send_today, day))
            self.agenda.at(istanbul(day, 12), self._tell)
        for house in self.active:
            self.agenda.at(self._hour(OPENS + timedelta(days=self.rng.randint(0, 40)), 11), partial(self._send_first, house))
            at_the_demonstration = house is self.active[0]  # where acceptances wait for the reader's confirmation
            self.habit[house.employer.pk] = self.rng.choices(("single", "bulk", "forgetful"), (62, 28, 10))[0]
            if at_the_demonstration:
                self.habit[house.employer.pk] = "bulk"
            if self.habit[house.employer.pk] == "bulk":
                for number in range(self.rng.randint(3, 6), days - 4 * at_the_demonstration, self.rng.randint(2, 4)):
                    self.agenda.at(istanbul(OPENS + timedelta(days=number), 16), partial(self._confirm_all, house))
        for _ in range(len(self.stars) // 15):
            self.agenda.at(self._hour(OPENS + timedelta(days=self.rng.randint(5, 90)), 14), self._leave)
        self.agenda.at(self._hour(date(2020, 10, 12), 15), self._suspend)

    def _hour(self, day: date, latest: int) -> datetime:
        return istanbul(day, self.rng.randint(9, latest), self.rng.choice((0, 30)))

    def _tell(self) -> None:
        now = clock.now()
        label = f"{localdate(now):%d.%m.%Y}  sent {self.sent:,}  accepted {self.accepted:,}"
        self.told(label, (now - BEGINS) / (ENDS - BEGINS))

    def _sweep(self) -> None:
        """One round of every clock that writes deadlines down."""
        for name, sweep in (
            ("expire_offers", sweeping.expire_offers),
            ("lapse_acceptances", sweeping.lapse_acceptances),
            ("void_stranded", sweeping.void_stranded),
            ("settle_confirmed", sweeping.settle_confirmed),
            ("remind", sweeping.remind),
        ):
            tally = self.watch.verb(name, sweep, rows=lambda tally: tally.done)
            self.refused.update(tally.errors.values())

    # ------------------------------------------------------------------------------------------------------------ sending

    def _send_today(self, day: date) -> None:
        """As many offers to new candidates as the pace of the season asks for, wherever a place is free."""
        goal, before = self._goal(day), self.sent_to_new
        free = self._free_places()
        for house, unit in self.rng.sample(self.units, len(self.units)):
            missing, places = goal - self.sent_to_new, free.get(house.quotas[unit].pk, 0)
            if missing <= 0:
                break
            if places > 0:
                most = min(missing, places, self.rng.randint(8, 60)) if day < LAST_DAY else min(missing, places)
                self._send(house, unit, self._choose_new(house, unit, most, any_field=day >= ANY_FIELD))
        self._send_to_stars(round((self.sent_to_new - before) * STAR_SHARE))

    def _send_to_stars(self, count: int) -> None:
        """One offer at a time to those whom many employers want. Whoever has both internships is no longer in the pool that they search."""
        ids = [star.application_id for star in self.stars]
        in_pool = set(Application.objects.in_pool().filter(pk__in=ids).values_list("pk", flat=True))
        stars = [star for star in self.stars if star.application_id in in_pool]
        free = self._free_places()
        for star in self.rng.choices(stars, k=count) if stars else ():
            fitting = [
                (house, unit)
                for house, unit in self.units
                if star.group in house.facts.units[unit].groups
                and free.get(house.quotas[unit].pk, 0) > 0
                and star.application_id not in self.offered_by[house.employer.pk]
            ]
            if fitting:
                house, unit = self.rng.choice(fitting)
                free[house.quotas[unit].pk] -= 1
                self._send(house, unit, [star])

    def _send_first(self, house: House) -> None:
        """Everybody who takes part begins some day."""
        if not self.offered_by[house.employer.pk]:
            self._send(house, 0, self._choose_new(house, 0, min(3, house.quotas[0].places), any_field=True))

    def _goal(self, day: date) -> int:
        """How many candidates are to have had an offer by the evening: many at once, then as many every day, all by the last day."""
        number, last = (day - OPENS).days, (LAST_DAY - OPENS).days
        if number < 3:
            return round(self.target.offered * OPENING * (number + 1) / 3)
        return round(self.target.offered * (OPENING + (1 - OPENING) * min(1.0, (number - 2) / (last - 2))))

    def _free_places(self) -> dict[int, int]:
        taken_or_open = F("taken") + Count("offers", filter=Q(offers__status__in=["sent", "accepted"]))
        quotas = Quota.objects.filter(employer__status="approved").annotate(free=F("places") - taken_or_open)
        return dict(quotas.values_list("pk", "free"))

    def _choose_new(self, house: House, unit: int, count: int, *, any_field: bool) -> list[_Person]:
        """Candidates without an offer, of the fields that the unit looks for; those who wish for its city rather than others."""
        groups = list(house.facts.units[unit].groups)
        if any_field:
            groups += sorted(set(self.new) - set(groups), key=lambda group: (-len(self.new[group]), group))
        chosen: list[_Person] = []
        for group in groups:
            waiting = self.new[group]
            while waiting and len(chosen) < count:
                province = house.facts.units[unit].province
                near = next((place for place in range(1, min(9, len(waiting)) + 1) if province in waiting[-place].cities), 1)
                person = waiting.pop(-near)
                if person.application_id not in self.had_offer:
                    chosen.append(person)
        return chosen

    def _send(self, house: House, unit: int, people: Sequence[_Person]) -> None:
        """To one with the verb for one, to many with the verb for many."""
        if not people:
            return
        proposal = self._proposal(house, unit)
        key = uuid.UUID(int=self.rng.getrandbits(128), version=4)
        ids = [person.application_id for person in people]
        if len(ids) == 1:
            send = partial(send_offer, proposal=proposal, application_id=ids[0], actor=house.actor, request_key=key)
            outcome = self._try("send_offer", send)
            sent = [(outcome.offer.pk, ids[0])] if outcome else []
        else:
            begin = partial(start_sending, proposal=proposal, application_ids=ids, actor=house.actor, key=key)
            batch = self.watch.verb("start_sending", begin, rows=lambda _: len(ids))
            go_on = partial(continue_sending, batch_id=batch.pk)
            while self.watch.verb("continue_sending", go_on, rows=lambda more: len(ids) if more else 0):
                pass
            self.refused.update(batch.rows.exclude(refusal="").values_list("refusal", flat=True))
            sent = list(batch.offers.order_by("id").values_list("pk", "application_id"))
        now = clock.now()
        for pk, application_id in sent:
            person = self.by_application[application_id]
            wished = house.quotas[unit].province in person.cities
            appeal = (1.35 if wished else 0.85) * (1.1 if proposal.monthly_wage > MINIMUM_WAGE / 2 else 0.95)
            self._sent(_Sent(pk, person, house, now, proposal.response_due_at, appeal))
        for person in people:
            if person.application_id not in self.had_offer:
                self.new[person.group].append(person)  # another employer's turn

    def _proposal(self, house: House, unit: int) -> Proposal:
        wage = draw_wage(self.rng, minimum=MINIMUM_WAGE)
        due_on = localdate(clock.now()) + timedelta(days=self.rng.choices((3, 4, 5, 6, 7, 9, 10), (1, 2, 3, 3, 5, 2, 1))[0])
        starts_on, ends_on = self._dates(due_on)
        return house.proposal(unit, wage=wage, starts_on=starts_on, ends_on=ends_on, due_at=istanbul(due_on, 18), rng=self.rng)

    def _dates(self, due_on: date) -> tuple[date, date]:
        """A Monday in the ten weeks after the answer, and the Friday some three to six weeks on; all over by the end of the year."""
        first = due_on + timedelta(days=(7 - due_on.weekday()) + (0 if due_on.weekday() < 4 else 7))
        weeks = max(0, min(10, (LAST_START - first).days // 7))
        starts_on = min(first + timedelta(weeks=self.rng.randint(0, weeks)), LAST_START)
        length = self.rng.choices((3, 4, 5, 6), (8, 70, 12, 10))[0]
        return starts_on, min(starts_on + timedelta(days=7 * length - 3), self.programme.complete_by)

    def _sent(self, offer: _Sent) -> None:
        self.sent += 1
        self.latest.append(offer)
        self.offered_by[offer.house.employer.pk].add(offer.person.application_id)
        if offer.person.application_id not in self.had_offer:
            self.had_offer.add(offer.person.application_id)
            self.sent_to_new += 1
        self.agenda.at(_tick(offer.sent_at + (offer.due_at - offer.sent_at) * self.rng.uniform(0.02, 0.9)), partial(self._decide, offer))

    # ---------------------------------------------------------------------------------------------------------- answering

    def _decide(self, offer: _Sent) -> None:
        """The candidate accepts, declines or forgets; now and then the employer is quicker and withdraws."""
        self.decided += 1
        actor = as_candidate(offer.person.user_id)
        willing = 0.85 if offer.person.is_star else self._share() * offer.appeal
        if self.rng.random() < willing:
            if self._try("accept_offer", partial(accept_offer, offer_id=offer.id, actor=actor)):
                self.accepted += 1
                self._follow_up(offer)
            return
        match self.rng.choices(("decline", "withdraw", "forget"), (46, 3, 51))[0]:
            case "decline":
                reason = self.rng.choice(DeclineReason.values)
                self._try("decline_offer", partial(decline_offer, offer_id=offer.id, actor=actor, reason=reason))
            case "withdraw":
                self._try("withdraw_offer", partial(withdraw_offer, offer_id=offer.id, actor=offer.house.actor))

    def _share(self) -> float:
        """Which share of the answers still to come has to be an acceptance for the season to end near the published number."""
        coming = (self.sent + (self.target.offered - self.sent_to_new) * (1 + STAR_SHARE)) * 0.97 - self.decided
        return min(0.7, max(0.02, (self.target.accepted - self.accepted) / max(coming, 1)))

    def _follow_up(self, offer: _Sent) -> None:
        """What the employer does with an acceptance: one by one, all together some afternoons, or too late."""
        now = clock.now()

        def later(least: float, most: float) -> datetime:
            return _tick(now + timedelta(hours=self.rng.uniform(least, most)))

        habit = self.habit[offer.house.employer.pk]
        if self.rng.random() < 0.03:
            cancel = partial(cancel_offer, offer_id=offer.id, reason=CANCELLED, actor=offer.house.actor)
            self.agenda.at(later(5, 90), partial(self._try, "cancel_offer", cancel))
        elif habit == "single":
            self.agenda.at(later(4, 120), partial(self._confirm, offer))
        elif habit == "forgetful" and self.rng.random() < 0.55:
            self.agenda.at(later(70, 180), partial(self._confirm, offer))

    def _confirm(self, offer: _Sent) -> None:
        if not self._try("confirm_offer", partial(confirm_offer, offer_id=offer.id, actor=offer.house.actor)):
            return
        if self.rng.random() < 0.02:
            cancel = partial(cancel_offer, offer_id=offer.id, reason=CANCELLED, actor=offer.house.actor)
            self.agenda.at(clock.now() + timedelta(days=self.rng.randint(1, 9)), partial(self._try, "cancel_offer", cancel))

    def _confirm_all(self, house: House) -> None:
        """Stamp whatever waits for this employer; the next sweep settles it together with what others stamped meanwhile."""
        waiting = Offer.objects.awaiting_confirmation(clock.now()).of_employer(house.employer.pk)
        ids = list(waiting.order_by("id").values_list("pk", flat=True))
        key = uuid.UUID(int=self.rng.getrandbits(128), version=4)
        if ids:
            stamp = partial(confirm_offers, offer_ids=ids, actor=house.actor, key=key)
            self._try("confirm_offers (stamped at once)", stamp, rows=lambda _: len(ids))

    def _leave(self) -> None:
        """Somebody with a fresh offer leaves; a clock makes what is still open void."""
        offer = self.rng.choice([offer for offer in self.latest if not offer.person.is_star] or list(self.latest))
        person, reason = offer.person, "Kendi isteğiyle ayrıldı."
        self._try("leave_programme", partial(leave_programme, application_id=person.application_id, reason=reason, actor=self.derya))

    def _suspend(self) -> None:
        """Somebody who has just sent offers is suspended, and approved again ten days later."""
        house = next((offer.house for offer in reversed(self.latest) if offer.house is not self.active[0]), self.active[-1])
        reason, employer_id = "Bildirilen adreste iş yeri bulunamadı.", house.employer.pk
        self._try("suspend_employer", partial(suspend_employer, employer_id=employer_id, reason=reason, actor=self.derya))
        approve_again = partial(approve_employer, employer_id=employer_id, actor=self.derya)
        self.agenda.at(clock.now() + timedelta(days=10), partial(self._try, "approve_employer", approve_again))

    def _try(self, name: str, act: Callable[[], T], *, rows: Callable[[T], int] = lambda _: 1) -> T | None:
        """What a rule refuses stays undone, as it would for a person at a page, and is counted."""
        try:
            return self.watch.verb(name, act, rows=rows)
        except Refused as no:
            self.refused[no.refusal.code] += 1
            return None


def _tick(instant: datetime) -> datetime:
    """The next moment at which people act."""
    return instant + (BEGINS - instant) % TICK


def _analyze() -> None:
    """Bulk loads outrun autovacuum, and a planner that believes in empty tables is slow."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
