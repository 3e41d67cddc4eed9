import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from theatrum.checks.profile.discovery_shapes import LeftOut
from theatrum.checks.submission.errors import PathUnusable
from theatrum.checks.submission.walk import Entry, Walk

LEFT_OUT = LeftOut(files=(".*", "Thumbs.db", "~$*"), folders=(".*", "archive*"))
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def _walk(*paths: Path) -> tuple[list[Entry], Walk]:
    walk = Walk(LEFT_OUT)
    return list(walk.entries(paths)), walk


def _names(entries: Sequence[Entry]) -> list[str]:
    return [entry.name for entry in entries]


def _codes(walk: Walk) -> dict[str | None, str]:
    return {group.finding.file: group.finding.code for group in walk.groups}


def _touch(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_order_is_that_of_names_files_before_folders(tmp_path: Path) -> None:
    _touch(tmp_path, "b/2.csv", "b/10.csv", "a/x/y.csv", "z.csv", "a/1.csv")
    entries, _ = _walk(tmp_path)
    assert _names(entries) == ["z.csv", "a/1.csv", "a/x/y.csv", "b/10.csv", "b/2.csv"]
    assert [entry.size for entry in entries] == [1] * 5


def test_hidden_files_and_archives_are_left_out_and_counted(tmp_path: Path) -> None:
    _touch(
        tmp_path, ".DS_Store", "a/THUMBS.DB", "a/~$lock.xlsx", "a/b.csv", "Archive_2023/x/1.csv", "archive_2023/2.csv"
    )
    _touch(tmp_path, ".git/config")
    entries, walk = _walk(tmp_path)
    assert _names(entries) == ["a/b.csv"]
    assert walk.ignored.total() == 6
    assert walk.ignored[""] == 3


def test_a_folder_that_is_given_is_walked_whatever_its_name(tmp_path: Path) -> None:
    _touch(tmp_path, "archive/1.csv")
    assert _names(_walk(tmp_path / "archive")[0]) == ["1.csv"]


def test_several_paths_keep_their_own_names_and_files_come_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _touch(tmp_path, "a/1.csv", "b/1.csv")
    monkeypatch.chdir(tmp_path)
    entries, _ = _walk(Path("a"), Path("b/1.csv"), Path("./a/1.csv"), Path("a"))
    assert _names(entries) == ["a/1.csv", "b/1.csv"]


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PathUnusable, match="no such file or folder"):
        _walk(tmp_path / "nothing")


@posix
def test_links_in_circles_end(tmp_path: Path) -> None:
    _touch(tmp_path, "a/1.csv")
    (tmp_path / "a/up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    entries, walk = _walk(tmp_path)
    assert _names(entries) == ["a/1.csv"]
    assert _codes(walk) == {"a/up": "file.folder_repeated", "self": "file.broken_link"}


@posix
def test_crossing_links_are_not_walked_again_and_again(tmp_path: Path) -> None:
    for depth in range(40):
        folder = tmp_path / f"f{depth}"
        _touch(folder, "x.csv")
        (folder / "left").symlink_to(tmp_path / f"f{depth + 1}")
        (folder / "right").symlink_to(tmp_path / f"f{depth + 1}")
    entries, _ = _walk(tmp_path)
    assert len(entries) == 40


@posix
def test_a_linked_folder_outside_is_walked_under_the_link(tmp_path: Path) -> None:
    _touch(tmp_path, "store/1.bam", "here/z.csv")
    (tmp_path / "here/Level_2").symlink_to(tmp_path / "store")
    entries, walk = _walk(tmp_path / "here")
    assert _names(entries) == ["z.csv", "Level_2/1.bam"]
    assert not walk.groups


@posix
def test_pipes_and_sockets_are_told_and_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.csv")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.csv")
        entries, walk = _walk(tmp_path)
    assert not entries
    assert _codes(walk) == {"pipe.csv": "file.special", "socket.csv": "file.special"}


@posix
def test_a_dead_link_is_told(tmp_path: Path) -> None:
    (tmp_path / "gone.bam").symlink_to(tmp_path / "nowhere")
    entries, walk = _walk(tmp_path)
    assert not entries
    assert _codes(walk) == {"gone.bam": "file.broken_link"}
    assert _codes(_walk(tmp_path / "gone.bam")[1]) == {"gone.bam": "file.broken_link"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    _touch(tmp_path, "closed/1.csv", "open/1.csv")
    (tmp_path / "closed").chmod(0)
    try:
        entries, walk = _walk(tmp_path)
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert _names(entries) == ["open/1.csv"]
    assert _codes(walk) == {"closed": "file.unreadable"}


@posix
def test_a_folder_that_vanishes_is_told(tmp_path: Path) -> None:
    _touch(tmp_path, "a.csv", "b/1.csv")
    walk = Walk(LEFT_OUT)
    entries = walk.entries([tmp_path])
    assert next(entries).name == "a.csv"
    (tmp_path / "b/1.csv").unlink()
    (tmp_path / "b").rmdir()
    assert not list(entries)
    assert _codes(walk) == {"b": "file.vanished"}


@posix
@pytest.mark.parametrize("name", ["line\nbreak.csv", "ünï\u0301.csv", "\u202egnp.csv", "tab\t.csv", "a'\"`$.csv"])
def test_odd_names_are_one_line_in_a_report(tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to(tmp_path / "nowhere")
    _, walk = _walk(tmp_path)
    shown = walk.groups[0].finding.file or ""
    assert shown.isprintable()
    assert "\u202e" not in shown


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_text_is_shown(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/\xff.csv", "wb") as file:  # noqa: PTH123  # Path takes no bytes
        file.write(b"x")
    entries, _ = _walk(tmp_path)
    assert len(entries) == 1


def test_a_zarr_store_is_one_file(tmp_path: Path) -> None:
    _touch(tmp_path, "cells.zarr/.zgroup", "cells.zarr/x/0.0")
    entries, _ = _walk(tmp_path)
    assert [(entry.name, entry.size) for entry in entries] == [("cells.zarr", None)]
