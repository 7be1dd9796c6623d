"""Who does something: a small value that doors make and verbs record."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["candidate", "employer", "administrator", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """`employer_id` is set when somebody acts for an employer: the door has checked that they may."""

    role: Role
    user_id: int | None = None
    employer_id: int | None = None


SYSTEM = Actor("system")


def as_candidate(user_id: int) -> Actor:
    return Actor("candidate", user_id)


def as_employer(*, employer_id: int, user_id: int | None) -> Actor:
    return Actor("employer", user_id, employer_id)


def as_administrator(user_id: int) -> Actor:
    return Actor("administrator", user_id)
