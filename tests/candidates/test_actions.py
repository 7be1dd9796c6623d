"""An application's way through the programme."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from candidates.actions import admit_to_pool, leave_programme, return_to_pool, take_out_of_pool
from candidates.models import Application
from stajseferberligi.accounts.actors import SYSTEM
from stajseferberligi.journal.models import Event
from stajseferberligi.refusals import Refused
from tests import cast

pytestmark = pytest.mark.django_db


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.refusal.code == code


def status(application: Application) -> str:
    application.refresh_from_db()
    return application.status


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_an_evaluated_application_enters_the_pool_once() -> None:
    application = cast.a_candidate(status="submitted")
    assert not Application.objects.in_pool().exists()
    for _ in range(2):
        admit_to_pool(application_id=application.pk, actor=SYSTEM)
    assert status(application) == "pool"
    assert kinds() == ["application.admitted"]


@pytest.mark.parametrize("before", ["full", "left"])
def test_only_a_received_application_is_admitted(before: str) -> None:
    with refused("not_admissible"):
        admit_to_pool(application_id=cast.a_candidate(status=before).pk, actor=SYSTEM)


@pytest.mark.parametrize("before", ["submitted", "pool", "full"])
def test_leaving_is_possible_from_everywhere_and_final(before: str) -> None:
    application = cast.a_candidate(status=before)
    for _ in range(2):
        leave_programme(application_id=application.pk, reason="Mezun oldum", actor=cast.acting_as(application))
    assert status(application) == "left"
    (event,) = Event.objects.all()
    assert (event.kind, event.data) == ("application.left", {"reason": "Mezun oldum"})
    with refused("not_admissible"):
        admit_to_pool(application_id=application.pk, actor=SYSTEM)


def test_leaving_needs_a_reason() -> None:
    with refused("reason_missing"):
        leave_programme(application_id=cast.a_candidate().pk, reason=" ", actor=SYSTEM)


def test_full_and_back() -> None:
    application = cast.a_candidate()
    for _ in range(2):
        take_out_of_pool(application, actor=SYSTEM)
    assert status(application) == "full"
    for _ in range(2):
        return_to_pool(application, actor=SYSTEM)
    assert status(application) == "pool"
    assert kinds() == ["application.full", "application.returned"]


def test_one_who_left_does_not_come_back() -> None:
    application = cast.a_candidate(status="left")
    return_to_pool(application, actor=SYSTEM)
    take_out_of_pool(application, actor=SYSTEM)
    assert status(application) == "left"
    assert kinds() == []


def test_names_never_reach_logs_and_lists() -> None:
    application = cast.a_candidate("Ayşe Yılmaz")
    for thing in (application, application.candidate, application.candidate.identity, application.candidate.user):
        assert "Ayşe" not in str(thing)
        assert "Yılmaz" not in repr(thing)
