"""After its warming the first visitor of a process waits for nothing that the next one does not wait for."""

import pytest

from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import warming
from theatrum.doors.web.pages.model import kept as shelf
from theatrum.doors.web.pages.model.kept import Kept


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch, db: None) -> Kept:
    """Return what is kept by a process that has just begun."""
    fresh = Kept(in_force())
    monkeypatch.setattr(shelf._Latest, "kept", fresh)
    return fresh


def test_pages_search_and_long_lists_are_ready(cold: Kept) -> None:
    warming.warm_up(after=0).join()
    assert {name for _, name in cold._components} == set(in_force().models[cold.newest].components)
    assert cold._indexed == {cold.newest}
    assert ("1.0.0", "BiospecimenData", "ICD_10_DISEASE_CODE") in cold._choices


def test_a_profile_that_cannot_be_read_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Kept:
        raise OSError("the folder is gone")

    monkeypatch.setattr(warming, "kept", broken)
    warming.prepare()
