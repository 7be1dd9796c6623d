"""How instants, dates, money and shares are written for a person, in the language of the page.

Everything a reader sees is in Europe/Istanbul. Turkish writes times with a full stop (18.00), English with a colon.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from babel.numbers import format_currency
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, ngettext


def local(value: datetime) -> datetime:
    """The same instant on a clock in Istanbul, whatever zone the connection or the process is in."""
    return timezone.localtime(value, timezone.get_default_timezone())


def is_turkish() -> bool:
    return (get_language() or "tr").startswith("tr")


def _day(value: date) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def tr_date(value: date | None) -> str:
    """`4 Eylül 2020`; of an instant, the day it falls on in Istanbul."""
    return "" if value is None else format_date(_day(value), "j F Y")


def tr_weekday(value: date | None) -> str:
    """`4 Eylül 2020 Cuma`."""
    return "" if value is None else format_date(_day(value), "j F Y l" if is_turkish() else "l j F Y")


def tr_datetime(value: datetime | None) -> str:
    """`4 Eylül 2020 Cuma 18.00`."""
    return "" if value is None else format_date(local(value), "j F Y l H.i" if is_turkish() else "l j F Y, H:i")


def short_datetime(value: datetime | None) -> str:
    """`4 Eylül 18.00`: for table cells where the year is beyond doubt."""
    return "" if value is None else format_date(local(value), "j F H.i" if is_turkish() else "j F, H:i")


def date_range(starts_on: date, ends_on: date) -> str:
    """`2 – 27 Kasım 2020`, `5 Ekim – 3 Kasım 2020`, `28 Aralık 2020 – 8 Ocak 2021`: nothing is said twice."""
    first = "j F Y" if starts_on.year != ends_on.year else "j F" if starts_on.month != ends_on.month else "j"
    if starts_on == ends_on:
        return tr_date(starts_on)
    return f"{format_date(starts_on, first)} – {format_date(ends_on, 'j F Y')}"


def money(amount: Decimal | None) -> str:
    """`₺8.422,65`; an empty string when there is no amount."""
    return "" if amount is None else str(format_currency(amount, "TRY", "₺#,##0.00", locale="tr" if is_turkish() else "en"))


def percent(share: float | Decimal | None, decimals: int = 0) -> str:
    """A share between 0 and 1 as `%94` (Turkish puts the sign first) or `94%`."""
    if share is None:
        return ""
    number = number_format(round(Decimal(str(share)) * 100, decimals), decimal_pos=decimals)
    return f"%{number}" if is_turkish() else f"{number}%"


def duration(span: timedelta | None) -> str:
    """The two largest units, rounded down: `2 gün 3 saat`, `3 saat 5 dakika`, `5 dakika`. Nobody is promised a second they do not have."""
    if span is None:
        return ""
    minutes = max(int(span.total_seconds()) // 60, 0)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = []
    if days:
        parts.append(ngettext("%(count)d day", "%(count)d days", days) % {"count": days})
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if minutes and not days:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes})
    return " ".join(parts) or gettext("less than a minute")


def time_left(at: datetime, now: datetime) -> str:
    """`2 gün 3 saat kaldı`, or that the time is up. Open means `now < at`, as everywhere (Q12)."""
    if now >= at:
        return gettext("time is up")
    return gettext("%(duration)s left") % {"duration": duration(at - now)}
