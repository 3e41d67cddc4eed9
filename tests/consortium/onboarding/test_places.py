"""Where in a center's project data may be written: below the leaves of an open release, and nowhere else."""

from dataclasses import replace

import pytest

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.onboarding.gates import Gate
from theatrum.consortium.onboarding.places import Act, Place, closed_gate
from theatrum.consortium.profile.queries import in_force

LEAF = ("Clinical", "Demographics")


def closed(*names: str, act: Act = Act.FILL, profile: Profile | None = None) -> Gate | None:
    known = profile or in_force()
    takes_data = known.releases[8].state == "open"
    return closed_gate(known, Place("HTA201", names), act, takes_data=takes_data)


def with_state(state: str) -> Profile:
    """Return the profile with its release in another state."""
    profile = in_force()
    shut = profile.releases[8].model_copy(update={"state": state})
    return replace(profile, releases={**profile.releases, 8: shut})


@pytest.mark.parametrize("act", list(Act))
def test_below_a_leaf_everything_is_open(act: Act) -> None:
    assert closed("v8_ingest", *LEAF, "mine", act=act) is None
    assert closed("v8_ingest", *LEAF, "mine", "deep", act=act) is None


@pytest.mark.parametrize("act", [Act.CHANGE, Act.OTHER])
def test_tree_itself_is_the_coordinating_centers(act: Act) -> None:
    """Nobody of a center renames, binds, moves or deletes a folder of the tree; they fill its leaves."""
    for names in [(), ("v8_ingest",), ("v8_ingest", "Clinical"), ("v8_ingest", *LEAF)]:
        assert closed(*names, act=act) is Gate.FOLDER_OPEN
    assert closed("v8_ingest", *LEAF) is None


@pytest.mark.parametrize(
    "names", [(), ("v8_ingest",), ("v8_ingest", "Clinical"), ("v8_ingest", "Other"), ("notes",), ("v9_ingest", *LEAF)]
)
def test_nothing_is_put_elsewhere(names: tuple[str, ...]) -> None:
    assert closed(*names) is Gate.FOLDER_OPEN


def test_stage_is_changed_only_and_release_not_at_all() -> None:
    for name in ("v8_stage", "v8_staging"):
        assert closed(name, *LEAF, "mine", act=Act.CHANGE) is None
        assert closed(name, *LEAF) is Gate.FOLDER_OPEN
        assert closed(name, *LEAF, "mine", act=Act.OTHER) is Gate.FOLDER_OPEN
    for act in Act:
        assert closed("v8_release", *LEAF, "mine", act=act) is Gate.FOLDER_OPEN


@pytest.mark.parametrize("state", ["planned", "closed", "published"])
def test_release_that_is_not_open_takes_nothing(state: str) -> None:
    profile = with_state(state)
    for act in Act:
        assert closed("v8_ingest", *LEAF, "mine", act=act, profile=profile) is Gate.RELEASE_OPEN
    # What was staged may be mended still.
    assert closed("v8_stage", *LEAF, "mine", act=Act.CHANGE, profile=profile) is None


def test_work_over_a_whole_project_or_folder_is_judged_at_each_thing_in_it() -> None:
    assert closed(act=Act.CONTENT) is None
    assert closed("v8_ingest", "Clinical", act=Act.CONTENT) is None
    assert closed("notes", act=Act.CONTENT) is Gate.FOLDER_OPEN
