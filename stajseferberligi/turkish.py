"""The Turkish language: letters, order, search, and the national identity number.

Turkish has two letters i, dotted (i, İ) and dotless (ı, I); `str.lower` and `str.upper` know neither. Lower, upper, fold and sort key have
twins in the database (`programme/migrations/sql/0001_turkish.sql`) that give the same answers.
"""

import re
import unicodedata

from stdnum.tr import tckimlik

_TO_LOWER = str.maketrans("Iİ", "ıi")
_TO_UPPER = str.maketrans("ıi", "Iİ")
# U+0307 is the dot that software ignorant of Turkish leaves behind when it lowers İ.
_TO_FOLD = str.maketrans("çğıöşüâîû", "cgiosuaiu", "\u0307")
_TO_SORT = str.maketrans("abcçdefgğhıijklmnoöpqrsştuüvwxyzâîû", "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_@KY")
_SMALL_WORDS = {"ve", "veya", "ile"}


def tr_lower(text: str) -> str:
    return text.translate(_TO_LOWER).lower()


def tr_upper(text: str) -> str:
    """Upper case, one letter for one: ß stays ß, because the database does not turn one letter into two."""
    upper = text.translate(_TO_UPPER).upper()
    if len(upper) == len(text):
        return upper
    return "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in text.translate(_TO_UPPER))


def tr_title(text: str) -> str:
    """Names written in one case, as registers send them, in their usual form: `FEN VE EDEBİYAT FAKÜLTESİ` → `Fen ve Edebiyat Fakültesi`."""
    words = [tr_lower(word) for word in text.split()]
    return " ".join(word if place and word in _SMALL_WORDS else _capitalise(word) for place, word in enumerate(words))


def _capitalise(word: str) -> str:
    """Also every part of a hyphenated name and the letter behind an opening bracket; never the suffix behind an apostrophe."""
    return re.sub(r"(^|-)(\W*)(\w)", lambda part: part[1] + part[2] + tr_upper(part[3]), word)


def tr_fold(text: str) -> str:
    """The form in which people search: lower case and without Turkish diacritics, so that `SISLI` finds `Şişli`."""
    return tr_lower(text).translate(_TO_FOLD)


def tr_sort_key(text: str) -> str:
    """Orders the Turkish way (c before ç, ı before i) when keys are compared character by character."""
    return tr_lower(text).translate(_TO_SORT)


def slug(text: str) -> str:
    """ASCII for addresses and file names: `Iğdır Üniversitesi` → `igdir-universitesi`. Empty when nothing of the text is Latin."""
    ascii_text = unicodedata.normalize("NFKD", tr_fold(text)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")


def is_national_id(text: str) -> bool:
    """Whether this is a well-formed T.C. kimlik numarası: eleven ASCII digits, the last two of which check the others."""
    return len(text) == 11 and text.isascii() and text.isdigit() and tckimlik.is_valid(text)


def mask_national_id(number: str) -> str:
    """What a screen or a log may show: the last two digits, and nothing at all of something that is not eleven characters long."""
    return "•" * 9 + (number[-2:] if len(number) == 11 else "••")
