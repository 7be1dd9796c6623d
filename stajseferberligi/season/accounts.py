"""Who signs in to the demonstration. The addresses are the same in every season, so whoever shows it needs to learn them once."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from employers.models import Membership
from stajseferberligi.accounts.models import User

PASSWORD = "staj-seferberligi"  # noqa: S105  (printed for everybody to read; production refuses the commands that use it)
AYSE = "ayse@staj.example"
BORA = "bora@staj.example"
NALAN = "nalan@staj.example"
VELI = "veli@staj.example"
CEREN = "ceren@staj.example"
PINAR = "pinar@staj.example"
SEVDA = "sevda@staj.example"
DERYA = "derya@staj.example"
DENIZ = "deniz@staj.example"
ADDRESSES = (AYSE, BORA, NALAN, VELI, CEREN, PINAR, SEVDA, DERYA, DENIZ)


@dataclass(frozen=True, slots=True)
class Account:
    """One line of what the demonstration prints. `page` is where the person arrives after signing in."""

    role: str
    name: str
    email: str
    page: str


def hashed_password() -> str:
    """The one hash that all accounts of a demonstration share: a strong hash for each of 16,000 people would take an hour."""
    return make_password(PASSWORD)


def accounts() -> list[Account]:
    """The accounts of `ADDRESSES` that exist in this database, in that order."""
    found = User.objects.in_bulk(ADDRESSES, field_name="email")
    return [_account(found[email]) for email in ADDRESSES if email in found]


def _account(user: User) -> Account:
    membership = Membership.objects.select_related("employer").filter(user=user).first()
    if membership is not None:
        state = "" if membership.employer.status == "approved" else f" ({membership.employer.status})"
        return Account(f"{membership.role}, {membership.employer.name}{state}", user.full_name, user.email, "/isveren/")
    if user.is_staff:
        return Account("administrator", user.full_name, user.email, "/yonetim/")
    return Account("candidate", user.full_name, user.email, "/aday/")
