"""A plan made of a list says of each file what one made of the files says, but for what only rows know."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from theatrum.checks.layout.plan import Line, is_as_planned
from theatrum.checks.layout.proposing import Wish, propose, propose_listed
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.submission.listing import Listed, Listing
from theatrum.doors.cli.main import theatrum

FOLDER = ProfileFolder.packaged("htan2")
PROFILE = load_profile(FOLDER)
HINTS = read_discovery(FOLDER, PROFILE)
RELEASE = PROFILE.releases[8]


@pytest.fixture(scope="module")
def center(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synth") / "center"
    arguments = ["synth", "--center", "HTA201", "--participants", "1", "--output", str(folder)]
    assert CliRunner().invoke(theatrum, arguments).exit_code == 0
    return folder


def listed(folder: Path) -> Listing:
    """List a folder as a browser does."""
    files = []
    for path in folder.rglob("*"):
        if path.is_file():
            header = path.read_text(encoding="utf-8").splitlines()[0] if path.suffix == ".csv" else ""
            files.append(Listed(path.relative_to(folder).as_posix(), path.stat().st_size, header))
    return Listing(tuple(files))


def places(lines: list[Line]) -> dict[str, tuple[str, str, str, str]]:
    return {line.source: (line.action, line.component, line.folder, line.name) for line in lines}


def test_every_file_of_a_center_has_the_same_place(center: Path) -> None:
    by_list = propose_listed(Wish(release=RELEASE, version="1.0.0"), PROFILE, HINTS, listed(center))
    by_files, _ = propose(Wish(root=center, release=RELEASE, version="1.0.0"), PROFILE, HINTS)
    assert places(by_list) == places(by_files)
    assert len(by_list) > 20
    assert {line.root for line in by_list} == {""}
    states = {line.source: line.state for line in by_files}
    assert all(is_as_planned(line.state, states[line.source]) for line in by_list)


def test_headers_tell_a_table_that_its_name_does_not() -> None:
    header = "HTAN_PARTICIPANT_ID,ETHNIC_GROUP,GENDER_IDENTITY,RACE,SEX"
    files = (Listed("mystery.csv", 9, header), Listed("mystery.tsv", 9, header.replace(",", "\t")))
    lines = propose_listed(Wish(release=RELEASE, version="1.0.0"), PROFILE, HINTS, Listing(files))
    assert {line.source: line.component for line in lines} == dict.fromkeys(
        ("mystery.csv", "mystery.tsv"), "Demographics"
    )


def test_a_state_is_held_as_far_as_it_is_known() -> None:
    now = "12 bytes, 2026-01-01T00:00:00.000000000Z"
    assert is_as_planned(now, now)
    assert is_as_planned("12 bytes", now)
    assert is_as_planned("", now)
    assert not is_as_planned("1 bytes", now)
    assert not is_as_planned("12 bytes, 2025-01-01T00:00:00.000000000Z", now)
