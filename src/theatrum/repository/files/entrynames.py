"""What files are called inside a package. Pure."""

from collections.abc import Callable
from enum import StrEnum

_FOLDERS = 1000

# Makes the name of an entry of a file's name and its handle's id.
Namer = Callable[[str, int], str]


class Arrangement(StrEnum):
    """How a package is laid out, in the wire's words."""

    CACHE = "CommandLineCache"
    FLAT = "Flat"


def namer(arrangement: Arrangement) -> Namer:
    """Return what names the entries of one package, no two of them alike."""
    return _Flat().name if arrangement is Arrangement.FLAT else _in_cache


def _in_cache(file_name: str, handle_id: int) -> str:
    """Return the path that a file has in the cache of Synapse's command line."""
    return f"{handle_id % _FOLDERS}/{handle_id}/{file_name}"


class _Flat:
    """All files in one folder; a name that is taken gets a number before its first dot."""

    def __init__(self) -> None:
        # Compared without case, for disks that see none.
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}

    def name(self, file_name: str, _handle_id: int) -> str:
        """Return the file's name, or the next free one like it."""
        found, known = file_name, file_name.lower()
        stem, dot, suffix = file_name.partition(".")
        while found.lower() in self._taken:
            self._last[known] = self._last.get(known, 0) + 1
            found = f"{stem}({self._last[known]}){dot}{suffix}"
        self._taken.add(found.lower())
        return found
