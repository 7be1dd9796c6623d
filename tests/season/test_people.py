"""The invented people and employers are plausible, distinct and always the same."""

import re
import time
from collections import Counter
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stajseferberligi import provinces
from stajseferberligi.season import fields, names, organisations, places, universities
from stajseferberligi.season.people import invent_employers, invent_people
from stajseferberligi.turkish import tr_fold, tr_title

SEASON = 15_868
EMPLOYERS = 390


@pytest.fixture(scope="module")
def people():
    return invent_people(SEASON, seed=2020)


@pytest.fixture(scope="module")
def employers():
    return invent_employers(EMPLOYERS, seed=2020)


def test_the_season_of_2020_is_invented_in_three_seconds():
    started = time.perf_counter()
    invent_people(SEASON, seed=2020)
    assert time.perf_counter() - started < 3


@given(st.integers())
@settings(max_examples=10, deadline=None)
def test_a_seed_always_gives_the_same_people(seed):
    assert invent_people(20, seed=seed) == invent_people(30, seed=seed)[:20]
    assert invent_people(20, seed=seed) != invent_people(20, seed=seed + 1)
    assert invent_employers(20, seed=seed) == invent_employers(20, seed=seed)


def test_contacts_are_distinct_and_reach_nobody(people, employers):
    mailboxes = [person.email for person in people] + [contact.email for employer in employers for contact in employer.contacts]
    assert len(set(mailboxes)) == len(mailboxes)
    assert all(re.fullmatch(r"[a-z0-9.-]{1,64}@[a-z0-9-]{1,63}\.example", mailbox) for mailbox in mailboxes)
    assert len({person.phone for person in people}) == SEASON
    assert all(re.fullmatch(r"\+90500\d{7}", person.phone) for person in people)


def test_names_are_turkish_and_spelt_with_their_own_letters(people):
    assert all(tr_title(name) == name for name in names.WOMEN + names.MEN + names.SURNAMES)
    letters = set("".join(person.full_name for person in people))
    assert set("çğıöşüÇİÖŞÜI") <= letters
    commonest = [surname for surname, _ in Counter(person.last_name for person in people).most_common(3)]
    assert commonest[0] == "Yılmaz"


def test_lists_hold_nothing_twice():
    for listed in (names.WOMEN, names.MEN, names.SURNAMES, organisations.INVENTED_WORDS, [each.name for each in universities.UNIVERSITIES]):
        assert [item for item, times in Counter(listed).items() if times > 1] == []
    assert len({(field.name, field.level) for field in fields.FIELDS}) == len(fields.FIELDS)


def test_tables_refer_to_each_other():
    groups = set(fields.GROUPS)
    assert {field.group for field in fields.FIELDS} == groups
    assert {group for kind in organisations.PUBLIC + organisations.PRIVATE for unit in kind.units for group in unit.groups} == groups
    assert universities.TEACHES["general"] == groups
    assert {university.province for university in universities.UNIVERSITIES} == set(provinces.PROVINCES)
    assert len(places.INHABITANTS) == 81
    assert len({field.name: field.group for field in fields.FIELDS}) == len({(field.name, field.group) for field in fields.FIELDS})


def test_everybody_of_2020_enters_the_last_year_of_a_bachelors_degree(people):
    assert {person.level for person in people} == {"bachelor"}
    years = {field.name: field.years for field in fields.FIELDS if field.level == "bachelor"}
    assert all(person.class_year == years[person.field] for person in people)


def test_the_wider_circle_has_earlier_years_and_associate_degrees():
    people = invent_people(500, seed=7, cohort="all")
    assert {person.level for person in people} == {"bachelor", "associate"}
    assert {person.class_year for person in people} >= {2, 3, 4}
    assert all(person.class_year == 2 for person in people if person.level == "associate")


def test_a_university_teaches_what_its_students_study(people):
    by_name = {university.name: university for university in universities.UNIVERSITIES}
    for person in people:
        university = by_name[person.university]
        assert person.group in universities.TEACHES[university.focus]
        assert person.university_province == university.province


def test_scores_are_plausible(people):
    for person in people:
        for score in (person.score_academic, person.score_social, person.score_sport, person.score_total):
            assert 0 <= score <= 100
            assert score.as_tuple().exponent == -2
    assert 55 < mean(person.score_academic for person in people) < 67
    assert mean(person.score_social for person in people) < 50
    assert 0.1 < mean(person.score_sport == 0 for person in people) < 0.35


def test_wishes_and_skills_are_plausible(people):
    for person in people:
        assert 1 <= len(person.city_preferences) <= 5
        assert len(set(person.city_preferences)) == len(person.city_preferences)
        assert set(person.city_preferences) <= set(provinces.PROVINCES)
        assert 1 <= len(person.skills) == len(set(person.skills))
        assert all(len(skill) <= 60 for skill in person.skills)
        assert all(len(language) <= 30 for language in person.languages)
    first = Counter(person.city_preferences[0] for person in people)
    assert [provinces.name(code) for code, _ in first.most_common(3)] == ["İstanbul", "Ankara", "İzmir"]
    assert mean(person.home_province in person.city_preferences for person in people) > 0.5


def test_employers_have_distinct_names_of_both_kinds(employers):
    assert len({tr_fold(employer.name) for employer in employers}) == EMPLOYERS
    kinds = Counter(employer.kind for employer in employers)
    assert kinds == {"public": 176, "private": 214}
    assert all(employer.name.endswith(("A.Ş.", "Ltd. Şti.")) == (employer.kind == "private") for employer in employers)


def test_employers_have_units_that_look_for_somebody(employers):
    for employer in employers:
        assert len({unit.name for unit in employer.units}) == len(employer.units) > 0
        assert all(unit.groups and unit.supervisor for unit in employer.units)
        assert employer.contacts
        assert employer.size > 0
        if employer.kind == "public":
            assert {unit.province for unit in employer.units} == {employer.province}


def test_every_group_of_fields_is_wanted_by_some_employer(employers):
    assert {group for employer in employers for unit in employer.units for group in unit.groups} == set(fields.GROUPS)


def test_more_companies_than_names_are_refused():
    with pytest.raises(ValueError, match="There are names for"):
        invent_employers(100_000, seed=1)


def test_texts_fit_their_columns():
    positions = [position for group in fields.GROUPS.values() for position in group.positions]
    assert all(len(position.title) <= 120 and position.tasks.endswith(".") for position in positions)
    assert all(len(field.name) <= 120 and len(field.faculty) <= 160 for field in fields.FIELDS)
    assert all(len(university.name) <= 160 for university in universities.UNIVERSITIES)
