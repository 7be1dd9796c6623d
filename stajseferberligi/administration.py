"""How a table stands in the administration: read by everybody who may, written only where it is plain data, moved only by verbs.

A verb is a link beside the row that leads to a page of its own: what will happen, a form with the reason, one button. A verb that a rule
stops is shown without its link, with the rule's sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import F, Func, Q, QuerySet, TextField, URLField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from stajseferberligi.accounts.actors import Actor, as_administrator
from stajseferberligi.display import tr_datetime
from stajseferberligi.journal.models import Event
from stajseferberligi.refusals import Refusal, Refused
from stajseferberligi.turkish import tr_fold

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    StackedInline = admin.StackedInline[Any, Any]
    TabularInline = admin.TabularInline[Any, Any]
else:
    ModelAdmin = admin.ModelAdmin
    StackedInline = admin.StackedInline
    TabularInline = admin.TabularInline

HISTORY_ROWS = 200


class DecisionForm(forms.Form):
    """What an administrator is asked before a verb; `row` is what it is about."""

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row


class ReasonForm(DecisionForm):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}))


def _never(_row: Any, _administrator_id: int) -> Refusal | None:
    return None


@dataclass(frozen=True, slots=True)
class Verb:
    """A move that an administrator may decide on one row.

    `act` gets the row, the actor and the form's answers and calls one verb. `refusal` is asked with the row and the administrator's id.
    """

    name: str
    label: Promise | str
    consequence: Promise | str
    done: Promise | str
    act: Callable[[Any, Actor, Mapping[str, Any]], object]
    refusal: Callable[[Any, int], Refusal | None] = _never
    form: type[DecisionForm] = DecisionForm
    is_final: bool = False


class Room(ModelAdmin):
    """A table that administrators read."""

    verbs: ClassVar[Sequence[Verb]] = ()
    plain: ClassVar[Sequence[str]] = ()  # plain data, which may be corrected here
    given_once: ClassVar[Sequence[str]] = ()  # asked when a row is added, fixed afterwards
    folded: ClassVar[Sequence[str]] = ()  # columns that are searched the Turkish way
    actions = None
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/room.html"
    formfield_overrides: ClassVar = {URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.given_once) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.plain) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def may_decide(self, request: HttpRequest) -> bool:
        """Verbs ask for the right to change the table, also where no field of it can be edited."""
        return super().has_change_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        writable = {*self.plain, *(() if obj else self.given_once)}
        own = [field.name for field in self.opts.concrete_fields if field.name not in writable]
        return [*self.readonly_fields, *own]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": list(dict.fromkeys([*self.given_once, *self.plain]))})]
        return super().get_fieldsets(request, obj)

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return [*self.search_fields, *self.folded]  # the box is there when something can be searched

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """Every word somewhere: codes as they are written, names the Turkish way (`SISLI` finds `Şişli`)."""
        names = {f"folded_{number}": column for number, column in enumerate(self.folded)}
        words = search_term.split()
        if not words or not self.get_search_fields(request):
            return queryset, False
        queryset = queryset.annotate(
            **{name: Func(F(column), function="tr_fold", output_field=TextField()) for name, column in names.items()}
        )
        return queryset.filter(reduce(and_, (self._somewhere(word, names) for word in words))), False

    def _somewhere(self, word: str, names: Mapping[str, str]) -> Q:
        as_written = [Q(**{f"{column}__icontains": word}) for column in self.search_fields]
        return reduce(or_, [*as_written, *(Q(**{f"{name}__contains": tr_fold(word)}) for name in names)])

    def get_urls(self) -> list[URLPattern]:
        decide = path("<path:object_id>/karar/<slug:name>/", self.admin_site.admin_view(self.decide_view), name=self._address("decide"))
        return [decide, *super().get_urls()]

    def _address(self, what: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{what}"

    def history_of(self, row: Any) -> QuerySet[Event] | None:
        """The journal rows that belong to `row`, or None for a table the journal does not speak of."""
        return None

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        context = {"verbs": [], "journal": None, **(extra_context or {})}
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if row is not None:
            context["verbs"] = self._verbs_for(request, row)
            history = self.history_of(row)
            context["journal"] = None if history is None else entries(history)
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except Refused as no:
            messages.error(request, str(no.refusal))
            return redirect(request.get_full_path())

    def _verbs_for(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        if not self.may_decide(request):
            return []
        administrator = request.user.pk or 0
        return [
            {
                "label": verb.label,
                "url": reverse(f"admin:{self._address('decide')}", args=[row.pk, verb.name]),
                "refusal": verb.refusal(row, administrator),
                "is_final": verb.is_final,
            }
            for verb in self.verbs
        ]

    def decide_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """One verb on one row: the question on GET, the decision on POST."""
        row = self.get_object(request, unquote(object_id))
        verb = next((verb for verb in self.verbs if verb.name == name), None)
        if row is None or verb is None:
            raise Http404
        if not self.may_decide(request):
            raise PermissionDenied
        there = redirect(f"admin:{self._address('change')}", row.pk)
        administrator = request.user.pk or 0
        form = verb.form(request.POST if request.method == "POST" else None, row=row)
        if request.method == "POST" and form.is_valid():
            try:
                verb.act(row, as_administrator(administrator), form.cleaned_data)
            except Refused as no:
                form.add_error(None, str(no.refusal))
            else:
                self.log_change(request, row, str(verb.label))
                messages.success(request, str(verb.done))
                return there
        return TemplateResponse(
            request,
            "admin/decide.html",
            {
                **self.admin_site.each_context(request),
                "title": verb.label,
                "opts": self.opts,
                "row": row,
                "row_url": there.url,
                "list_url": reverse(f"admin:{self._address('changelist')}"),
                "verb": verb,
                "form": form,
                "refusal": verb.refusal(row, administrator),
                "media": self.media,
            },
        )


class ReadOnlyInline(TabularInline):
    """Rows beside the row they belong to."""

    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def link(model: str, pk: int | None, text: object = "") -> str:
    """A link to a row of another table, `app_model`; named by the address, so that a lower floor can point to a higher one."""
    if pk is None:
        return "–"
    try:
        url = reverse(f"admin:{model}_change", args=[pk])
    except NoReverseMatch:
        return str(text or pk)
    return format_html('<a href="{}">{}</a>', url, text or f"#{pk}")


def list_link(model: str, text: object, **query: object) -> str:
    """A link to the rows of another table that belong to this one."""
    search = "&".join(f"{name}={value}" for name, value in query.items())
    return format_html('<a href="{}?{}">{}</a>', reverse(f"admin:{model}_changelist"), search, text)


def person(user: Any) -> str:
    """Who somebody is, for administrators."""
    return (user.full_name or user.email) if user is not None else gettext("the system")


def entries(history: QuerySet[Event]) -> list[dict[str, Any]]:
    """Journal rows for a page, newest first, at most HISTORY_ROWS."""
    rows = history.select_related("actor").order_by("-id")[:HISTORY_ROWS]
    return [
        {
            "at": event.at,
            "kind": event.kind,
            "url": reverse("admin:journal_event_change", args=[event.pk]),
            "who": person(event.actor),
            "role": event.actor_role,
            "details": details(event.data),
        }
        for event in rows
    ]


def details(data: Mapping[str, Any]) -> list[tuple[str, object]]:
    """What an event holds, without what is empty; instants in local time."""
    return [(name, _readable(name, value)) for name, value in data.items() if value not in (None, "", [], {})]


def _readable(name: str, value: object) -> object:
    instant = parse_datetime(value) if name.endswith("_at") and isinstance(value, str) else None
    return tr_datetime(instant) if instant else value
