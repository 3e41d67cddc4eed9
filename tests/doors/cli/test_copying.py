"""A copy is there whole or not at all, and the original is only read."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theatrum.checks.redaction.pieces import Kept, New, Piece, Zeros
from theatrum.doors.cli.copying import OriginalChanged, new_copy
from theatrum.doors.cli.dated_files import OutputIsThere

SIZE = 3 * 4096 + 17
CONTENT = os.urandom(SIZE)
PIECES = st.lists(
    st.one_of(
        st.builds(lambda at, length: Kept(at, min(length, SIZE - at)), st.integers(0, SIZE - 1), st.integers(1, SIZE)),
        st.builds(New, st.binary(min_size=1, max_size=9)),
        st.builds(Zeros, st.integers(1, 9000)),
    ),
    max_size=6,
)


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "slide.svs"
    path.write_bytes(CONTENT)
    return path


def copy(original: Path, target: Path, pieces: list[Piece]) -> list[int]:
    """Write a copy, and return the steps that were told."""
    steps: list[int] = []
    with original.open("rb") as source, new_copy(source, target, pieces, steps.append):
        pass
    return steps


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(PIECES)
def test_a_copy_has_its_pieces_in_order(original: Path, pieces: list[Piece]) -> None:
    target = original.with_name("copy.svs")
    target.unlink(missing_ok=True)
    steps = copy(original, target, pieces)
    expected = b"".join(
        CONTENT[one.offset : one.offset + one.length]
        if isinstance(one, Kept)
        else one.content
        if isinstance(one, New)
        else bytes(one.length)
        for one in pieces
    )
    assert target.read_bytes() == expected
    assert sum(steps) == len(expected)
    assert original.read_bytes() == CONTENT


@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError, ValueError])
def test_nothing_stays_when_it_is_interrupted(original: Path, fault: type[BaseException]) -> None:
    def stop(_done: int) -> None:
        raise fault

    target = original.with_name("copy.svs")
    with pytest.raises(fault), original.open("rb") as source, new_copy(source, target, [Kept(0, SIZE)], stop):
        pass
    assert [path.name for path in original.parent.iterdir()] == [original.name]


def test_nothing_stays_when_looking_at_it_fails(original: Path) -> None:
    seen: list[str] = []

    def look(aside: Path) -> None:
        seen.extend(path.name for path in original.parent.iterdir())
        assert aside.read_bytes() == bytes(5)
        raise KeyboardInterrupt

    target = original.with_name("copy.svs")
    with (
        pytest.raises(KeyboardInterrupt),
        original.open("rb") as source,
        new_copy(source, target, [Zeros(5)], lambda _: None) as aside,
    ):
        look(aside)
    assert sorted(seen) == [".copy.svs.part", original.name]
    assert [path.name for path in original.parent.iterdir()] == [original.name]


@pytest.mark.parametrize("what", ["file", "link", "folder"])
def test_nothing_is_written_over(original: Path, what: str) -> None:
    target = original.with_name("copy.svs")
    if what == "file":
        target.write_text("mine")
    elif what == "link":
        target.symlink_to("nowhere")
    else:
        target.mkdir()
    with pytest.raises(OutputIsThere):
        copy(original, target, [Kept(0, SIZE)])
    assert (
        stat.S_IFMT(target.lstat().st_mode)
        == {"file": stat.S_IFREG, "link": stat.S_IFLNK, "folder": stat.S_IFDIR}[what]
    )
    assert len(list(original.parent.iterdir())) == 2


def test_a_file_that_comes_meanwhile_is_not_written_over(original: Path) -> None:
    target = original.with_name("copy.svs")
    with pytest.raises(OutputIsThere), original.open("rb") as source, new_copy(source, target, [], lambda _: None):
        target.write_text("mine")
    assert target.read_text() == "mine"
    assert len(list(original.parent.iterdir())) == 2


def test_a_file_that_changes_meanwhile_has_no_copy(original: Path) -> None:
    def grow(_done: int) -> None:
        with original.open("ab") as stream:
            stream.write(b"more")

    target = original.with_name("copy.svs")
    with pytest.raises(OriginalChanged), original.open("rb") as source, new_copy(source, target, [Kept(0, SIZE)], grow):
        pass
    with pytest.raises(OriginalChanged):
        copy(original, target, [Kept(SIZE, 100)])
    assert len(list(original.parent.iterdir())) == 1


def test_what_an_earlier_run_left_is_in_nobodys_way(original: Path) -> None:
    (original.parent / ".copy.svs.part").write_text("half")
    target = original.with_name("copy.svs")
    copy(original, target, [Kept(0, 10)])
    assert target.read_bytes() == CONTENT[:10]
    assert len(list(original.parent.iterdir())) == 2
