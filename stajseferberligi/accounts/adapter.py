"""What is ours in signing up and signing in; the rest is allauth's."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_noop

from stajseferberligi.accounts.models import User

# Allauth's sentences that our catalogue says in its own words ("parola", not "şifre"); named here so that they stay in the catalogue.
OUR_WORDING = (
    gettext_noop("Email"),
    gettext_noop("Password"),
    gettext_noop("Password (again)"),
    gettext_noop("Current Password"),
    gettext_noop("New Password"),
    gettext_noop("New Password (again)"),
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("You must type the same password each time."),
    gettext_noop("Please type your current password."),
    gettext_noop("Incorrect password."),
    gettext_noop("Too many failed login attempts. Try again later."),
    gettext_noop("This email address is already associated with this account."),
    gettext_noop("The password reset token was invalid."),
    gettext_noop("This account is currently inactive."),
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Anybody may open an account; it becomes a candidate's or an employer's only by what is attached to it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def new_user(self, request: HttpRequest) -> User:
        """Letters come in the language in which the account was opened."""
        user: User = super().new_user(request)
        user.language = "en" if (get_language() or "tr").startswith("en") else "tr"
        return user

    def format_email_subject(self, subject: str) -> str:
        """No host name in brackets: the sender says who writes."""
        return subject
