"""Signatures of messages, as the specification "Standard Webhooks" has them: id, moment and body, HMAC-SHA256."""

import base64
import hashlib
import hmac
import secrets

from theatrum.consortium.notices.webhooks.models import Webhook
from theatrum.drivers import installation

PREFIX = "whsec_"


def new_salt() -> str:
    """Return what makes a new secret."""
    return secrets.token_hex(16)


def secret_of(webhook: Webhook) -> str:
    """Return the secret that the receiver of a webhook is given, as text."""
    return PREFIX + base64.b64encode(_key(webhook)).decode()


def headers_for(webhook: Webhook, *, message_id: str, moment: int, body: bytes) -> dict[str, str]:
    """Return the headers that tell the receiver who speaks; ``moment`` is in seconds since 1970."""
    signed = f"{message_id}.{moment}.".encode() + body
    digest = hmac.new(_key(webhook), signed, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _key(webhook: Webhook) -> bytes:
    text = f"{webhook.pk}:{webhook.salt}".encode()
    return hmac.new(installation.secret("webhooks"), text, hashlib.sha256).digest()
