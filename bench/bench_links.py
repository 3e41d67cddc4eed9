"""All checks between rows over a million biospecimens with parents, beside plain Python dictionaries.

Both read the same texts. The baseline looks for duplicates, missing parents, rows that are their own ancestors, and
nothing else; ours makes every check that the profile asks for. Each planted defect must be found.
"""

import random
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

from theatrum.checks.findings import Group
from theatrum.checks.links.checking import check_links
from theatrum.checks.links.records import Records
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile

ROWS = 1_000_000
PARTICIPANTS = 50_000
DUPLICATES = 300
ORPHANS = 500
CYCLES = 100
CYCLE_LENGTH = 4
ROUNDS = 3
SEED = 20_251_126
T = TypeVar("T")


@dataclass
class Planted:
    """Two columns, and the rows (from 0) with each defect."""

    ids: list[str]
    parents: list[str]
    duplicates: set[int]
    orphans: set[int]
    circles: set[int]


def plant() -> Planted:
    """Make specimens of specimens of participants, about ten steps deep, and spoil some of them."""
    chance = random.Random(SEED)  # noqa: S311  # test data, no secret
    numbers = list(range(ROWS))
    chance.shuffle(numbers)
    owners = [f"HTA201_{index % PARTICIPANTS + 1}" for index in range(ROWS)]
    ids = [f"{owner}_B{number + 1}" for owner, number in zip(owners, numbers, strict=True)]
    parents = [
        owner if index < PARTICIPANTS * 4 else ids[index - PARTICIPANTS * chance.randint(1, index // PARTICIPANTS)]
        for index, owner in enumerate(owners)
    ]
    # Each defect has a participant of its own, and its rows are those that no other row comes from.
    last = ROWS - PARTICIPANTS
    spoilt = list(range(DUPLICATES + ORPHANS))
    duplicates = set()
    for offset in spoilt[:DUPLICATES]:
        copied, row = last - PARTICIPANTS + offset, last + offset
        ids[row] = ids[copied]
        parents[row] = owners[row]
        duplicates |= {copied, row}
    orphans = {last + offset for offset in spoilt[DUPLICATES:]}
    for row in orphans:
        parents[row] = f"{owners[row]}_B{ROWS + row}"
    circles = set()
    for number in range(CYCLES):
        offset = DUPLICATES + ORPHANS + number
        ring = [last - step * PARTICIPANTS + offset for step in range(CYCLE_LENGTH)]
        for row, above in zip(ring, ring[1:] + ring[:1], strict=True):
            parents[row] = ids[above]
        circles.update(ring)
    return Planted(ids, parents, duplicates, orphans, circles)


def with_dictionaries(ids: Sequence[str], parents: Sequence[str], participants: Sequence[str]) -> dict[str, set[int]]:
    """Find the same defects row by row."""
    first: dict[str, int] = {}
    twice: set[int] = set()
    for row, name in enumerate(ids):
        earlier = first.setdefault(name, row)
        if earlier != row:
            twice |= {earlier, row}
    people = set(participants)
    missing = {row for row, parent in enumerate(parents) if parent not in people and parent not in first}
    above = {name: parents[row] for name, row in first.items()}
    return {"duplicates": twice, "orphans": missing, "circles": {first[name] for name in _on_circles(above)}}


def _on_circles(above: dict[str, str]) -> set[str]:
    done: set[str] = set()
    found: set[str] = set()
    for start in above:
        path: dict[str, None] = {}
        node = start
        while node in above and node not in done and node not in path:
            path[node] = None
            node = above[node]
        if node in path:
            names = list(path)
            found.update(names[names.index(node) :])
        done.update(path)
    return found


def _rows(groups: Sequence[Group], code: str) -> set[int]:
    return {row - 1 for group in groups if group.finding.code == code for row in group.rows}


def _cpu(work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    found = work()
    return time.process_time() - began, found


def main() -> None:
    """Measure both in turns, check that all is found, and print the least of each."""
    planted = plant()
    people = [f"HTA201_{number + 1}" for number in range(PARTICIPANTS)]
    frame = pl.DataFrame({"HTAN_BIOSPECIMEN_ID": planted.ids, "HTAN_PARENT_ID": planted.parents})
    records = [
        Records("BiospecimenData", "biospecimens.csv", None, frame),
        Records("Demographics", "demographics.csv", None, pl.DataFrame({"HTAN_PARTICIPANT_ID": people})),
    ]
    profile = load_profile(ProfileFolder.packaged("htan2"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours, plain = [], []
    for _ in range(ROUNDS):
        seconds, groups = _cpu(lambda: check_links(records, profile.links, profile.overlay.identifiers))
        ours.append(seconds)
        if len(ours) == 1:
            more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
            print(f"links: {more:.0f} MiB more at the most than before the checks")
        assert _rows(groups, "links.duplicate_key") == planted.duplicates
        assert _rows(groups, "links.missing_parent") == planted.orphans
        assert _rows(groups, "links.cycle") == planted.circles
        seconds, found = _cpu(lambda: with_dictionaries(planted.ids, planted.parents, people))
        plain.append(seconds)
        assert found["duplicates"] == planted.duplicates
        assert found["orphans"] == planted.orphans
        assert found["circles"] == planted.circles
    print(
        f"links: all checks of {ROWS:,} biospecimens in {min(ours):.2f} CPU s, "
        f"{min(ours) / min(plain):.2f} of dictionaries for three of the checks ({min(plain):.2f} CPU s); "
        f"{DUPLICATES} duplicates, {ORPHANS} orphans and {CYCLES} cycles found"
    )


if __name__ == "__main__":
    main()
