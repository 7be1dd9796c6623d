"""A "no" with a reason: the one currency in which rules answer and doors speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a move is not possible now.

    `code` is stable and machine-readable (the API answers with it), `message` a lazy translated sentence for people. `params` fill the
    sentence's placeholders.
    """

    code: str
    message: Promise | str
    params: Mapping[str, Any] = field(default_factory=dict)

    def given(self, **params: Any) -> Refusal:
        """The same refusal with the placeholders of its sentence filled."""
        return replace(self, params={**self.params, **params})

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)


class Refused(Exception):
    """Raised by a verb that a rule stops. Nothing was changed; the transaction is rolled back."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
