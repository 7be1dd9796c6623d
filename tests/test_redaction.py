"""Personal data does not reach the logs."""

import io
import logging
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.tr import tckimlik

from stajseferberligi.redaction import PersonalDataFilter, mask_personal_data

NATIONAL_ID = "10000000146"


@pytest.fixture
def log():
    """A logger with the filter, and what it wrote."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(PersonalDataFilter())
    logger = logging.Logger("redaction")  # noqa: LOG001  # of its own, so that no other handler hears it
    logger.addHandler(handler)
    logger.written = written.getvalue
    return logger


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"kimlik {NATIONAL_ID}, aday", "kimlik •••••••••46, aday"),
        (f"?tc={NATIONAL_ID}&x=1", "?tc=•••••••••46&x=1"),
        ("ayse.yilmaz+staj@posta.example.tr geldi", "[email] geldi"),
        ("<Çiğdem@çiçek.com.tr>", "<[email]>"),
        ("/sifre?email=ayse%40posta.com&x=1", "/sifre?email=[email]&x=1"),
        (f"{NATIONAL_ID}@posta.com", "[email]"),
        ("tel:+905321234567.", "tel:[phone]."),
        ("0532 123 45 67", "[phone]"),
        ("(0532) 123-45-67 / 532 123 45 67", "([phone] / [phone]"),
        ("00905321234567", "[phone]"),
        ("0312 525 55 55", "[phone]"),
        ("+49 30 901820", "[phone]"),
    ],
)
def test_personal_data_is_masked(text, masked):
    assert mask_personal_data(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "10000000147",  # fails its check
        "3100000001465",  # a longer number
        "2020-08-19 12:00:00,123 T-7KQ2M9XA A-23456",
        "took 0.5321234567 s of 1732400000.5321234",
        "postgres://app@127.0.0.1:5432/staj",
        "GET /aday/teklifler/?sayfa=2 200 5123",
        "5d41402a-bc4b-2a76-b971-9d911017c592",
        "a @ b, @staj, x@y",
    ],
)
def test_other_text_is_left_alone(text):
    assert mask_personal_data(text) == text


@given(st.integers(min_value=100_000_000, max_value=999_999_999), st.text(alphabet="abc ,:;/=&?\n"), st.text(alphabet="abc ,:;/=&?\n"))
def test_no_national_id_slips_through(first_nine, before, after):
    number = f"{first_nine}{tckimlik.calc_check_digits(str(first_nine))}"
    assert number not in mask_personal_data(before + number + after)


@pytest.mark.parametrize("line", ["a" * 200_000, "a@" * 100_000, "1" * 200_000, "+1 " * 60_000, "a." * 100_000, "a%40b." * 30_000])
def test_a_hostile_line_does_not_hold_the_log_up(line):
    started = time.perf_counter()
    mask_personal_data(line)
    assert time.perf_counter() - started < 2


def test_arguments_are_masked(log):
    log.warning("from %s as %s", "ayse@posta.com", int(NATIONAL_ID))
    log.warning("from %(who)s", {"who": "ayse@posta.com"})
    assert log.written() == "from [email] as •••••••••46\nfrom [email]\n"


def test_exceptions_and_stacks_are_masked(log):
    try:
        raise ValueError("no mailbox ayse@posta.com")
    except ValueError:
        log.exception("failed", stack_info=True)
    assert "ValueError: no mailbox [email]" in log.written()
    assert "Stack (most recent call last)" in log.written()
    assert "ayse" not in log.written()


def test_texts_attached_to_a_record_are_masked():
    record = logging.makeLogRecord({"msg": "x", "address": "ayse@posta.com", "count": 3})
    assert PersonalDataFilter().filter(record)
    assert (record.address, record.count) == ("[email]", 3)


def test_a_message_that_does_not_fit_its_arguments_neither_raises_nor_leaks(log):
    log.warning("one %s and two %s", "ayse@posta.com")  # noqa: PLE1206  # the fault is the subject
    assert log.written() == "one %s and two %s ('[email]',)\n"


def test_a_message_that_is_no_text_is_masked(log):
    log.error(ValueError("ayse@posta.com"))
    assert log.written() == "[email]\n"
