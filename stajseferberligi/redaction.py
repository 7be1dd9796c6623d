"""Personal data stays out of the logs: national identity numbers, e-mail addresses and telephone numbers are masked on their way there.

A net under the rule, not the rule itself: whoever writes a log line names people by their codes. The patterns are bounded, so that a long
line takes time in proportion to its length.
"""

import logging
import re

from stajseferberligi.turkish import is_national_id, mask_national_id

# The @ may be percent-encoded, as in an address that a browser sent.
EMAIL = re.compile(r"(?<![\w.+-])[\w.+%-]{1,64}?(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[^\W\d_]{2,24}\b", re.IGNORECASE)
# Turkish numbers with +90, 90, 0090 or 0 in front; mobile numbers also without; anything else only in international form.
PHONE = re.compile(
    r"""
    (?<![\w.,+-])
    (?:
        (?: (?:(?:\+|00)?90[ .-]? | 0[ -]?) \(?[2-5]\d{2}\)? | \(?5\d{2}\)? )
        [ .-]? \d{3} [ .-]? \d{2} [ .-]? \d{2}
      | \+[1-9][\d ().-]{6,18}\d
    )
    (?!\w)
    """,
    re.VERBOSE,
)
NATIONAL_ID = re.compile(r"(?<!\d)[1-9]\d{10}(?!\d)")


def mask_personal_data(text: str) -> str:
    """The text with `[email]`, `[phone]` and `•••••••••50` in place of such data; eleven digits that fail their check are left alone."""
    text = EMAIL.sub("[email]", text)
    text = NATIONAL_ID.sub(lambda found: mask_national_id(found[0]) if is_national_id(found[0]) else found[0], text)
    return PHONE.sub("[phone]", text)


class PersonalDataFilter(logging.Filter):
    """Masks a record's message with its arguments, its exception and stack, and every text attached to it. Lets every record through."""

    _traceback = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            record.msg = record.getMessage()
        except Exception:  # a line that does not fit its arguments must neither stop the caller nor slip through
            record.msg = f"{record.msg} {record.args!r}"
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = self._traceback.formatException(record.exc_info)  # formatters use this text when it is there
        for attribute, value in vars(record).items():
            if isinstance(value, str):
                setattr(record, attribute, mask_personal_data(value))
        return True
