"""The file of a backup: what was changed, cut off or smuggled in is refused."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from theatrum.wiring.archive_file import MANIFEST, ArchiveWriter, BackupIsDamaged, extract


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    content = tmp_path / "content"
    content.write_bytes(b"0123456789" * 1000)
    path = tmp_path / "backup.tar"
    with path.open("wb") as file:
        writer = ArchiveWriter(file)
        writer.add("blobs/a", content)
        writer.add("theatrum.sqlite3", content)
        writer.finish({"database": "sqlite"})
    return path


def test_archive_gives_back_what_was_put_in(archive: Path, tmp_path: Path) -> None:
    facts = extract(archive, tmp_path / "out")
    assert facts["database"] == "sqlite"
    assert (tmp_path / "out" / "blobs" / "a").read_bytes() == b"0123456789" * 1000
    assert (tmp_path / "out" / "theatrum.sqlite3").stat().st_mode & 0o777 == 0o600


def test_changed_byte_is_found(archive: Path, tmp_path: Path) -> None:
    content = bytearray(archive.read_bytes())
    content[content.index(b"0123456789")] ^= 1
    archive.write_bytes(content)
    with pytest.raises(BackupIsDamaged, match="checksum of blobs/a is wrong"):
        extract(archive, tmp_path / "out")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.7])
def test_cut_off_archive_is_refused(archive: Path, tmp_path: Path, share: float) -> None:
    content = archive.read_bytes()
    archive.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BackupIsDamaged):
        extract(archive, tmp_path / "out")


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", ".hidden", "a//b", "a\nb"])
def test_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "evil.tar"
    with tarfile.open(path, "w") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(BackupIsDamaged):
        extract(path, tmp_path / "out")
    assert not (tmp_path / "evil").exists()


def test_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "evil.tar"
    with tarfile.open(path, "w") as tar:
        link = tarfile.TarInfo("secrets")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(link)
    with pytest.raises(BackupIsDamaged):
        extract(path, tmp_path / "out")


def test_archive_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "new.tar"
    text = json.dumps({"format": 2, "members": {}}).encode()
    with tarfile.open(path, "w") as tar:
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))
    with pytest.raises(BackupIsDamaged, match="newer Theatrum"):
        extract(path, tmp_path / "out")


def test_what_is_no_tar_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"hello" * 1000)
    with pytest.raises(BackupIsDamaged):
        extract(path, tmp_path / "out")
