"""The people and things that tests speak of. Ayşe is a candidate, Bora and Ceren coordinate at two employers, Can is a stranger, Derya
administers. Every builder takes overrides and writes to the real database."""

from __future__ import annotations

import itertools
import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.timezone import localdate

from candidates.models import Application, Candidate, Identity, Level
from candidates.states import ApplicationStatus
from employers.models import Employer, Kind, Membership, Quota, Role
from employers.states import EmployerStatus
from offers.actions.answering import accept_offer
from offers.actions.sending import send_offer
from offers.models import Offer
from offers.rules import Proposal
from stajseferberligi import clock
from stajseferberligi.accounts.actors import Actor, as_administrator, as_candidate, as_employer
from stajseferberligi.accounts.models import User
from stajseferberligi.programme.models import Programme

PASSWORD = "turkuaz-lacivert"
_numbers = itertools.count(1)


def a_user(name: str = "Can Yabancı", *, email: str = "", **fields: Any) -> User:
    """An account whose e-mail address is verified; it signs in with PASSWORD."""
    address = email or f"kisi{next(_numbers)}@example.org"
    user = User.objects.create_user(address, PASSWORD, full_name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def an_administrator(name: str = "Derya Yönetici", **fields: Any) -> User:
    return a_user(name, is_staff=True, is_superuser=True, **fields)


def a_programme(**fields: Any) -> Programme:
    """The season in force: offers open since a week, ten weeks to go."""
    now = timezone.now()
    number = next(_numbers)
    return Programme.objects.create(
        **{
            "code": f"donem-{number}",
            "name": f"{now.year} dönemi",
            "is_current": not Programme.objects.filter(is_current=True).exists(),
            "applications_open_at": now - timedelta(days=90),
            "applications_close_at": now - timedelta(days=60),
            "offers_open_at": now - timedelta(days=7),
            "offers_close_at": now + timedelta(days=70),
            "complete_by": localdate(now) + timedelta(days=240),
            **fields,
        }
    )


def the_programme() -> Programme:
    return Programme.objects.in_force() or a_programme()


def a_candidate(name: str = "Ayşe Yılmaz", *, programme: Programme | None = None, status: str = "pool", **fields: Any) -> Application:
    """A candidate with an account, an identity and an application in the pool; returns the application."""
    candidate = Candidate.objects.create(user=a_user(name))
    _an_identity(candidate, name).save(force_insert=True)
    application = _an_application(candidate, programme or the_programme(), status=ApplicationStatus(status), **fields)
    application.save(force_insert=True)
    return application


def candidates(count: int, *, programme: Programme | None = None) -> list[Application]:
    """Many candidates at once, in a few statements. Nobody signs in as one of them."""
    season = programme or the_programme()
    users = User.objects.bulk_create(
        User(email=f"kisi{next(_numbers)}@example.org", password="!", full_name="Ayşe Yılmaz") for _ in range(count)
    )
    people = Candidate.objects.bulk_create(Candidate(user=user) for user in users)
    Identity.objects.bulk_create(_an_identity(person, "Ayşe Yılmaz") for person in people)
    return Application.objects.bulk_create(_an_application(person, season) for person in people)


def _an_identity(candidate: Candidate, name: str) -> Identity:
    first, _, last = name.rpartition(" ")
    return Identity(
        candidate=candidate,
        first_name=first,
        last_name=last,
        phone="0532 123 45 67",
        university="Erzurum Teknik Üniversitesi",
        faculty="Mühendislik",
    )


def _an_application(candidate: Candidate, programme: Programme, **fields: Any) -> Application:
    return Application(
        **{
            "candidate": candidate,
            "programme": programme,
            "status": ApplicationStatus.POOL,
            "level": Level.BACHELOR,
            "field": "Elektrik-Elektronik Mühendisliği",
            "class_year": 4,
            "score_academic": Decimal("71.50"),
            "score_social": Decimal("40.00"),
            "score_sport": Decimal("22.25"),
            "score_total": Decimal("55.10"),
            "city_preferences": [25, 6],
            "languages": ["İngilizce B2"],
            "skills": ["Python", "AutoCAD"],
            **fields,
        }
    )


def an_employer(name: str = "Aras Elektrik A.Ş.", *, status: str = "approved", **fields: Any) -> Employer:
    return Employer.objects.create(
        **{"name": name, "kind": Kind.PRIVATE, "sector": "Enerji", "province": 25, "status": EmployerStatus(status), **fields}
    )


def a_member(employer: Employer, name: str = "Bora Demir", *, role: str = "coordinator", **fields: Any) -> Membership:
    return Membership.objects.create(user=a_user(name, **fields), employer=employer, role=Role(role))


def a_quota(employer: Employer, *, programme: Programme | None = None, places: int = 20, **fields: Any) -> Quota:
    return Quota.objects.create(
        **{
            "employer": employer,
            "programme": programme or the_programme(),
            "unit": f"Birim {next(_numbers)}",
            "province": 25,
            "places": places,
            **fields,
        }
    )


def a_proposal(quota: Quota, *, starts_on: date | None = None, days: int = 26, answer_in: int = 7, **fields: Any) -> Proposal:
    """Terms that hold: begins in sixty days unless said otherwise, lasts `days` calendar days, answer within `answer_in` days."""
    now = clock.now()
    first_day = starts_on or localdate(now) + timedelta(days=60)
    return Proposal(
        **{
            "quota_id": quota.pk,
            "title": "Saha mühendisliği",
            "starts_on": first_day,
            "ends_on": first_day + timedelta(days=days - 1),
            "monthly_wage": Decimal("8422.65"),
            "supervisor": "Bora Demir",
            "response_due_at": now + timedelta(days=answer_in),
            **fields,
        }
    )


def acting_for(employer: Employer, user: User | None = None) -> Actor:
    return as_employer(employer_id=employer.pk, user_id=user.pk if user else None)


def acting_as(application: Application) -> Actor:
    return as_candidate(application.candidate.user_id)


def administering(user: User) -> Actor:
    return as_administrator(user.pk)


def a_sent_offer(application: Application, *, employer: Employer | None = None, quota: Quota | None = None, **terms: Any) -> Offer:
    """An offer sent through the verb."""
    if quota is None:
        quota = a_quota(employer or an_employer(f"İşveren {next(_numbers)}"), programme=application.programme)
    return send_offer(
        proposal=a_proposal(quota, **terms), application_id=application.pk, actor=acting_for(quota.employer), request_key=uuid.uuid4()
    ).offer


def an_accepted_offer(application: Application, **fields: Any) -> Offer:
    """An offer sent and accepted through the verbs."""
    offer = a_sent_offer(application, **fields)
    return accept_offer(offer_id=offer.pk, actor=acting_as(application)).offer


def on(month_from_now: int, day: int = 1) -> date:
    """A day in a month after this one, far enough for the usual deadlines."""
    today = localdate(clock.now())
    month = today.month - 1 + month_from_now
    return date(today.year + month // 12, month % 12 + 1, day)


def at(day: date, hour: int = 18) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
