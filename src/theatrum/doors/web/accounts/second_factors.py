"""What this installation decides for allauth's second factors: their secrets are encrypted at rest.

The key comes from the data directory: a copy of the database alone signs nobody in.
"""

import base64
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet

from theatrum.drivers import installation


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's adapter for authenticator apps, passkeys and recovery codes."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret before it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a stored secret."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        """Name this installation to the browser, which shows it beside the passkey."""
        entity: dict[str, Any] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": "Theatrum"}


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(installation.secret("second factors")))
