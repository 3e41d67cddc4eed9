"""What this installation decides for allauth: closed sign-up, links from the public URL."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from theatrum.drivers import installation
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts import policy


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's adapter for accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """Say no: accounts are opened by invitation or by an administrator."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Build the link from the public URL: the Host header is whatever a stranger sends."""
        uid, _, rest = key.partition("-")
        return _absolute("account_reset_password_from_key", uidb36=uid, key=rest)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:  # noqa: ARG002  # allauth's
        """Build the link from the public URL, too."""
        return _absolute("account_confirm_email", key=emailconfirmation.key)

    def clean_email(self, email: str) -> str:
        """Keep addresses in lower case: one mailbox is one account."""
        try:
            return policy.valid_email(super().clean_email(email))
        except DomainError as error:
            raise ValidationError(str(error), code="invalid") from error

    def get_email_verification_redirect_url(self, email_address: Any) -> str:  # noqa: ARG002  # allauth's signature
        """Lead to the profile, where the new address can be seen."""
        return reverse("settings_profile")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead on to where a gate had stopped the person."""
        wanted = str(request.GET.get("next", ""))
        return wanted if wanted and self.is_safe_url(wanted) else reverse("settings_security")


def _absolute(name: str, **parameters: str) -> str:
    return installation.settings().base_url + reverse(name, kwargs=parameters)
