"""Working days by Law 2429, against calendars of the past."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stajseferberligi.workdays import working_days

days = st.dates(min_value=date(2018, 1, 1), max_value=date(2030, 12, 31))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [
        (date(2020, 9, 7), date(2020, 10, 2), "20"),  # four plain weeks
        (date(2020, 10, 26), date(2020, 10, 30), "3.5"),  # 28 October from 13.00, 29 October
        (date(2020, 7, 27), date(2020, 8, 7), "7.5"),  # Feast of Sacrifice, eve on Thursday, and its fourth day on Monday
        (date(2020, 5, 23), date(2020, 5, 26), "0"),  # Ramadan Feast with a Saturday eve
        (date(2026, 7, 13), date(2026, 7, 17), "4"),  # 15 July
        (date(2020, 8, 29), date(2020, 8, 30), "0"),  # a weekend, and Victory Day on Sunday counts once
        (date(2020, 12, 28), date(2021, 1, 4), "5"),  # across the new year
        (date(2020, 9, 7), date(2020, 9, 7), "1"),
    ],
)
def test_working_days(starts_on, ends_on, expected):
    assert working_days(starts_on, ends_on) == Decimal(expected)


def test_an_end_before_the_start_is_an_error():
    with pytest.raises(ValueError, match="precedes"):
        working_days(date(2020, 9, 8), date(2020, 9, 7))


@settings(deadline=None)  # the first look at a year reads its calendar
@given(days, st.integers(0, 120), st.integers(1, 120))
def test_two_periods_in_a_row_count_as_much_as_one(first, before, after):
    end_of_first = first + timedelta(days=before)
    end = end_of_first + timedelta(days=after)
    assert working_days(first, end) == working_days(first, end_of_first) + working_days(end_of_first + timedelta(days=1), end)


@settings(deadline=None)  # the first look at a year reads its calendar
@given(days, st.integers(0, 200))
def test_no_period_has_more_working_days_than_weekdays(first, length):
    period = [first + timedelta(days=offset) for offset in range(length + 1)]
    assert 0 <= working_days(first, period[-1]) <= sum(day.weekday() < 5 for day in period)
