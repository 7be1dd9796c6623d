"""Turkish letters in Python and in the database, and the national identity number."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from stdnum.tr import tckimlik

from stajseferberligi.turkish import (
    is_national_id,
    mask_national_id,
    slug,
    tr_fold,
    tr_lower,
    tr_sort_key,
    tr_title,
    tr_upper,
)

ALPHABET = "abcçdefgğhıijklmnoöpqrsştuüvwxyz"
turkish_text = st.text(alphabet=ALPHABET + ALPHABET.translate(str.maketrans("ıi", "Iİ")).upper() + "âîûÂÎÛ '-.0123456789")


def assigned_letters() -> list[str]:
    """Every character that both sides know: Python's Unicode is older than PostgreSQL's, and ancient Greek capitals come in two schools."""
    characters = map(chr, range(1, 0x2FFFF))
    return [c for c in characters if unicodedata.category(c) not in {"Cn", "Co", "Cs"} and not "\u1f80" <= c <= "\u1fff" and c not in "ƛɤ"]


def test_the_two_letters_i_are_kept_apart():
    assert tr_lower("IĞDIR İSTANBUL") == "ığdır istanbul"
    assert tr_upper("ığdır istanbul") == "IĞDIR İSTANBUL"


@given(turkish_text)
def test_lower_and_upper_undo_each_other(text):
    assert tr_lower(tr_upper(text)) == tr_lower(text)
    assert tr_upper(tr_lower(text)) == tr_upper(text)


def test_upper_case_never_changes_the_length():
    assert tr_upper("straße") == "STRAßE"


@pytest.mark.parametrize("typed", ["ŞİŞLİ", "şişli", "SISLI", "sisli", "Şişli", "S\u0327i\u0307şli".replace("S\u0327", "Ş")])
def test_folded_search_finds_the_name_however_it_is_typed(typed):
    assert tr_fold(typed) == "sisli"


def test_names_are_ordered_by_the_turkish_alphabet():
    ordered = "Cem cemal çetin Çınar G Ğ Hakan Hâkim Ilgaz Itır İlker İpek Osman Ömer Quzey Su Şule Umut Üzüm Wefa Xezal Zeki".split()
    shuffled = sorted(ordered)
    assert sorted(shuffled, key=tr_sort_key) == ordered


def test_a_shorter_name_comes_before_its_continuation():
    assert tr_sort_key("Can Zeki") < tr_sort_key("Cana Ak")


@pytest.mark.parametrize(
    ("register", "usual"),
    [
        ("FEN VE EDEBİYAT FAKÜLTESİ", "Fen ve Edebiyat Fakültesi"),
        ("AYŞE-NUR  IŞIK", "Ayşe-Nur Işık"),
        ("ılıca'nın İLÇESİ (IĞDIR)", "Ilıca'nın İlçesi (Iğdır)"),
        ("", ""),
    ],
)
def test_names_from_registers_get_their_usual_form(register, usual):
    assert tr_title(register) == usual


@given(st.text())
def test_a_slug_is_ascii_and_stays_as_it_is(text):
    made = slug(text)
    assert made.isascii()
    assert made == slug(made)


def test_a_slug_keeps_every_turkish_letter_readable():
    assert slug("Iğdır Üniversitesi – Çölleşme & Şehir") == "igdir-universitesi-collesme-sehir"


@given(st.integers(min_value=100_000_000, max_value=999_999_999))
def test_a_national_id_is_recognised_by_its_check_digits(first_nine):
    number = f"{first_nine}{tckimlik.calc_check_digits(str(first_nine))}"
    assert is_national_id(number)
    assert not is_national_id(number[:10] + str((int(number[10]) + 1) % 10))


@pytest.mark.parametrize("text", ["", "1", "0123456789 ", "00000000000", "1000000014", "100000001466", "1000000014a", "١٠٠٠٠٠٠٠١٤٦"])
def test_anything_else_is_no_national_id(text):
    assert not is_national_id(text)


def test_a_masked_national_id_shows_two_digits():
    assert mask_national_id("12345678950") == "•••••••••50"
    assert mask_national_id("50") == "•••••••••••"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("in_python", "in_sql"), [(tr_lower, "tr_lower"), (tr_upper, "tr_upper"), (tr_fold, "tr_fold"), (tr_sort_key, "tr_sortkey")]
)
def test_database_and_python_agree_on_every_letter(in_python, in_sql):
    letters = assigned_letters()
    with connection.cursor() as cursor:
        cursor.execute(f"select letter, {in_sql}(letter) from unnest(%s::text[]) letter", [letters])
        assert [(letter, answer) for letter, answer in cursor.fetchall() if answer != in_python(letter)] == []


@pytest.mark.django_db
def test_database_orders_names_the_turkish_way():
    ordered = "çetin Çınar Ilgaz İlker Osman Ömer Şule Umut Üzüm Zeki".split()
    with connection.cursor() as cursor:
        cursor.execute('select name from unnest(%s::text[]) name order by tr_sortkey(name) collate "C"', [ordered[::-1]])
        assert [name for (name,) in cursor.fetchall()] == ordered
