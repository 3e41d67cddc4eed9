"""What an activity may say, in its normal form. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from theatrum.repository.activities.errors import ActivityIsInvalid

LONGEST_NAME = 1_000
LONGEST_DESCRIPTION = 100_000
LONGEST_URL = 8_000
MOST_USED = 10_000
# The schemes that Synapse knows; one that a browser would execute is not among them.
_URL = re.compile(r"(?:https?|ftp|file|jar|mailto):\S.*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class UsedThing:
    """One thing that was used: an entity (without a number: its version of today), or a URL."""

    was_executed: bool = False
    node_id: int | None = None
    version_number: int | None = None
    name: str = ""
    url: str = ""


@dataclass(frozen=True)
class ActivityFields:
    """What a person says about an activity."""

    name: str = ""
    description: str = ""
    used: Sequence[UsedThing] = ()


def valid_fields(fields: ActivityFields) -> ActivityFields:
    """Return the fields with what is named twice named once. Raises ActivityIsInvalid."""
    _require_short("name", fields.name, LONGEST_NAME)
    _require_short("description", fields.description, LONGEST_DESCRIPTION)
    used = tuple(dict.fromkeys(fields.used))
    if len(used) > MOST_USED:
        raise ActivityIsInvalid(reason=f"used names {len(used)} things; {MOST_USED} is the most.")
    for thing in used:
        _require_valid(thing)
    return ActivityFields(fields.name, fields.description, used)


def _require_valid(thing: UsedThing) -> None:
    _require_short("name of a UsedURL", thing.name, LONGEST_NAME)
    _require_short("url", thing.url, LONGEST_URL)
    if thing.node_id is None and _URL.fullmatch(thing.url) is None:
        reason = (
            f"UsedURL url field is malformed: {thing.url[:200]!r}. It must begin with http:, https:, ftp: or file:."
        )
        raise ActivityIsInvalid(reason=reason)


def _require_short(what: str, text: str, limit: int) -> None:
    if len(text) > limit:
        raise ActivityIsInvalid(reason=f"The {what} has {len(text)} characters; {limit} is the most.")
