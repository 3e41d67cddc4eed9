"""Which row of another version is which row of this one: by key, by content, and by place between the two. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Stands for some texts: two that are the same stand for the same.
Known = bytes | int


@dataclass(frozen=True, slots=True)
class Mark:
    """How a row is known again: by its key, where it has one, and by everything in it."""

    key: Known | None
    whole: Known


def match_rows(ours: Sequence[Mark], theirs: Sequence[Mark]) -> list[int | None]:
    """Return for each of their rows which of ours it is; None for one that is new. No row of ours is used twice.

    Rows with a key are matched by it, the second of a key with the second. Rows without are matched by all their
    cells; and where as many stand unmatched between the same two neighbours, one by one in order.
    """
    found: list[int | None] = [None] * len(theirs)
    _pair(found, _places((mark.key, index) for index, mark in enumerate(ours)), [mark.key for mark in theirs])
    free = [index for index, mark in enumerate(ours) if mark.key is None]
    keyless = [None if mark.key is not None else mark.whole for mark in theirs]
    _pair(found, _places((ours[index].whole, index) for index in free), keyless)
    used = {index for index in found if index is not None}
    _fill_gaps(found, [mark.key is None for mark in theirs], {index for index in free if index not in used})
    return found


def _places(keys: Iterable[tuple[Known | None, int]]) -> dict[Known, list[int]]:
    places: dict[Known, list[int]] = defaultdict(list)
    for key, index in keys:
        if key is not None:
            places[key].append(index)
    for indices in places.values():
        indices.reverse()  # so that the first is popped first
    return places


def _pair(found: list[int | None], places: dict[Known, list[int]], wanted: Sequence[Known | None]) -> None:
    for index, key in enumerate(wanted):
        if key is not None and found[index] is None and (left := places.get(key)):
            found[index] = left.pop()


def _fill_gaps(found: list[int | None], is_keyless: Sequence[bool], free: set[int]) -> None:
    start = 0
    while start < len(found):
        if found[start] is not None or not is_keyless[start]:
            start += 1
            continue
        end = start
        while end < len(found) and found[end] is None and is_keyless[end]:
            end += 1
        before = found[start - 1] if start else -1
        run = _run_after(before, free)
        if len(run) == end - start:
            found[start:end] = run
            free.difference_update(run)
        start = end


def _run_after(before: int | None, free: set[int]) -> list[int]:
    run: list[int] = []
    place = -1 if before is None else before
    while before is not None and (place := place + 1) in free:
        run.append(place)
    return run
