"""Comparing beside requests: one thread for all who ask, how far it is meanwhile, and what went wrong told once."""

from collections.abc import Iterator
from threading import Event

import polars as pl
import pytest

from theatrum.repository.grids import comparing_aside
from theatrum.repository.grids.comparing import Comparison, compare
from theatrum.repository.grids.comparing_aside import Underway, compare_aside

FRAME = pl.DataFrame({"id": ["1", "2"], "name": ["a", "b"]})


def test_who_asks_meanwhile_is_told_how_far_it_is_and_then_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing_aside, "PATIENCE", 0.05)
    read, go_on, calls = Event(), Event(), list[int]()

    def pieces() -> Iterator[pl.DataFrame]:
        yield FRAME
        read.set()
        assert go_on.wait(30)
        yield FRAME

    def make(one: Underway) -> Comparison:
        calls.append(1)
        return compare(one.counted(pieces), one.counted(lambda: [FRAME]), key=["id"])

    assert isinstance(compare_aside("slow", make), Underway)
    assert read.wait(30)
    meanwhile = compare_aside("slow", make)
    assert isinstance(meanwhile, Underway)
    assert meanwhile.rows >= FRAME.height
    go_on.set()
    assert meanwhile.ended.wait(30)
    found = compare_aside("slow", make)
    assert isinstance(found, Comparison)
    assert (found.same, len(calls)) == (2, 1)


def test_what_went_wrong_is_raised_once_and_tried_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing_aside, "PATIENCE", 30)

    def broken(_one: Underway) -> Comparison:
        raise ValueError("torn")

    with pytest.raises(ValueError, match="torn"):
        compare_aside("broken", broken)
    assert compare_aside("broken", lambda _one: Comparison(same=1)) == Comparison(same=1)


def test_what_nobody_comes_back_for_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing_aside, "PATIENCE", 0)
    go_on = Event()

    def make(_one: Underway) -> Comparison:
        assert go_on.wait(30)
        return Comparison(same=1)

    begun = [compare_aside(f"left {number}", make) for number in range(comparing_aside._MOST)]
    go_on.set()
    assert all(isinstance(one, Underway) and one.ended.wait(30) for one in begun)
    compare_aside("another", make)
    assert not [name for name in comparing_aside._underway if name.startswith("left")]
