"""The public pages say what is in force: change the programme and the page says something else."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from stajseferberligi import clock
from tests import cast

pytestmark = pytest.mark.django_db


def words_of(response, anchor=None):
    """The page's text, or that of one answer: from its heading to the next."""
    html = response.content.decode()
    if anchor:
        html = re.split(r"<h[23]", html[html.index(f'id="{anchor}"') :], maxsplit=2)[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def ask(anchor=None, *, language="en"):
    response = Client(headers={"accept-language": language}).get(reverse("faq"))
    assert response.status_code == 200
    return words_of(response, anchor)


@pytest.mark.parametrize("language", ["tr", "en"])
def test_all_eighteen_questions_are_answered_and_linked(language):
    cast.a_programme()
    html = Client(headers={"accept-language": language}).get(reverse("faq")).content.decode()
    anchors = [f"s{number}" for number in range(1, 19)]
    assert re.findall(r'<h3 id="(s\d+)"', html) == anchors
    assert re.findall(r'href="#(s\d+)"', html) == anchors
    assert all(re.search(rf'id="{anchor}".*?</h3>\s*<(p|dl)', html, re.DOTALL) for anchor in anchors)


@pytest.mark.parametrize(
    ("anchor", "setting", "first", "second"),
    [
        ("s3", {"complete_by": date(2031, 12, 31)}, "31 December 2031", "30 November 2031"),
        ("s4", {"recommended_working_days": 20}, "20 working days", "15 working days"),
        ("s8", {"confirmation_days": 7}, "7 days", "5 days"),
        ("s10", {"max_placements": 2}, "2 internships", "1 internship"),
        ("s12", {"response_min_days": 3}, "between 3 and 21 days", "between 2 and 21 days"),
        ("s12", {"response_max_days": 21}, "between 3 and 21 days", "between 3 and 14 days"),
    ],
)
def test_the_values_in_force_change_with_the_programme(anchor, setting, first, second):
    programme = cast.a_programme(**setting)
    assert first in ask(anchor)
    (name,) = setting
    changed = {
        "complete_by": date(2031, 11, 30),
        "recommended_working_days": 15,
        "confirmation_days": 5,
        "max_placements": 1,
        "response_min_days": 2,
        "response_max_days": 14,
    }
    setattr(programme, name, changed[name])
    programme.save()
    answer = ask(anchor)
    assert second in answer
    assert first not in answer


def test_q10_tells_of_a_limit_of_open_acceptances_only_where_there_is_one():
    programme = cast.a_programme()
    assert "accept all five" in ask("s10")
    programme.max_open_acceptances = 2
    programme.save()
    assert "accept all five" not in ask("s10")
    assert "At most 2 acceptances" in ask("s10")


def test_q1_follows_the_season():
    now = clock.now()
    programme = cast.a_programme(offers_open_at=now + timedelta(days=2))
    assert "ends before the pool opens" in ask("s1")
    programme.offers_open_at = now - timedelta(days=2)
    programme.save()
    assert "has been open to public and private employers" in ask("s1")
    programme.offers_close_at = now - timedelta(days=1)
    programme.save()
    assert "so is the time in which offers could be sent" in ask("s1")


def test_q6_says_when_declarations_are_frozen():
    now = clock.now()
    programme = cast.a_programme()
    assert "was frozen" in ask("s6")
    programme.applications_close_at = now + timedelta(days=1)
    programme.save()
    assert "It is frozen when" in ask("s6")


@pytest.mark.parametrize("language", ["tr", "en"])
def test_without_a_season_the_rules_stand_and_no_value_is_invented(language):
    page = ask(language=language)
    assert "None" not in page
    answers = [ask(f"s{number}", language=language) for number in (1, 3, 4, 6, 8, 12)]
    assert not any(re.search(r"\b(20\d\d|7|20|21)\b", re.sub(r"^[^>]*?\d+\.", "", answer)) for answer in answers)


def test_the_landing_page_follows_the_programme():
    programme = cast.a_programme(complete_by=date(2031, 12, 31))
    client = Client(headers={"accept-language": "en"})
    assert "31 December 2031" in words_of(client.get(reverse("landing")))
    programme.complete_by = date(2031, 11, 30)
    programme.save()
    assert "30 November 2031" in words_of(client.get(reverse("landing")))


def test_health_answers_while_the_database_does():
    assert Client().get(reverse("health")).json() == {"database": "up"}
