"""Addresses of mail: of the desk, and of one ticket for one person, which nobody else can guess.

``help+12-3300001-k7c…@dcc.example.org`` is an answer to ticket 12 by person 3300001; 0 stands for who has no account.
With an ``n`` behind the person it is one to a note of the desk, and becomes a note itself.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from email.utils import parseaddr

from theatrum.drivers import installation

NOBODY = 0
_PURPOSE = "addresses of tickets"
_LENGTH = 20
_TAG = re.compile(r"(?P<ticket>[0-9]{1,18})-(?P<person>[0-9]{1,18})(?P<note>n?)-(?P<sign>[a-z2-7]{20})")


@dataclass(frozen=True)
class Answer:
    """Which ticket a mail answers, and whose answer it should be."""

    ticket_id: int
    person_id: int
    is_note: bool = False

    @property
    def tag(self) -> str:
        """What stands in the address before the sign."""
        return f"{self.ticket_id}-{self.person_id}{'n' if self.is_note else ''}"


def desk_address() -> str:
    """Return the address of the desk; empty where no mail comes in."""
    settings = installation.settings()
    return settings.mail_in_address if settings.mail_in else ""


def reply_address(answer: Answer) -> str:
    """Return the address at which a person answers to a ticket; empty where no mail comes in."""
    local, at, domain = desk_address().rpartition("@")
    return f"{local}+{answer.tag}-{_sign(answer)}@{domain}" if at else ""


def is_ours(address: str) -> bool:
    """Tell whether mail to an address is taken: to the desk, or to a ticket by an address that was given out."""
    return is_desk(address) or read(address) is not None


def is_desk(address: str) -> bool:
    """Tell whether an address is that of the desk itself."""
    return bool(desk_address()) and parseaddr(address)[1].lower() == desk_address().lower()


def read(address: str) -> Answer | None:
    """Return what an address stands for; None where it is none of ours, or forged."""
    desk = desk_address().lower()
    local, _, domain = parseaddr(address)[1].lower().rpartition("@")
    base, plus, tag = local.partition("+")
    found = _TAG.fullmatch(tag)
    if not desk or not plus or f"{base}@{domain}" != desk or found is None:
        return None
    answer = Answer(int(found["ticket"]), int(found["person"]), is_note=bool(found["note"]))
    return answer if hmac.compare_digest(found["sign"], _sign(answer)) else None


def _sign(answer: Answer) -> str:
    # Lower case: programs of mail on the way may change the case of what stands before the @.
    key = installation.secret(_PURPOSE)
    digest = hmac.new(key, answer.tag.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:_LENGTH]
