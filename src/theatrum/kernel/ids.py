"""Identifiers as they travel: ``syn123`` for entities, plain digits for principals and file handles."""

import re
import uuid

from theatrum.kernel.errors import InvalidRequest

_ENTITY = re.compile(r"(?:syn)?([0-9]{1,18})", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,18}")


def entity_id(number: int) -> str:
    """Return the public form, such as ``syn123``."""
    return f"syn{number}"


def parse_entity_id(text: str) -> int:
    """Read ``syn123`` or ``123``. Raises InvalidRequest for anything else."""
    match = _ENTITY.fullmatch(text.strip())
    if match is None:
        raise InvalidRequest(reason=f"{text!r} is not a valid entity id: expected syn followed by digits.")
    return int(match[1])


def parse_number(text: str | int | None, *, what: str) -> int:
    """Read a numeric id that travels as a string. Raises InvalidRequest naming what it is."""
    match = _NUMBER.fullmatch(str(text).strip()) if text is not None else None
    if match is None:
        raise InvalidRequest(reason=f"{text!r} is not a valid {what}: expected digits.")
    return int(match[0])


def new_etag() -> str:
    """Return a fresh etag; only its inequality to every other one has a meaning."""
    return str(uuid.uuid4())
