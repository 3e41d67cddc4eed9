"""What an archive says of one member, whatever the archive's format."""

from dataclasses import dataclass
from enum import Enum, auto


class EntryKind(Enum):
    """What a member is when it is unpacked. Special ones are devices and pipes."""

    FILE = auto()
    FOLDER = auto()
    LINK = auto()
    SPECIAL = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """A member: its path as written, its size in bytes when unpacked, and where a link leads."""

    path: str
    size: int
    kind: EntryKind
    target: str | None = None
