"""Mail of an installation without SMTP: files in the data directory that administrators read and pass on.

The files hold links that open accounts; so only the installation's own user may read them.
"""

import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from theatrum.drivers import installation
from theatrum.kernel import clock

_NAME = re.compile(r"[0-9]{8}T[0-9]{9}-[0-9a-f]{8}\.eml")
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class KeptMail:
    """A message of the folder."""

    name: str
    kept_on: datetime
    to: str
    subject: str
    text: str
    links: tuple[str, ...]


def keep(content: bytes) -> str:
    """Store a message; returns its name."""
    moment = clock.now()
    stamp = f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03d}"
    path = _folder() / f"{stamp}-{secrets.token_hex(4)}.eml"
    aside = path.with_suffix(".part")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)
    return path.name


def names() -> list[str]:
    """Return the names of all messages, newest first."""
    return sorted((path.name for path in _folder().iterdir() if _NAME.fullmatch(path.name)), reverse=True)


def read(name: str) -> KeptMail | None:
    """Return a message, or None if there is none of this name (any more)."""
    if _NAME.fullmatch(name) is None:
        return None
    try:
        content = (_folder() / name).read_bytes()
    except FileNotFoundError:
        return None
    message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    text = "" if body is None else str(body.get_content())
    return KeptMail(
        name=name,
        kept_on=clock.parse_wire_time(f"{name[:15]}.{name[15:18]}+00:00"),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=text,
        links=tuple(link.rstrip(".,)") for link in _LINK.findall(text)),
    )


def discard(name: str) -> None:
    """Delete a message; one that is not there is gone already."""
    if _NAME.fullmatch(name) is not None:
        (_folder() / name).unlink(missing_ok=True)


def _folder() -> Path:
    folder = installation.settings().data / "mail"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
