"""While a command starts, nobody looks for garbage; afterwards as before."""

import gc
from collections.abc import Iterator

import pytest

from theatrum.doors.cli.starting import uncollected


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_garbage_waits_until_all_is_there() -> None:
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count()


def test_garbage_is_collected_again_after_a_failure() -> None:
    with pytest.raises(ValueError, match="no profile"), uncollected():
        raise ValueError("no profile")
    assert gc.isenabled()


def test_who_collects_nothing_goes_on_so() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
