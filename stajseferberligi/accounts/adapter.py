"""Sign-up policy at the auth library's seam."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Everybody with an e-mail address may open an account; what they may do follows from what they are."""
