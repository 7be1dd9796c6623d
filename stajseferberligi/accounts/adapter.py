"""What is ours in signing up and signing in; the rest is allauth's."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import get_language

from stajseferberligi.accounts.models import User


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
