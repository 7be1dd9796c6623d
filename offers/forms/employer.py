"""What an employer types: the terms of an offer, reasons, and filters. Rules about states stay in `offers.rules`."""

import re
import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from candidates.models import CODE_ALPHABET, Level
from employers.models import Quota
from employers.profiles import Search
from offers.rules import Proposal
from offers.states import OfferStatus as S
from stajseferberligi import provinces
from stajseferberligi.programme.models import Programme

CODE = re.compile(rf"^[AT]-[{CODE_ALPHABET}]{{7,8}}$")
HOURS = [("09:00", "09.00"), ("12:00", "12.00"), ("18:00", "18.00"), ("23:59", "23.59")]
DAY = forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
SUGGESTED_HOUR = "18:00"
STATES = [
    (S.ACCEPTED, pgettext_lazy("filter", "Waiting for your confirmation")),
    (S.SENT, pgettext_lazy("filter", "Waiting for an answer")),
    (S.PLACED, pgettext_lazy("filter", "Final")),
    (S.CONFIRMED, pgettext_lazy("filter", "Being settled")),
    (S.DECLINED, pgettext_lazy("filter", "Declined")),
    (S.EXPIRED, pgettext_lazy("filter", "Not answered in time")),
    (S.LAPSED, pgettext_lazy("filter", "Not confirmed in time")),
    (S.CANCELLED, pgettext_lazy("filter", "Cancelled")),
    (S.WITHDRAWN, pgettext_lazy("filter", "Withdrawn")),
    (S.VOIDED, pgettext_lazy("filter", "No longer available")),
]


def codes_in(text: str) -> list[str]:
    """The codes of a selection, each once, in their order; anything else is dropped."""
    return list(dict.fromkeys(code for code in text.split() if CODE.match(code)))


class QuotaChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Units by name and province, with what is left of them."""

    def label_from_instance(self, obj: Quota) -> str:
        free = obj.places - obj.taken
        return f"{obj} · " + ngettext("%(count)d place not final yet", "%(count)d places not final yet", free) % {"count": free}


class TermsForm(forms.Form):
    """The terms of one offer, the same for everybody who was selected. `key` names the decision, so that a second click repeats nothing."""

    codes = forms.CharField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    quota = QuotaChoice(Quota.objects.none(), label=_("Unit and quota"), help_text=_("The internship takes place in the unit's city."))
    title = forms.CharField(label=_("Position"), max_length=120)
    description = forms.CharField(
        label=_("Tasks"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the intern will do and learn."),
    )
    starts_on = forms.DateField(label=_("First day"), widget=DAY, help_text=_("For example 23.11.2026"))
    ends_on = forms.DateField(label=_("Last day"), widget=DAY)
    monthly_wage = forms.DecimalField(
        label=_("Net wage per month, TRY"),
        max_digits=9,
        decimal_places=2,
        min_value=Decimal(0),
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("Law 3308 sets the minimum. For example 8.422,65"),
    )
    gives_meal = forms.BooleanField(label=_("Meals are provided"), required=False)
    gives_transport = forms.BooleanField(label=_("Transport is provided (otherwise the candidate's own responsibility)"), required=False)
    gives_accommodation = forms.BooleanField(
        label=_("Accommodation is provided (otherwise the candidate's own responsibility)"), required=False
    )
    supervisor = forms.CharField(label=_("Internship supervisor"), max_length=120)
    answer_on = forms.DateField(label=_("Answer by"), widget=DAY)
    answer_hour = forms.ChoiceField(label=_("At"), choices=HOURS, initial=SUGGESTED_HOUR)

    def __init__(self, data: Any = None, *, quotas: Sequence[Quota], programme: Programme, now: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.now = now
        quota = cast(QuotaChoice, self.fields["quota"])
        quota.queryset = Quota.objects.filter(pk__in=[one.pk for one in quotas]).order_by("unit", "province", "id")
        quota.empty_label = str(_("Choose a unit"))
        if len(quotas) == 1:
            quota.initial, quota.empty_label = quotas[0].pk, None
        self.fields["ends_on"].help_text = _("Not later than %(date)s.") % {"date": programme.complete_by.strftime("%d.%m.%Y")}
        self.fields["answer_on"].help_text = _("Between %(min)s and %(max)s days from today, and before the first day.") % {
            "min": programme.response_min_days,
            "max": programme.response_max_days,
        }
        self.fields["answer_on"].initial = localdate(now) + timedelta(days=programme.response_default_days)

    def clean_codes(self) -> list[str]:
        return codes_in(self.cleaned_data["codes"])

    def clean(self) -> None:
        starts_on, ends_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts_on and starts_on <= localdate(self.now):
            self.add_error("starts_on", _("The first day must be after today."))
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day cannot be before the first day."))

    def proposal(self) -> Proposal:
        """The terms as the rules and the verbs take them; the deadline is an instant in Europe/Istanbul."""
        given = self.cleaned_data
        due = make_aware(datetime.combine(given["answer_on"], time.fromisoformat(given["answer_hour"])))
        return Proposal(
            quota_id=given["quota"].pk,
            title=given["title"],
            description=given["description"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            monthly_wage=given["monthly_wage"],
            gives_meal=given["gives_meal"],
            gives_transport=given["gives_transport"],
            gives_accommodation=given["gives_accommodation"],
            supervisor=given["supervisor"],
            response_due_at=due,
        )


class DatesForm(forms.Form):
    """The two dates whose working days are counted while they are typed."""

    starts_on = forms.DateField()
    ends_on = forms.DateField()

    def dates(self) -> tuple[date, date] | None:
        if not self.is_valid() or self.cleaned_data["ends_on"] < self.cleaned_data["starts_on"]:
            return None
        if (self.cleaned_data["ends_on"] - self.cleaned_data["starts_on"]).days > 366:
            return None
        return self.cleaned_data["starts_on"], self.cleaned_data["ends_on"]


class SelectionForm(forms.Form):
    """A decision about several offers: their codes and the key that names the decision."""

    codes = forms.CharField()
    key = forms.UUIDField()

    def selection(self) -> tuple[list[str], uuid.UUID] | None:
        return (codes_in(self.cleaned_data["codes"]), self.cleaned_data["key"]) if self.is_valid() else None


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The candidate reads it word for word. Write what changed, not who else was chosen."),
    )


class PoolForm(forms.Form):
    """The pool's filters, as they stand in the address."""

    duzey = forms.ChoiceField(label=_("Level"), choices=[("", _("All")), *Level.choices], required=False)
    alan = forms.ChoiceField(label=_("Field of study"), required=False)
    sinif = forms.TypedChoiceField(
        label=_("Class year"), choices=[("", _("All")), *((n, str(n)) for n in range(1, 7))], coerce=int, empty_value=None, required=False
    )
    puan = forms.DecimalField(
        label=_("Total score from"),
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    il = forms.TypedChoiceField(
        label=_("Wishes for the city"), choices=[("", _("All")), *provinces.choices()], coerce=int, empty_value=None, required=False
    )
    sadece = forms.BooleanField(label=_("Only those who wish for it"), required=False)
    yeni = forms.BooleanField(label=_("Without an offer from us"), required=False)
    adet = forms.TypedChoiceField(
        label=_("Rows"), choices=[("", "50"), (100, "100"), (250, "250")], coerce=int, empty_value=None, required=False
    )

    def __init__(self, data: Any, *, fields: Sequence[str]) -> None:
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["alan"]).choices = [("", _("All")), *((field, field) for field in fields)]

    def search(self) -> Search:
        """What was asked for; a filter that does not hold is left out and its error shown."""
        self.full_clean()
        given = self.cleaned_data
        return Search(
            level=given.get("duzey", ""),
            field=given.get("alan", ""),
            class_year=given.get("sinif"),
            min_score=given.get("puan"),
            city=given.get("il"),
            city_only=given.get("sadece", False),
        )


class OffersForm(forms.Form):
    """The filters and the order of the list of offers, as they stand in the address."""

    SORTS = [("", _("Newest first")), ("son", _("Deadline first")), ("baslangic", _("First day first"))]

    durum = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *STATES], required=False)
    birim = forms.TypedChoiceField(label=_("Unit"), coerce=int, empty_value=None, required=False)
    il = forms.TypedChoiceField(label=_("City"), coerce=int, empty_value=None, required=False)
    sirala = forms.ChoiceField(label=_("Order"), choices=SORTS, required=False)
    yakin = forms.BooleanField(label=_("Deadline within three days"), required=False)

    def __init__(self, data: Any, *, quotas: Sequence[Quota]) -> None:
        super().__init__(data)
        cities = dict(provinces.choices())
        cast(forms.ChoiceField, self.fields["birim"]).choices = [("", _("All")), *((quota.pk, str(quota)) for quota in quotas)]
        used = sorted({quota.province for quota in quotas}, key=list(cities).index)
        cast(forms.ChoiceField, self.fields["il"]).choices = [("", _("All")), *((code, cities[code]) for code in used)]
