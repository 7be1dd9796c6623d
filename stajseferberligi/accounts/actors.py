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

    @property
    def employer(self) -> int:
        """The employer that this actor acts for; whoever acts for none has no business with the verb."""
        if self.employer_id is None:
            raise PermissionError("this actor acts for no employer")
        return self.employer_id

    @property
    def person(self) -> int:
        """The account of whoever acts; a verb that asks for it is not the system's."""
        if self.user_id is None:
            raise PermissionError("this actor is not a person")
        return self.user_id


SYSTEM = Actor("system")


def as_candidate(user_id: int) -> Actor:
    return Actor("candidate", user_id)


def as_employer(*, employer_id: int, user_id: int | None) -> Actor:
    return Actor("employer", user_id, employer_id)


def as_administrator(user_id: int) -> Actor:
    return Actor("administrator", user_id)
