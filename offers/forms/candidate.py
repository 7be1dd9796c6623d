"""What a candidate types: that they understood, or why they decline."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from offers.states import DeclineReason

CHANGED = _("Something changed while this page was open: your internships or the offers that would fall. Read the page again, then decide.")


class AcceptForm(forms.Form):
    """The deliberate second step (Q8, Q11).

    `seen` carries the consequences that the page showed. When they are others by now, the candidate has not agreed to these. An offer
    that can no longer be accepted has none.
    """

    understood = forms.BooleanField(
        label=_(
            "I understand that I cannot take back my acceptance, and that the internship becomes final only when the employer confirms."
        ),
        error_messages={"required": _("Tick the box to show that you understand what accepting means.")},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, consequences: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.consequences = consequences

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.consequences and cleaned.get("seen") and cleaned["seen"] != self.consequences:
            self.data = {**self.data.dict(), "seen": self.consequences, "understood": ""}  # type: ignore[attr-defined]  # a QueryDict
            self.add_error(None, forms.ValidationError(CHANGED, code="changed"))
        return cleaned


class DeclineForm(forms.Form):
    """The reason is a choice, never free text, so nothing in it can name the candidate; it may stay open (Q11)."""

    reason = forms.ChoiceField(
        label=_("Why do you decline? (optional)"),
        choices=DeclineReason.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The answer helps the employer to make better offers."),
    )
