"""The tags and filters pages are built from. Loaded everywhere (settings.TEMPLATES builtins); docs/design.md shows them at work."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from stajseferberligi import charts, display, rendering
from stajseferberligi.programme.models import Programme

register = template.Library()

register.filter("tr_date", display.tr_date)
register.filter("tr_weekday", display.tr_weekday)
register.filter("tr_datetime", display.tr_datetime)
register.filter("short_datetime", display.short_datetime)
register.filter("money", display.money)
register.filter("percent", display.percent)
register.filter("duration", display.duration)
register.filter("time_left", display.time_left)
register.simple_tag(display.date_range, name="date_range")


def _tone(tone: str) -> str:
    if tone not in charts.TONES:
        raise template.TemplateSyntaxError(f"{tone!r} is not a tone: {', '.join(charts.TONES)}.")
    return tone


# Icons: 24 × 24, drawn with the current colour; always beside a word, never instead of one.
ICONS = {
    "home": "M3 11.5 12 4l9 7.5M5.5 9.5V20h13V9.5M10 20v-6h4v6",
    "offers": "M4 6h16v13H4zM4 7l8 6.5L20 7",
    "placements": "M5 12.5 10 17.5 19.5 7",
    "notifications": "M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "pool": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6M18 14.2a6.5 6.5 0 0 1 3.5 5.8",
    "today": "M5 6h14v14H5zM5 10.5h14M9 3.5V8M15 3.5V8",
    "quotas": "M5 20V10M12 20V4M19 20v-7",
    "team": "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 21a7.5 7.5 0 0 1 15 0",
    "integration": "M9 7 4 12l5 5M15 7l5 5-5 5",
    "faq": "M9.2 9a2.9 2.9 0 1 1 4.2 2.6c-.9.5-1.4 1-1.4 2.1M12 17.4v.1M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
    "admin": "M12 3l7.5 3v5.5c0 4.6-3.1 8-7.5 9.5-4.4-1.5-7.5-4.9-7.5-9.5V6z",
    "health": "M3 12.5h4l2.5-6 4.5 11 2.5-5H21",
    "account": "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 21a7.5 7.5 0 0 1 15 0",
    "close": "M6 6l12 12M18 6 6 18",
    "clock": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.2l3.4 2",
    "down": "M7 10l5 5 5-5",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.8"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        ICONS[name],
    )


def _inline(name: str, **values: Any) -> SafeString:
    """A component that stands inside a sentence: no white space around it, so that a full stop can follow."""
    return SafeString(render_to_string(name, values).strip())


@register.simple_tag
def status_badge(word: str, tone: str) -> SafeString:
    return _inline("components/status_badge.html", word=word, tone=_tone(tone))


@register.simple_tag
def deadline(at: datetime, now: datetime, label: str = "") -> SafeString:
    left, passed, soon = display.time_left(at, now), now >= at, at - now < timedelta(days=1)
    return _inline("components/deadline.html", at=at, label=label, left=left, passed=passed, soon=soon)


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("components/summary_row.html")
def summary_row(label: str, value: object, hint: str = "") -> dict[str, Any]:
    return {"label": label, "value": value, "hint": hint}


@register.inclusion_tag("components/progress.html")
def progress(value: int, total: int, label: str, text: str = "") -> dict[str, Any]:
    share = value / total if total else 0
    return {"value": str(value), "total": str(max(total, 1)), "label": label, "text": text, "share": share}


@register.inclusion_tag("components/pagination.html")
def pagination(previous_url: str = "", next_url: str = "", text: str = "", label: str = "") -> dict[str, Any]:
    return {"previous_url": previous_url, "next_url": next_url, "text": text, "label": label or gettext("Pages")}


@register.inclusion_tag("components/meter.html")
def meter(share: float | None, label: str, tone: str = "your-turn") -> dict[str, Any]:
    share = min(max(float(share or 0), 0), 1)
    return {"width": charts.per_cent(share), "label": label, "tone": _tone(tone), "text": display.percent(share)}


@register.inclusion_tag("components/quota_bar.html")
def quota_bar(placed: int, accepted: int, waiting: int, capacity: int) -> dict[str, Any]:
    free = max(capacity - placed - accepted - waiting, 0)
    parts = [
        (gettext("%(count)d final") % {"count": placed}, placed, "final"),
        (gettext("%(count)d accepted") % {"count": accepted}, accepted, "your-turn"),
        (gettext("%(count)d awaiting an answer") % {"count": waiting}, waiting, "waiting"),
        (gettext("%(count)d free") % {"count": free}, free, "over"),
    ]
    return {"placed": placed, "capacity": capacity, "segments": charts.lay_out_segments(parts, total=capacity)}


@register.inclusion_tag("components/funnel.html")
def funnel(steps: Iterable[tuple[str, int]], label: str = "") -> dict[str, Any]:
    """`steps`: (label, count) from widest to narrowest; a step may be larger than the one before it."""
    steps = list(steps)
    top = max((count for _, count in steps), default=0)
    rows = [(name, count, charts.per_cent(count / top if top else 0)) for name, count in steps]
    return {"rows": rows, "label": label or gettext("Funnel")}


@register.inclusion_tag("components/offer_strip.html")
def offer_strip(bars: Iterable[charts.Bar], today: date | None = None, label: str = "") -> dict[str, Any]:
    return {"strip": charts.lay_out_strip(bars, today=today), "label": label or gettext("Offers on the calendar")}


@register.inclusion_tag("components/season_row.html")
def season_row(label: str, opens_at: datetime, closes_at: datetime) -> dict[str, Any]:
    return {"label": label, "opens_at": opens_at, "closes_at": closes_at}


@register.inclusion_tag("components/offer_strip.html")
def season_strip(programme: Programme, now: datetime) -> dict[str, Any]:
    """The windows of a season as a strip: what is over, what is open, what comes."""
    opens_on, today = display.local(programme.offers_open_at).date(), display.local(now).date()
    windows = [
        (
            gettext("Applications"),
            display.local(programme.applications_open_at).date(),
            display.local(programme.applications_close_at).date(),
        ),
        (gettext("Offers"), opens_on, display.local(programme.offers_close_at).date()),
        (gettext("Internships"), opens_on, programme.complete_by),
    ]
    bars = []
    for name, first, last in windows:
        tone, word = (
            ("over", gettext("over")) if today > last else ("plain", gettext("to come")) if today < first else ("your-turn", gettext("now"))
        )
        bars.append(charts.Bar(label=name, starts_on=first, ends_on=last, tone=tone, word=word))
    return {"strip": charts.lay_out_strip(bars, today=today), "label": gettext("The season on the calendar")}


@register.simple_block_tag(takes_context=True)
def next_step(context: Context, content: str, who: str, title: str, url: str = "", action: str = "", tone: str = "your-turn") -> SafeString:
    """The card on top of a home page: who acts next, what, until when (the block), and one button."""
    return _render(context, "components/next_step.html", content=content, who=who, title=title, url=url, action=action, tone=_tone(tone))


@register.simple_block_tag(takes_context=True)
def slot_card(context: Context, content: str, number: int, title: str, word: str = "", tone: str = "plain") -> SafeString:
    return _render(context, "components/slot_card.html", content=content, number=number, title=title, word=word, tone=_tone(tone))


@register.simple_block_tag(takes_context=True)
def notice(context: Context, content: str, title: str = "", tone: str = "plain") -> SafeString:
    return _render(context, "components/notice.html", content=content, title=title, tone=_tone(tone))


@register.simple_block_tag(takes_context=True)
def panel(context: Context, content: str, title: str = "", anchor: str = "") -> SafeString:
    return _render(context, "components/panel.html", content=content, title=title, anchor=anchor)


def _render(context: Context, name: str, **values: Any) -> SafeString:
    assert context.template is not None  # set for as long as a template is being rendered
    return context.template.engine.get_template(name).render(context.new({**values, "csrf_token": context.get("csrf_token")}))


@register.inclusion_tag("components/confirm_panel.html", takes_context=True)
def confirm_panel(
    context: Context, action: str, back_url: str = "", form: BaseForm | None = None, tone: str = "your-turn", url: str = ""
) -> dict[str, Any]:
    return {
        "csrf_token": context.get("csrf_token"),
        "action": action,
        "back_url": back_url,
        "form": form,
        "button": "btn-danger" if _tone(tone) == "danger" else "btn-primary",
        "url": url,
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """Every error of the forms, each with a link to its field; nothing when there are none."""
    errors: list[tuple[str, str]] = []
    for form in forms:
        errors += [(str(message), "") for message in form.non_field_errors()]
        errors += [(_with_label(field, str(message)), _anchor(field)) for field in form for message in field.errors]
    return {"errors": errors}


def _with_label(field: BoundField, message: str) -> str:
    """`Başlangıç: Geçerli bir tarih girin.`: "this field" says nothing in a list. A check box's label is a sentence of its own."""
    return message if rendering.kind_of(field) == "check" else f"{field.label}: {message}"


def _anchor(field: BoundField) -> str:
    if field.use_fieldset and rendering.kind_of(field) == "choices":
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """`Hata: ` before the page title when the form of the page has errors, so that a screen reader says so first."""
    form = context.get("form")
    return gettext("Error: ") if isinstance(form, BaseForm) and form.errors else ""


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The widget of a field with the classes it needs. No placeholder: it vanishes when somebody types, a hint stays."""
    attrs: dict[str, str | bool] = {"class": rendering.bootstrap_class(field), "placeholder": False}
    return field.as_widget(attrs=attrs)


@register.filter
def kind_of(field: BoundField) -> str:
    return rendering.kind_of(field)


@register.simple_tag
def choices(field: BoundField) -> list[tuple[SafeString, str, str]]:
    """The options of a group of radio buttons or check boxes: (input, id, label)."""
    options = []
    for option in field.subwidgets:
        option.data["attrs"]["class"] = rendering.bootstrap_class(field)
        options.append((option.tag(), option.id_for_label, option.choice_label))
    return options
