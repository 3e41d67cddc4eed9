"""Archives as centers send them: what lies in them is listed and looked into, whatever they are packed by."""

import bz2
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable

import pytest

from tests.checks.formats.archives.packing import (
    FASTQ,
    codes,
    gzipped,
    inspected,
    linked,
    named_gzip,
    tarred,
    zipped,
)
from theatrum.checks.findings import Severity
from theatrum.checks.privacy.hits import Where

FILES = {"run/a.csv": b"x,y\n1,2\n", "run/deep/reads.txt": FASTQ, "run/empty": b""}
PACKERS: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "tar": tarred,
    "old tar": lambda files: tarred(files, tarfile.USTAR_FORMAT),
    "gnu tar": lambda files: tarred(files, tarfile.GNU_FORMAT),
    "tar.gz": lambda files: gzipped(tarred(files)),
    "tar.bz2": lambda files: bz2.compress(tarred(files)),
    "tar.xz": lambda files: lzma.compress(tarred(files)),
    "zip": zipped,
    "stored zip": lambda files: zipped(files, zipfile.ZIP_STORED),
    "bzip2 zip": lambda files: zipped(files, zipfile.ZIP_BZIP2),
    "tar.gz in parts": lambda files: _in_parts(tarred(files)),
}


def _in_parts(data: bytes) -> bytes:
    return b"".join(gzipped(data[start : start + 700]) for start in range(0, len(data), 700))


@pytest.mark.requirement("R125")
@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("is_full", [False, True])
def test_members_are_listed_and_looked_into(packer: str, *, is_full: bool) -> None:
    inspection = inspected(PACKERS[packer](FILES), is_full=is_full)
    found = [(member.path, member.size, member.label) for member in inspection.members]
    assert found == [("run/a.csv", 8, "text"), ("run/deep/reads.txt", len(FASTQ), "fastq"), ("run/empty", 0, None)]
    assert [member.place for member in inspection.members] == ["member 1", "member 2", "member 3"]
    assert codes(inspection) == []
    assert inspection.was_full == is_full


@pytest.mark.parametrize("packer", PACKERS)
def test_names_are_texts_each_once(packer: str) -> None:
    inspection = inspected(PACKERS[packer]({"run/a.csv": b"x\n", "run/b.csv": b"x\n", "run/0.0": b"x\n"}))
    names = [(text.text, text.place) for text in inspection.texts if text.where is Where.NAME]
    assert names == [("run", "member 1"), ("a.csv", "member 1"), ("b.csv", "member 2")]


@pytest.mark.parametrize("packer", PACKERS)
def test_a_name_stands_in_no_note(packer: str) -> None:
    inspection = inspected(PACKERS[packer]({"/jane_roe/../x": b"1", "jane_roe.zip": b"PK\3\4broken"}))
    assert "format.member_absolute" in codes(inspection)
    assert not [noted for noted in inspection.noted if "jane" in repr(noted)]
    assert "jane" not in repr(inspection)


def test_long_names() -> None:
    name = "a" * 90 + "/" + "ü" * 300
    for packer in ("tar", "gnu tar", "tar.gz", "zip"):
        assert [member.path for member in inspected(PACKERS[packer]({name: b"1"})).members] == [name]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/etc/passwd", "format.member_absolute"),
        ("C:\\data\\a", "format.member_absolute"),
        ("\\\\server\\share", "format.member_absolute"),
        ("../a", "format.member_leaves"),
        ("a/../../b", "format.member_leaves"),
        ("a\\..\\..\\b", "format.member_leaves"),
        ("a\nb", "format.member_controls"),
        ("a/" * 600, "format.member_long"),
        ("./.", "format.member_empty"),
        ("a/.DS_Store", "format.member_left_behind"),
        ("__MACOSX/._a", "format.member_left_behind"),
    ],
)
def test_paths_that_do_harm(path: str, code: str) -> None:
    for packer in ("tar", "tar.gz", "zip"):
        assert code in codes(inspected(PACKERS[packer]({"b": b"1", path: b"1"}))), packer


@pytest.mark.parametrize(
    ("name", "target", "kind", "is_bad"),
    [
        ("a/b", "../c", tarfile.SYMTYPE, False),
        ("a/b", "../../c", tarfile.SYMTYPE, True),
        ("b", "/etc/passwd", tarfile.SYMTYPE, True),
        ("a/b", "a/c", tarfile.LNKTYPE, False),
        ("a/b", "../c", tarfile.LNKTYPE, True),
    ],
)
def test_links(name: str, target: str, kind: bytes, *, is_bad: bool) -> None:
    assert codes(inspected(linked(name, target, kind))) == (["format.member_link"] if is_bad else [])


def test_a_link_in_a_zip() -> None:
    entry = zipfile.ZipInfo("a/link")
    entry.external_attr = 0o120777 << 16
    stream = io.BytesIO(zipped({}))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(entry, "../../home/jane")
    inspection = inspected(stream.getvalue())
    assert codes(inspection) == ["format.member_link"]
    assert [text.text for text in inspection.texts] == ["a", "link", "home", "jane"]


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_devices(kind: bytes) -> None:
    inspection = inspected(linked("dev", "", kind))
    assert [(noted.code, noted.severity) for noted in inspection.noted] == [("format.member_special", Severity.ERROR)]


def test_names_that_come_again() -> None:
    assert codes(inspected(tarred({"a": b"1", "A": b"1"}))) == ["format.member_case"]
    twice = inspected(tarred({"a": b"1"})[:1024] + tarred({"./a": b"2"}))
    assert codes(twice) == ["format.member_duplicate"]
    assert twice.noted[0].place == "member 2"


def test_owners_comments_and_times() -> None:
    inspection = inspected(tarred({"a": b"1", "b": b"2"}, uname="jroe", comment="for Jane"))
    assert [(text.name, text.text) for text in inspection.texts if text.where is Where.HEADER] == [
        ("owner", "jroe"),
        ("comment", "for Jane"),
        ("comment", "for Jane"),
    ]
    assert codes(inspection) == ["format.member_owners"]


def test_comments_of_a_zip() -> None:
    inspection = inspected(zipped({"a": b"1"}, comment=b"scanned by J. Roe"))
    assert ("comment", "scanned by J. Roe") in [(text.name, text.text) for text in inspection.texts]


def test_name_and_comment_of_gzip() -> None:
    inspection = inspected(named_gzip(b"a\n", b"roe.csv", b"for Jane"), "x.csv.gz")
    assert [(text.name, text.text) for text in inspection.texts][:2] == [("name", "roe.csv"), ("comment", "for Jane")]
    assert [(member.path, member.size, member.label) for member in inspection.members] == [("x.csv", 2, "text")]


@pytest.mark.requirement("R125")
def test_archives_in_archives() -> None:
    inner = gzipped(tarred({"deep/reads.dat": FASTQ}))
    inspection = inspected(zipped({"x.tar.gz": inner}))
    assert [(member.path, member.place, member.label) for member in inspection.members] == [
        ("x.tar.gz", "member 1", "gzip"),
        ("deep/reads.dat", "member 1: member 1", "fastq"),
    ]


def test_too_deep() -> None:
    data = b"x,y\n1,2\n"
    for _ in range(6):
        data = zipped({"a.zip": data})
    inspection = inspected(data)
    assert codes(inspection) == ["format.depth"]
    assert inspection.noted[0].place == "member 1: member 1: member 1"


def test_an_encrypted_zip() -> None:
    data = bytearray(zipped({"a": b"secret", "b": b"plain"}))
    directory = data.rindex(b"PK\1\2", 0, data.rindex(b"PK\1\2"))
    data[directory + 8] |= 1
    inspection = inspected(bytes(data))
    assert codes(inspection) == ["format.encrypted"]
    assert inspection.members[0].label is None


@pytest.mark.parametrize("packer", PACKERS)
def test_what_breaks_off(packer: str) -> None:
    files = {f"f{number}.bin": bytes(range(256)) * 20 + bytes([number]) for number in range(30)}
    data = PACKERS[packer](files)
    inspection = inspected(data[: len(data) // 2])
    assert "format.unreadable" in codes(inspection) or "format.no_end" in codes(inspection)
    if "zip" not in packer and "bz2" not in packer:
        assert inspection.members


def test_a_damaged_member_of_a_zip() -> None:
    data = bytearray(zipped({"a": bytes(range(256)) * 9, "b": b"1\n"}))
    data[60] ^= 0xFF
    inspection = inspected(bytes(data))
    assert codes(inspection) == ["format.member_broken"]
    assert inspection.members[1].label == "text"


def test_bytes_behind_the_end() -> None:
    assert codes(inspected(tarred({"a": b"1"}) + b"hidden")) == ["format.hidden_bytes"]
    assert codes(inspected(gzipped(b"1\n") + b"hidden", "a.gz")) == ["format.hidden_bytes"]
