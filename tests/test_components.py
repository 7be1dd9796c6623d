"""How things are written and drawn: dates, money, what is left, strips of dates, fields."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from stajseferberligi import charts, display

ISTANBUL = ZoneInfo("Europe/Istanbul")
NOW = dt.datetime(2020, 9, 2, 15, 0, tzinfo=ISTANBUL)
DEADLINE = dt.datetime(2020, 9, 4, 18, 0, tzinfo=ISTANBUL)


def draw(source, **values):
    return Template(source).render(Context(values))


def test_instants_are_written_in_istanbul_whatever_zone_they_come_in():
    assert display.tr_datetime(DEADLINE.astimezone(dt.UTC)) == "4 Eylül 2020 Cuma 18.00"
    assert display.tr_date(dt.datetime(2020, 9, 4, 22, 30, tzinfo=dt.UTC)) == "5 Eylül 2020"
    with translation.override("en"):
        assert display.tr_datetime(DEADLINE) == "Friday 4 September 2020, 18:00"


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "written"),
    [
        (dt.date(2020, 11, 2), dt.date(2020, 11, 27), "2 – 27 Kasım 2020"),
        (dt.date(2020, 10, 5), dt.date(2020, 11, 3), "5 Ekim – 3 Kasım 2020"),
        (dt.date(2020, 12, 28), dt.date(2021, 1, 8), "28 Aralık 2020 – 8 Ocak 2021"),
        (dt.date(2020, 10, 5), dt.date(2020, 10, 5), "5 Ekim 2020"),
    ],
)
def test_a_range_says_nothing_twice(starts_on, ends_on, written):
    assert display.date_range(starts_on, ends_on) == written


def test_money_and_shares_follow_the_language():
    assert display.money(Decimal("8422.65")) == "₺8.422,65"
    assert display.percent(0.94) == "%94"
    assert display.percent(Decimal("0.276"), 1) == "%27,6"
    with translation.override("en"):
        assert display.money(Decimal("8422.65")) == "₺8,422.65"
        assert display.percent(0.94) == "94%"


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (dt.timedelta(days=2, hours=3, minutes=59), "2 gün 3 saat"),
        (dt.timedelta(days=1), "1 gün"),
        (dt.timedelta(days=1, minutes=5), "1 gün"),
        (dt.timedelta(hours=3, minutes=5), "3 saat 5 dakika"),
        (dt.timedelta(seconds=59), "bir dakikadan az"),
        (dt.timedelta(seconds=-5), "bir dakikadan az"),
    ],
)
def test_durations_name_the_two_largest_units(span, written):
    assert display.duration(span) == written


def test_a_deadline_is_over_at_its_instant():
    assert display.time_left(DEADLINE, NOW) == "2 gün 3 saat kaldı"
    assert display.time_left(DEADLINE, DEADLINE - dt.timedelta(microseconds=1)) == "bir dakikadan az kaldı"
    assert display.time_left(DEADLINE, DEADLINE) == "süre doldu"


def test_a_deadline_can_be_followed_by_a_full_stop():
    drawn = draw("{% deadline at now label='Son yanıt:' %}.", at=DEADLINE, now=NOW)
    assert drawn.endswith("</span>.")
    assert "4 Eylül 2020 Cuma 18.00" in drawn


def test_an_unknown_tone_is_a_mistake_of_the_page():
    with pytest.raises(TemplateSyntaxError, match="not a tone"):
        draw("{% status_badge 'Kesinleşti' 'yeşil' %}")


def bar(label, starts_on, ends_on, *, tone="waiting", focus=False):
    return charts.Bar(label=label, starts_on=starts_on, ends_on=ends_on, tone=tone, word="teyit bekliyor", focus=focus)


ARAS = bar("Aras", dt.date(2020, 11, 2), dt.date(2020, 11, 27), focus=True)
EGE = bar("Ege", dt.date(2020, 11, 27), dt.date(2020, 12, 10))
KUZEY = bar("Kuzey", dt.date(2020, 11, 28), dt.date(2020, 12, 10))


def test_a_strip_spans_whole_months_and_marks_who_collides():
    strip = charts.lay_out_strip([ARAS, EGE, KUZEY])
    assert [tick.label for tick in strip.ticks] == ["Kasım", "Aralık"]
    assert [row.clashes for row in strip.rows] == [False, True, False]
    assert strip.band_x == strip.rows[0].x


def test_what_is_over_collides_with_nothing():
    over = bar("Geçmiş", dt.date(2020, 11, 5), dt.date(2020, 11, 6), tone="over")
    assert not charts.lay_out_strip([ARAS, over]).clashes


def test_an_empty_strip_draws_nothing():
    assert charts.lay_out_strip([]) is None
    assert "<svg" not in draw("{% offer_strip bars %}", bars=[])


def test_pictures_keep_full_stops_in_their_geometry_and_say_everything_in_words():
    drawn = draw("{% offer_strip bars today=today %}", bars=[ARAS, EGE], today=dt.date(2020, 11, 20))
    assert 'style="' not in drawn
    assert "27 Kasım – 10 Aralık 2020: teyit bekliyor" in drawn
    assert 'x="1.64%"' in drawn
    quota = draw("{% quota_bar 9 6 3 20 %}")
    assert "<desc>9 kesin, 6 kabul, 3 yanıt bekliyor, 2 boş</desc>" in quota
    assert 'width="45.00%"' in quota


def test_more_than_the_quota_fills_the_bar_and_no_more():
    segments = charts.lay_out_segments([("a", 30, "final"), ("b", 10, "waiting")], total=20)
    assert [segment.width for segment in segments] == ["75.00%", "25.00%"]


def test_blocks_carry_their_content_and_escape_what_they_are_given():
    drawn = draw("{% panel title=title %}<p>{{ text }}</p>{% endpanel %}", title="<b>", text="<i>")
    assert "<h2>&lt;b&gt;</h2>" in drawn
    assert "<p>&lt;i&gt;</p>" in drawn


class OfferForm(forms.Form):
    starts_on = forms.DateField(label="Başlangıç", help_text="Örneğin 02.11.2020")
    reason = forms.ChoiceField(label="Sebep", choices=[("a", "Tarih"), ("b", "Şehir")], widget=forms.RadioSelect)
    understood = forms.BooleanField(label="Anladım.", error_messages={"required": "Önce kutuyu işaretle."})


def test_turkish_dates_are_understood_as_they_are_typed():
    form = OfferForm({"starts_on": "23.11.2026", "reason": "a", "understood": "on"})
    assert form.is_valid()
    assert form.cleaned_data["starts_on"] == dt.date(2026, 11, 23)


def test_a_field_names_its_hint_and_its_error():
    drawn = str(OfferForm({"starts_on": "otuz"}))
    assert 'class="form-control is-invalid"' in drawn
    assert 'aria-describedby="id_starts_on_helptext id_starts_on_error"' in drawn
    assert 'id="id_starts_on_helptext"' in drawn
    assert '<span class="visually-hidden">Hata:</span>' in drawn
    assert "<legend>Sebep</legend>" in drawn
    assert drawn.count('class="form-check-input is-invalid"') == 3


def test_the_summary_links_to_what_can_be_focused():
    form = OfferForm({"starts_on": "otuz"})
    drawn = draw("{% error_summary form %}", form=form)
    assert 'href="#id_starts_on">Başlangıç: ' in drawn
    assert 'href="#id_reason_0"' in drawn
    assert 'href="#id_understood">Önce kutuyu işaretle.' in drawn
    assert draw("{% error_summary form %}", form=OfferForm()).strip() == ""
