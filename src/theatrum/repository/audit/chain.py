"""The hash chain over events: each link covers the one before, the event's facts and keyed hashes.

Pure apart from the key that it is handed. Values enter by keyed hash only, so a purge of a payload
does not break the chain, and the chain does not betray a short value to who guesses.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from theatrum.kernel.clock import wire_time
from theatrum.kernel.jsontext import canonical


@dataclass(frozen=True)
class Facts:
    """What an event says, without values."""

    at: datetime
    actor_id: int
    action: str
    subject_kind: str
    subject_id: str
    before_hash: str
    after_hash: str


def keyed_hash(key: bytes, content: object) -> str:
    """Return the keyed hash of a value, in hex."""
    return hash_of(key, canonical(content))


def hash_of(key: bytes, text: str) -> str:
    """Return the keyed hash of a value that is written as canonical JSON already, in hex."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def next_link(key: bytes, *, previous: str, sequence: int, facts: Facts) -> str:
    """Return the link of an event that follows ``previous``."""
    text = canonical(
        [
            previous,
            sequence,
            wire_time(facts.at),
            facts.actor_id,
            facts.action,
            facts.subject_kind,
            facts.subject_id,
            facts.before_hash,
            facts.after_hash,
        ]
    )
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
