"""The order of tests that share the work: those that take long come first, so that no process waits for one at the end.

Each process begins with its share of the list and takes of another's when it has done that (``--dist worksteal``).
"""

from collections.abc import Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import TypeVar

_Item = TypeVar("_Item")

# Those that drive a browser or start processes of their own.
_LONG = ("flows", "browser", "wiring")
_LONG_FILES = ("test_installation.py",)


def takes_long(path: Path) -> bool:
    """Whether tests of a file take seconds each."""
    return path.name in _LONG_FILES or not set(_LONG).isdisjoint(path.parts)


def long_first(items: Sequence[tuple[Path, _Item]], workers: int) -> list[_Item]:
    """Return the items so that each worker's equal share begins with whole files of its own that take long."""
    files = [list(group) for _, group in groupby(items, key=lambda item: item[0])]
    long = sorted((file for file in files if takes_long(file[0][0])), key=lambda file: "flows" not in file[0][0].parts)
    short = iter([item for file in files if not takes_long(file[0][0]) for item in file])
    shares: list[list[tuple[Path, _Item]]] = [
        [item for file in long[n::workers] for item in file] for n in range(workers)
    ]
    for share in shares[:-1]:
        share.extend(islice(short, max(0, len(items) // workers - len(share))))
    shares[-1].extend(short)
    return [item for share in shares for _, item in share]
