"""Names of blobs and handles of uploads on S3: pure.

A key is 64 hex digits. That of an upload ends with its sizes, so that nobody has to keep or ask for them. The handle of
an upload is its key, a dot, and the id that the store gave.
"""

import re
import secrets
from dataclasses import dataclass

from theatrum.drivers.blobs.errors import BlobNotFound, PlanInvalid, UploadNotFound
from theatrum.drivers.blobs.folders import handle_of
from theatrum.drivers.blobs.plan import MOST_MORE, MOST_PARTS, Plan, make_plan

LARGEST_PART = 5 * 1024**3

_KEY = re.compile(r"[0-9a-f]{64}")
_HANDLE = re.compile(r"([0-9a-f]{40}([0-9a-f]{12})([0-9a-f]{12}))\.([\x21-\x7e]{1,1024})")


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a handle says: the key that the blob will have, the store's id of the upload, and its parts."""

    key: str
    upload_id: str
    plan: Plan

    def fits(self, number: int, size: int) -> bool:
        """Tell whether a part of this size is all of the part; a file's only one may be somewhat longer."""
        if not 1 <= number <= self.plan.count:
            return False
        length = self.plan.length(number)
        return length <= size <= length + (MOST_MORE if self.plan.count == 1 else 0)


def new_key() -> str:
    """Return a fresh key for a blob that no upload made."""
    return secrets.token_hex(32)


def is_key(name: str) -> bool:
    """Tell whether a name is that of a blob of ours."""
    return _KEY.fullmatch(name) is not None


def require_key(name: str) -> str:
    """Return the name if it can be that of a blob. Raises BlobNotFound."""
    if not is_key(name):
        raise BlobNotFound
    return name


def plan_of(size: int, part_size: int, *, least: int) -> Plan:
    """Check the sizes against what S3 takes. Raises PlanInvalid."""
    plan = make_plan(size, part_size)
    if plan.count > 1 and part_size < least:
        raise PlanInvalid(reason=f"The size of a part must be at least {least} bytes, but was {part_size}.")
    if plan.length(1) > LARGEST_PART:
        raise PlanInvalid(
            reason=f"A part of {plan.length(1)} bytes is too large; at most {LARGEST_PART} are allowed, "
            f"and {MOST_PARTS} parts."
        )
    return plan


def key_for(upload_id: str, plan: Plan) -> str:
    """Return the key of the blob that an upload becomes."""
    return f"{handle_of(upload_id)}{plan.size:012x}{min(plan.part_size, LARGEST_PART):012x}"


def handle(key: str, store_id: str) -> str:
    """Return the handle of an upload."""
    return f"{key}.{store_id}"


def read_handle(text: str) -> Ticket:
    """Return what a handle says. Raises UploadNotFound."""
    found = _HANDLE.fullmatch(text)
    if found is None:
        raise UploadNotFound
    size, part_size = int(found[2], 16), int(found[3], 16)
    if part_size == 0:
        raise UploadNotFound
    return Ticket(found[1], found[4], Plan(size, part_size))
