"""From invented facts to rows. Nothing is decided while people and employers are written down, so it happens in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from random import Random

from allauth.account.models import EmailAddress

from candidates.models import Application, Candidate, Identity
from candidates.states import ApplicationStatus
from employers.actions import approve_employer
from employers.models import Employer, Membership, Quota, Role
from employers.states import EmployerStatus
from offers.rules import Proposal
from stajseferberligi.accounts.actors import Actor, as_employer
from stajseferberligi.accounts.models import User
from stajseferberligi.journal.record import Fact, record_many
from stajseferberligi.programme.models import Programme
from stajseferberligi.season.fields import GROUPS
from stajseferberligi.season.people import EmployerFacts, PersonFacts

CHUNK = 1000
ROLES = (Role.OWNER, Role.COORDINATOR, Role.VIEWER)  # of an employer's contacts, in their order
# Law 3308, article 25: three tenths of the net minimum wage are the floor; some employers pay more.
WAGE_SHARES = (("0.30", 45), ("0.35", 15), ("0.50", 20), ("0.75", 10), ("1.00", 10))


@dataclass(frozen=True, slots=True)
class House:
    """An employer with what is needed to act for it. `quotas` stand in the order of `facts.units`."""

    facts: EmployerFacts
    employer: Employer
    members: tuple[User, ...]
    quotas: tuple[Quota, ...]

    @property
    def actor(self) -> Actor:
        """The coordinator, where there is one; otherwise whoever is in charge."""
        return as_employer(employer_id=self.employer.pk, user_id=self.members[min(1, len(self.members) - 1)].pk)

    def proposal(self, unit: int, *, wage: Decimal, starts_on: date, ends_on: date, due_at: datetime, rng: Random) -> Proposal:
        """Terms that a unit would offer: one of the positions of the first group of fields it looks for."""
        position = rng.choice(GROUPS[self.facts.units[unit].groups[0]].positions)
        return Proposal(
            quota_id=self.quotas[unit].pk,
            title=position.title,
            description=position.tasks,
            starts_on=starts_on,
            ends_on=ends_on,
            monthly_wage=wage,
            supervisor=self.facts.units[unit].supervisor,
            response_due_at=due_at,
            gives_meal=rng.random() < 0.7,
            gives_transport=rng.random() < 0.35,
            gives_accommodation=rng.random() < 0.08,
        )


def draw_wage(rng: Random, *, minimum: Decimal) -> Decimal:
    """A monthly net wage between the legal floor and `minimum`, the year's net minimum wage."""
    shares, weights = [share for share, _ in WAGE_SHARES], [weight for _, weight in WAGE_SHARES]
    return (minimum * Decimal(rng.choices(shares, weights)[0])).quantize(Decimal("0.01"))


def build_users(people: Iterable[tuple[str, str]], *, password: str, **fields: object) -> list[User]:
    """Accounts with a verified address for pairs of address and name. `password` is a hash."""
    users = User.objects.bulk_create(
        (User(email=email, full_name=name, password=password, language="tr", **fields) for email, name in people), batch_size=CHUNK
    )
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users), batch_size=CHUNK
    )
    return users


def build_people(people: Sequence[PersonFacts], *, programme: Programme, password: str, admitted_by: Actor) -> list[Application]:
    """Accounts, identities and applications in the pool, in the order of `people`."""
    users = build_users(((person.email, person.full_name) for person in people), password=password)
    candidates = Candidate.objects.bulk_create((Candidate(user=user) for user in users), batch_size=CHUNK)
    Identity.objects.bulk_create(
        (
            Identity(
                candidate=candidate,
                first_name=person.first_name,
                last_name=person.last_name,
                phone=person.phone,
                university=person.university,
                faculty=person.faculty,
            )
            for candidate, person in zip(candidates, people, strict=True)
        ),
        batch_size=CHUNK,
    )
    applications = Application.objects.bulk_create(
        (
            Application(
                candidate=candidate,
                programme=programme,
                status=ApplicationStatus.POOL,
                level=person.level,
                field=person.field,
                class_year=person.class_year,
                score_academic=person.score_academic,
                score_social=person.score_social,
                score_sport=person.score_sport,
                score_total=person.score_total,
                city_preferences=list(person.city_preferences),
                languages=list(person.languages),
                skills=list(person.skills),
            )
            for candidate, person in zip(candidates, people, strict=True)
        ),
        batch_size=CHUNK,
    )
    record_many([Fact("application.admitted", application_id=application.pk) for application in applications], actor=admitted_by)
    return applications


def build_houses(
    facts: Sequence[EmployerFacts], *, programme: Programme, password: str, places: Callable[[EmployerFacts, int], int]
) -> list[House]:
    """Employers waiting for approval, with their team and quotas; `places(facts, unit)` says how many interns a unit takes."""
    contacts = [(contact.email, contact.full_name) for each in facts for contact in each.contacts]
    users = iter(build_users(contacts, password=password))
    employers = Employer.objects.bulk_create(
        Employer(
            name=each.name, kind=each.kind, sector=each.sector, province=each.province, about=each.about, status=EmployerStatus.PENDING
        )
        for each in facts
    )
    members = [tuple(next(users) for _ in each.contacts) for each in facts]
    Membership.objects.bulk_create(
        Membership(user=user, employer=employer, role=role)
        for employer, team in zip(employers, members, strict=True)
        for user, role in zip(team, ROLES, strict=False)
    )
    quotas = iter(
        Quota.objects.bulk_create(
            Quota(employer=employer, programme=programme, unit=unit.name, province=unit.province, places=places(each, number))
            for each, employer in zip(facts, employers, strict=True)
            for number, unit in enumerate(each.units)
        )
    )
    return [
        House(each, employer, team, tuple(next(quotas) for _ in each.units))
        for each, employer, team in zip(facts, employers, members, strict=True)
    ]


def approve(houses: Iterable[House], *, actor: Actor) -> None:
    for house in houses:
        approve_employer(employer_id=house.employer.pk, actor=actor)
        house.employer.refresh_from_db(fields=["status"])
