"""The 81 provinces: names as officially spelt, order, distances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stajseferberligi import provinces
from stajseferberligi.turkish import tr_sort_key

codes = st.integers(min_value=1, max_value=81)


def test_every_plate_code_has_one_province():
    assert list(provinces.PROVINCES) == list(range(1, 82))
    assert len({province.name for province in provinces.PROVINCES.values()}) == 81


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (3, "Afyonkarahisar"), (17, "Çanakkale"), (23, "Elazığ"), (30, "Hakkari"), (33, "Mersin"), (34, "İstanbul"),
        (46, "Kahramanmaraş"), (63, "Şanlıurfa"), (76, "Iğdır"), (81, "Düzce"),
    ],
)  # fmt: skip
def test_names_are_spelt_as_they_are(code, name):
    assert provinces.name(code) == name


@pytest.mark.parametrize("code", [0, 82, -1])
def test_there_is_no_other_code(code):
    with pytest.raises(KeyError):
        provinces.name(code)


def test_choices_follow_the_turkish_alphabet():
    names = [name for _, name in provinces.choices()]
    assert names == sorted(names, key=tr_sort_key)
    assert names.index("Çorum") < names.index("Denizli")
    assert names.index("Iğdır") < names.index("Isparta") < names.index("İstanbul")


@pytest.mark.parametrize(("a", "b", "kilometres"), [(6, 34, 351), (35, 65, 1421), (22, 76, 1481), (41, 54, 42)])
def test_distances_are_those_of_the_map(a, b, kilometres):
    assert provinces.distance_km(a, b) == pytest.approx(kilometres, rel=0.02)


@given(codes, codes, codes)
def test_distance_is_a_distance(a, b, c):
    assert provinces.distance_km(a, a) == 0
    assert provinces.distance_km(a, b) == pytest.approx(provinces.distance_km(b, a))
    assert provinces.distance_km(a, c) <= provinces.distance_km(a, b) + provinces.distance_km(b, c) + 1e-6
    assert provinces.distance_km(a, b) < 1700
