"""A small season for looking around: about 300 candidates, 12 employers, offers in every state, deadlines near and far.

The clock begins five weeks ago and is led through the weeks by an agenda, so every stamp, letter and record is where it would be had
people acted then; at the end it runs true again. All moves go through the verbs that the pages use.
"""

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from django.utils.timezone import localdate, make_aware

from candidates.actions import leave_programme
from candidates.models import Application
from employers.actions import suspend_employer
from offers.actions import sweeping
from offers.actions.answering import accept_offer, decline_offer
from offers.actions.confirming import cancel_offer, confirm_offer, confirm_offers
from offers.actions.reversing import approve_reversal, request_reversal
from offers.actions.sending import continue_sending, send_offer, start_sending, withdraw_offer
from offers.models import Offer
from offers.rules import Proposal
from offers.states import DeclineReason, ReversalKind
from stajseferberligi import clock
from stajseferberligi.accounts.actors import as_administrator, as_candidate, as_employer
from stajseferberligi.journal.models import Outbox
from stajseferberligi.notifications.delivery import send_letters
from stajseferberligi.notifications.writing import write_letters
from stajseferberligi.programme.models import Programme
from stajseferberligi.refusals import Refused
from stajseferberligi.season import accounts, fields
from stajseferberligi.season.agenda import Agenda
from stajseferberligi.season.building import House, approve, build_houses, build_people, build_users, draw_wage
from stajseferberligi.season.people import ContactFacts, EmployerFacts, PersonFacts, UnitFacts, invent_employers, invent_people

SEED = 2026
CANDIDATES = 300
BEGINS = 35  # days ago
MINIMUM_WAGE = Decimal("28075.50")  # net, 2026
GROUP_OF = {field.name: field.group for field in fields.FIELDS}
STORIES = 31  # the first candidates are in the stories; everyday life happens to the others
HOURS_LEFT = (3, 6, 30, 54, 80, 120)  # before the confirmation deadlines of the busy desk
CANCELLED = "Birimimiz taşındığı için bu dönemde stajyer alamayacağız."
RELEASED = "Aday aynı tarihlerde zorunlu yaz okuluna alındığını belgeledi."

Then = Callable[[Offer], None]
"""What comes of an offer once the step before is done; not called when a rule refused that step."""


def _nothing(offer: Offer) -> None:
    """Nobody goes on with this offer."""


def _house(
    number: int, name: str, kind: str, sector: str, about: str, units: Sequence[UnitFacts], contacts: Sequence[ContactFacts]
) -> EmployerFacts:
    return EmployerFacts(number, name, kind, sector, about, units[0].province, 1.0, tuple(units), tuple(contacts))


NAMED = (
    _house(
        901,
        "Aras Elektrik A.Ş.",
        "private",
        "Enerji",
        "Doğu illerinde elektrik dağıtım şebekesini işletir ve bakımını yapar.",
        [
            UnitFacts("Saha Mühendisliği", 25, ("electrical", "mechanical"), "Bora Demir"),
            UnitFacts("Bakım Planlama", 36, ("mechanical", "industry"), "Gülay Aydın"),
            UnitFacts("Satın Alma", 25, ("business", "industry"), "Kemal Şen"),
        ],
        [ContactFacts("Nalan Aras", accounts.NALAN), ContactFacts("Bora Demir", accounts.BORA), ContactFacts("Veli Uçar", accounts.VELI)],
    ),
    _house(
        902,
        "Anadolu Yazılım A.Ş.",
        "private",
        "Bilişim",
        "Kamu ve sağlık kurumları için yazılım geliştirir.",
        [UnitFacts("Ürün Geliştirme", 6, ("computing", "electrical"), "Selim Işık")],
        [ContactFacts("Selim Işık", "selim.isik@anadolu-yazilim.example")],
    ),
    _house(
        903,
        "Ege Belediyesi",
        "public",
        "Yerel yönetim",
        "Kentin altyapı, imar, ulaşım, kültür ve sosyal hizmetlerini yürütür.",
        [
            UnitFacts("Bilgi İşlem", 35, ("computing", "electrical"), "Ceren Kaya"),
            UnitFacts("Kültür ve Sosyal İşler", 35, ("society", "arts", "education"), "Ceren Kaya"),
        ],
        [ContactFacts("Işıl Güneş", "isil.gunes@ege-belediyesi.example"), ContactFacts("Ceren Kaya", accounts.CEREN)],
    ),
    _house(
        904,
        "Kuzey Lojistik A.Ş.",
        "private",
        "Lojistik",
        "Karadeniz limanlarından iç illere yük taşır.",
        [UnitFacts("Filo Yönetimi", 55, ("industry", "electrical", "business"), "Şükrü Öz")],
        [ContactFacts("Şükrü Öz", "sukru.oz@kuzey-lojistik.example")],
    ),
)


class Demo:
    """The script: who does what, how many days ago. Whatever the agenda would bring later is left for the reader to do."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = localdate(now)
        self.rng = Random(SEED)
        self.agenda = Agenda()
        self.programme = self._programme()

    def _programme(self) -> Programme:
        month = self.today.month + 6
        complete_by = date(self.today.year + (month - 1) // 12, (month - 1) % 12 + 1, 1) - timedelta(days=1)
        return Programme(
            code=f"{self.today.year}-donemi",
            name=f"{self.today.year} dönemi",
            is_current=True,
            applications_open_at=self.ago(110, 9),
            applications_close_at=self.ago(75, 18),
            offers_open_at=self.ago(BEGINS - 1, 9),
            offers_close_at=self.ago(-70, 18),
            complete_by=max(complete_by, self.today + timedelta(days=150)),
        )

    def ago(self, days: int, hour: int, minute: int = 0) -> datetime:
        """An hour of the day that was `days` days ago, in Istanbul; a negative number lies ahead."""
        return make_aware(datetime.combine(self.today - timedelta(days=days), time(hour, minute)))

    def monday(self, week: int) -> date:
        """The Monday `week` weeks after this week's."""
        return self.today + timedelta(days=7 * week - self.today.weekday())

    def play(self) -> None:
        clock.set_offset(self.ago(BEGINS, 9) - self.now)
        self._open()
        for days in range(BEGINS - 1, -1, -1):
            for hour in (8, 19):
                self.agenda.at(self.ago(days, hour), self._sweep)
        self._everyday_life()
        self._ayse()
        self._busy_desk()
        self._five_acceptances()
        self._collisions()
        self._endings()
        self.agenda.run(until=self.now)
        clock.set_offset(timedelta(0))
        self._sweep()
        self._leave_a_confirmation_running()

    # ------------------------------------------------------------------------------------------------------------- people

    def _open(self) -> None:
        password = accounts.hashed_password()
        self.programme.save(force_insert=True)
        derya, deniz = build_users(
            [(accounts.DERYA, "Derya Koç"), (accounts.DENIZ, "Deniz Arslan")], password=password, is_staff=True, is_superuser=True
        )
        self.derya, self.deniz = as_administrator(derya.pk), as_administrator(deniz.pk)
        invented = invent_employers(8, seed=SEED)
        waiting = replace(invented[6], contacts=(ContactFacts("Pınar Çelik", accounts.PINAR),))
        suspended = replace(invented[7], contacts=(ContactFacts("Sevda Kurt", accounts.SEVDA),))
        facts = [*NAMED, *invented[:6], waiting, suspended]
        houses = build_houses(facts, programme=self.programme, password=password, places=self._places)
        approve([house for house in houses if house.facts is not waiting], actor=self.derya)
        self.aras, self.anadolu, self.ege, self.kuzey, *self.others = houses[:10]
        self.suspended = houses[11]
        people = self._people()
        self.applications = build_people(people, programme=self.programme, password=password, admitted_by=self.derya)
        Outbox.objects.all().delete()  # the letters of the admissions went out before this story begins

    def _places(self, facts: EmployerFacts, unit: int) -> int:
        return 16 if facts in NAMED else 6 + min(14, round(facts.size * 5))

    def _people(self) -> list[PersonFacts]:
        people = invent_people(CANDIDATES, seed=SEED, cohort="all")
        for place, (first, last, email, field) in enumerate(
            [
                ("Ayşe", "Yılmaz", accounts.AYSE, "Elektrik-Elektronik Mühendisliği"),
                ("Mehmet", "Işık", "mehmet.isik@aday.example", "Makine Mühendisliği"),
                ("İpek", "Çınar", "ipek.cinar@aday.example", "Endüstri Mühendisliği"),
            ]
        ):
            study = next(each for each in fields.FIELDS if each.name == field)
            people[place] = replace(
                people[place],
                first_name=first,
                last_name=last,
                email=email,
                field=field,
                faculty=study.faculty,
                group=study.group,
                level=study.level,
                class_year=study.years,
            )
        return people

    # --------------------------------------------------------------------------------------------------------------- acts

    def _sweep(self) -> None:
        """One round of every clock, at the simulated hour."""
        sweeping.expire_offers()
        sweeping.lapse_acceptances()
        sweeping.void_stranded()
        sweeping.settle_confirmed()
        sweeping.remind()
        write_letters()
        send_letters()

    def _proposal(self, house: House, unit: int, *, week: int, length: int, due_at: datetime, title: str = "") -> Proposal:
        """Terms for `length` weeks from the Monday `week` weeks ahead of today."""
        starts_on = self.monday(week)
        proposal = house.proposal(
            unit,
            wage=draw_wage(self.rng, minimum=MINIMUM_WAGE),
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=7 * length - 3),
            due_at=due_at,
            rng=self.rng,
        )
        return replace(proposal, title=title or proposal.title)

    def _send(
        self, house: House, to: int, *, unit: int = 0, week: int, length: int = 4, due_at: datetime, title: str = "", then: Then = _nothing
    ) -> None:
        """Send one offer to the candidate with the place `to` in the list, and go on with it."""
        proposal = self._proposal(house, unit, week=week, length=length, due_at=due_at, title=title)
        with suppress(Refused):
            then(send_offer(proposal=proposal, application_id=self.applications[to].pk, actor=house.actor).offer)

    def _send_many(
        self, house: House, to: Sequence[Application], *, unit: int = 0, week: int, due_at: datetime, then: Then = _nothing
    ) -> None:
        batch = start_sending(
            proposal=self._proposal(house, unit, week=week, length=4, due_at=due_at),
            application_ids=[application.pk for application in to],
            actor=house.actor,
            key=uuid.UUID(int=self.rng.getrandbits(128), version=4),
        )
        while continue_sending(batch_id=batch.pk):
            pass
        for offer in batch.offers.select_related("application__candidate").order_by("id"):
            then(offer)

    def _accept(self, offer: Offer, *, then: Then = _nothing) -> None:
        with suppress(Refused):
            then(accept_offer(offer_id=offer.pk, actor=as_candidate(offer.application.candidate.user_id)).offer)

    def _decline(self, offer: Offer, reason: str = "") -> None:
        with suppress(Refused):
            reason = reason or self.rng.choice(DeclineReason.values)
            decline_offer(offer_id=offer.pk, actor=as_candidate(offer.application.candidate.user_id), reason=reason)

    def _confirm(self, offer: Offer) -> None:
        with suppress(Refused):
            confirm_offer(offer_id=offer.pk, actor=as_employer(employer_id=offer.employer_id, user_id=offer.sent_by_id))

    def _cancel(self, offer: Offer) -> None:
        with suppress(Refused):
            cancel_offer(offer_id=offer.pk, reason=CANCELLED, actor=as_employer(employer_id=offer.employer_id, user_id=offer.sent_by_id))

    def _withdraw(self, offer: Offer) -> None:
        with suppress(Refused):
            withdraw_offer(offer_id=offer.pk, actor=as_employer(employer_id=offer.employer_id, user_id=offer.sent_by_id))

    # ------------------------------------------------------------------------------------------------------------ stories

    def _everyday_life(self) -> None:
        """Three waves of offers to people who fit; most answer, some do not, and so do the employers."""
        for house in (self.aras, self.anadolu, self.ege, self.kuzey, *self.others):
            for unit in range(len(house.quotas)):
                for sent, answer, weeks in ((30, 9, (-2, 6)), (16, 8, (1, 11)), (4, self.rng.randint(5, 14), (4, 17))):
                    self.agenda.at(
                        self.ago(sent, self.rng.randint(9, 16), self.rng.randint(0, 59)),
                        partial(self._wave, house, unit, week=self.rng.randint(*weeks), due_at=self.ago(sent - answer, 18)),
                    )

    def _wave(self, house: House, unit: int, *, week: int, due_at: datetime) -> None:
        groups = house.facts.units[unit].groups
        fitting = [each for each in self.applications[STORIES:] if GROUP_OF[each.field] in groups]
        chosen = self.rng.sample(fitting, min(len(fitting), max(2, house.quotas[unit].places // 3)))
        self._send_many(house, chosen, unit=unit, week=week, due_at=due_at, then=self._live_on)

    def _live_on(self, offer: Offer) -> None:
        answered_at = offer.sent_at + (offer.response_due_at - offer.sent_at) * self.rng.uniform(0.02, 0.95)
        match self.rng.choices(("accept", "decline", "withdraw", "forget"), (48, 20, 4, 28))[0]:
            case "accept":
                self.agenda.at(answered_at, partial(self._accept, offer, then=self._follow_up))
            case "decline":
                self.agenda.at(answered_at, partial(self._decline, offer))
            case "withdraw":
                self.agenda.at(answered_at, partial(self._withdraw, offer))

    def _follow_up(self, offer: Offer) -> None:
        accepted_at = clock.now()
        match self.rng.choices(("confirm", "confirm and cancel", "cancel", "forget"), (66, 5, 8, 21))[0]:
            case "confirm":
                self.agenda.at(accepted_at + timedelta(hours=self.rng.uniform(3, 130)), partial(self._confirm, offer))
            case "confirm and cancel":
                self.agenda.at(accepted_at + timedelta(hours=self.rng.uniform(3, 40)), partial(self._confirm, offer))
                self.agenda.at(accepted_at + timedelta(hours=self.rng.uniform(60, 120)), partial(self._cancel, offer))
            case "cancel":
                self.agenda.at(accepted_at + timedelta(hours=self.rng.uniform(3, 100)), partial(self._cancel, offer))

    def _ayse(self) -> None:
        """One internship is final; an offer waits for her answer, two acceptances for their employers; one of them collides with it."""

        def confirmed(offer: Offer) -> None:
            self.agenda.at(self.ago(29, 20, 14), partial(self._accept, offer))
            self.agenda.at(self.ago(26, 11, 5), partial(self._confirm, offer))

        def declined(offer: Offer) -> None:
            self.agenda.at(self.ago(23, 22, 3), partial(self._decline, offer, DeclineReason.TOO_FAR))

        def accepted(days: int, hour: int, minute: int) -> Then:
            return lambda offer: self.agenda.at(self.ago(days, hour, minute), partial(self._accept, offer))

        at, send = self.agenda.at, partial(partial, self._send)
        at(self.ago(31, 10, 20), send(self.anadolu, 0, week=5, due_at=self.ago(24, 18), then=confirmed))
        at(self.ago(26, 14, 45), send(self.others[0], 0, week=7, due_at=self.ago(19, 18), then=declined))
        at(self.ago(20, 9, 10), send(self.others[1], 0, week=12, due_at=self.ago(13, 18)))
        at(self.ago(9, 15, 30), send(self.kuzey, 0, week=14, length=3, due_at=self.ago(-1, 18), then=accepted(2, 21, 40)))
        at(self.ago(8, 11, 0), send(self.ege, 0, week=10, length=3, due_at=self.ago(1, 18), title="Bilgi işlem", then=accepted(3, 12, 30)))
        at(self.ago(5, 9, 40), send(self.aras, 0, week=9, due_at=self.ago(-2, 18), title="Saha mühendisliği"))

    def _busy_desk(self) -> None:
        """Acceptances wait for Bora's confirmation, some of them only for hours."""

        def accepted(hours_left: float) -> Then:
            accepted_at = self.now - self.programme.confirmation_window + timedelta(hours=hours_left)
            return lambda offer: self.agenda.at(accepted_at, partial(self._accept, offer))

        waiting = ((1, 1, "Bakım planlama", 21), (2, 2, "Satın alma", 142), *((12 + n, 0, "", h) for n, h in enumerate(HOURS_LEFT)))
        for place, (to, unit, title, hours_left) in enumerate(waiting):
            self.agenda.at(
                self.ago(12, 10, place),
                partial(
                    self._send,
                    self.aras,
                    to,
                    unit=unit,
                    week=8 + place % 3,
                    due_at=self.ago(-3, 18),
                    title=title,
                    then=accepted(hours_left),
                ),
            )

    def _five_acceptances(self) -> None:
        """The example of Q10: five accepted, three confirmed, two stand; the third employer gets its receipt."""
        confirmations = {1: self.ago(25, 9, 30), 2: self.ago(24, 16, 5), 0: self.ago(23, 10, 15)}

        def accepted(place: int) -> Then:
            def go_on(offer: Offer) -> None:
                self.agenda.at(self.ago(26, 20, place), partial(self._accept, offer))
                if place in confirmations:
                    self.agenda.at(confirmations[place], partial(self._confirm, offer))

            return go_on

        houses = (self.anadolu, self.ege, self.kuzey, *self.others[:2])
        for place, (house, week) in enumerate(zip(houses, (4, 9, 13, 17, 0), strict=True)):
            self.agenda.at(self.ago(28, 9, place), partial(self._send, house, 3, week=week, due_at=self.ago(20, 18), then=accepted(place)))

    def _collisions(self) -> None:
        """Two acceptances for the same weeks: the first confirmation makes the other void, though a slot is still free."""

        def accepted(confirmed_at: datetime | None) -> Then:
            def go_on(offer: Offer) -> None:
                self.agenda.at(self.ago(17, 19, 30), partial(self._accept, offer))
                if confirmed_at:
                    self.agenda.at(confirmed_at, partial(self._confirm, offer))

            return go_on

        self.agenda.at(
            self.ago(19, 9, 5), partial(self._send, self.anadolu, 4, week=6, due_at=self.ago(12, 18), then=accepted(self.ago(15, 9, 45)))
        )
        self.agenda.at(self.ago(19, 11, 5), partial(self._send, self.kuzey, 4, week=7, due_at=self.ago(12, 18), then=accepted(None)))

    def _endings(self) -> None:
        """Every other way in which an offer can end, at least once."""
        at, send = self.agenda.at, partial(partial, self._send)

        def accept(offer: Offer) -> None:
            at(offer.sent_at + timedelta(hours=11), partial(self._accept, offer))

        def then(act: Callable[[Offer], object], moment: datetime, *, accepted: bool = True) -> Then:
            def go_on(offer: Offer) -> None:
                if accepted:
                    accept(offer)
                at(moment, partial(act, offer))

            return go_on

        def confirm_and_cancel(offer: Offer) -> None:
            self._confirm(offer)
            at(self.ago(9, 17, 20), partial(self._cancel, offer))

        def release(offer: Offer) -> None:
            ask = partial(request_reversal, offer_id=offer.pk, kind=ReversalKind.RELEASE, reason=RELEASED)
            reversal = ask(ticket="DS-2041", actor=self.derya)
            at(self.ago(6, 10, 30), partial(approve_reversal, reversal_id=reversal.pk, actor=self.deniz))

        def ask_for_release(offer: Offer) -> None:
            request_reversal(offer_id=offer.pk, kind=ReversalKind.RELEASE, reason=RELEASED, ticket="DS-2077", actor=self.deniz)

        # The candidate leaves with an open offer and an acceptance.
        at(self.ago(9, 9), send(self.ege, 5, unit=1, week=6, due_at=self.ago(-4, 18), then=accept))
        at(self.ago(9, 10), send(self.kuzey, 5, week=12, due_at=self.ago(-4, 18)))
        at(
            self.ago(6, 14),
            lambda: leave_programme(application_id=self.applications[5].pk, reason="Kendi isteğiyle ayrıldı.", actor=self.derya),
        )
        # The employer is suspended while its offers are open.
        at(
            self.ago(20, 13, 30),
            lambda: self._send_many(self.suspended, self.applications[20:26], week=8, due_at=self.ago(9, 18), then=self._accept_some),
        )
        at(
            self.ago(12, 16),
            lambda: suspend_employer(employer_id=self.suspended.employer.pk, reason="Ticaret sicil kaydı kapandı.", actor=self.derya),
        )
        at(self.ago(10, 9, 15), send(self.others[2], 6, week=7, due_at=self.ago(-2, 18), then=then(release, self.ago(7, 15))))
        at(self.ago(4, 9, 15), send(self.others[2], 7, week=7, due_at=self.ago(-5, 18), then=then(ask_for_release, self.ago(1, 15))))
        at(self.ago(22, 9, 15), send(self.others[3], 8, week=6, due_at=self.ago(14, 18), then=then(self._cancel, self.ago(18, 12))))
        at(self.ago(22, 9, 25), send(self.others[3], 9, week=6, due_at=self.ago(14, 18), then=then(confirm_and_cancel, self.ago(19, 12))))
        withdrawn = then(self._withdraw, self.ago(16, 12), accepted=False)
        at(self.ago(18, 9, 35), send(self.others[3], 10, week=6, due_at=self.ago(9, 18), then=withdrawn))
        at(self.ago(21, 9, 45), send(self.others[4], 11, week=6, due_at=self.ago(12, 18), then=accept))  # lapses
        # These are confirmed together at the very end.
        for to in range(26, 31):
            at(self.ago(7, 10, to), send(self.others[5], to, week=7, due_at=self.ago(-3, 18), then=accept))

    def _accept_some(self, offer: Offer) -> None:
        if offer.application_id % 2:
            self.agenda.at(self.ago(15, 18, 10), partial(self._accept, offer))

    def _leave_a_confirmation_running(self) -> None:
        """A bulk confirmation that is stamped and not yet settled: the worker's first piece of work."""
        waiting = Offer.objects.awaiting_confirmation(clock.now()).of_employer(self.others[5].employer.pk)
        chosen = waiting.filter(application__in=self.applications[26:31]).order_by("id").values_list("pk", flat=True)
        confirm_offers(offer_ids=list(chosen), actor=self.others[5].actor, key=uuid.UUID(int=SEED, version=4))
