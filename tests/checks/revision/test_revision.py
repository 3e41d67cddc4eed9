"""A profile that somebody changed: read from memory, and held against the one it came from."""

import io
import stat
import zipfile
from collections.abc import Mapping
from importlib.resources import files

import pytest

from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile
from theatrum.checks.revision.comparing import Change, ChangeKind, compare
from theatrum.checks.revision.errors import EditRefused
from theatrum.checks.revision.places import HeldFolder
from theatrum.checks.revision.reading import fingerprint, read_edit
from theatrum.checks.revision.unpacking import unpack

_ROOT = files("theatrum").joinpath("profiles", "htan2")
_TEXT = _ROOT.joinpath("profile.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile(ProfileFolder.packaged("htan2"))


def edited(text: str) -> Profile:
    return read_edit({"profile.yaml": text.encode()}, name="htan2", below=_ROOT)


def packed(members: Mapping[str, bytes], *, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def change(found: tuple[Change, ...], area: str, name: str) -> Change:
    return next(one for one in found if (one.area, one.name) == (area, name))


def test_profile_read_from_memory_is_the_one_on_disk(profile: Profile) -> None:
    assert compare(profile, edited(_TEXT)) == ()


def test_whole_profile_from_memory_lacks_nothing(profile: Profile) -> None:
    waiting, held = [("", _ROOT)], {}
    while waiting:
        path, place = waiting.pop()
        for one in place.iterdir():
            inside = f"{path}/{one.name}".removeprefix("/")
            if one.is_dir():
                waiting.append((inside, one))
            else:
                held[inside] = one.read_bytes()
    assert [(one.area, one.name) for one in compare(profile, read_edit(held, name="htan2"))] == []


def test_what_differs_is_told_by_part_with_both_values(profile: Profile) -> None:
    text = _TEXT.replace("name: v{number}_stage\n", "name: v{number}_staged\n").replace(
        "name: Skin Pre-Cancer Atlas", "name: Skin Atlas"
    )
    text = (
        text.replace("number: 8", "number: 9")
        .replace("  - role: member", "  - role: reader")
        .replace("    member: [READ]", "    reader: [READ]")
    )
    found = compare(profile, edited(text))
    center = change(found, "centers", "HTA200")
    assert [(one.key, one.before, one.after) for one in center.details] == [
        ("name", "Skin Pre-Cancer Atlas", "Skin Atlas")
    ]
    assert change(found, "releases", "8").kind is ChangeKind.REMOVED
    assert change(found, "releases", "9").kind is ChangeKind.ADDED
    assert change(found, "roles", "member").kind is ChangeKind.REMOVED
    assert change(found, "folders", "stage").details[0].after == "v{number}_staged"
    assert {one.key for one in change(found, "access", "ingest").details} == {"member", "reader"}


def test_component_and_vocabulary_of_a_model_are_told(profile: Profile) -> None:
    vocabularies = sorted(one.name for one in _ROOT.joinpath("model/v1.0.0/vocabularies").iterdir())
    name = next(one for one in vocabularies if one.endswith(".csv") and "synonyms" not in one)
    path = f"model/v1.0.0/vocabularies/{name}"
    text = _ROOT.joinpath(path).read_text(encoding="utf-8").rstrip("\n") + "\nX:1,another\n"
    found = compare(profile, read_edit({path: text.encode()}, name="htan2", below=_ROOT))
    assert change(found, "models 1.0.0", name.removesuffix(".csv")).details[0].after.endswith(", 1 new")
    # Every component that takes values from it is told, too, in as few words.
    assert {one.area for one in found} == {"models 1.0.0"}
    assert all(len(detail.after) < 200 for one in found for detail in one.details)


def test_error_names_file_line_and_key() -> None:
    with pytest.raises(ProfileInvalid, match=r"htan2/profile\.yaml, line \d+, key \S*liaison") as caught:
        edited(_TEXT.replace("liaison: data_liaison", "liaison: nobody", 1))
    assert "Use one of" in str(caught.value)


def test_key_that_is_no_name_is_told_with_its_line() -> None:
    with pytest.raises(ProfileInvalid, match="line 1, key a-b c: this key is unknown here"):
        read_edit({"tiers.yaml": b"a-b c: 1\n"}, name="htan2", below=_ROOT)


@pytest.mark.parametrize(
    "text",
    ["a: " + "[" * 100_000, "a: " + "[" * 100 + "]" * 100, "a: " + "9" * 5_000, "- " * 5_000, "\ufeff\ud7ff: {", ""],
)
def test_no_file_takes_the_reader_down(text: str) -> None:
    with pytest.raises((ProfileInvalid, EditRefused)):
        edited(text)


def test_file_that_is_no_text_is_told() -> None:
    with pytest.raises(ProfileInvalid, match="UTF-8"):
        read_edit({"profile.yaml": b"\xff\xfe\x00"}, name="htan2", below=_ROOT)


def test_packed_folder_is_unpacked_from_where_the_profile_begins() -> None:
    content = packed({"htan2/profile.yaml": b"a", "htan2/texts/t.md": b"b", "__MACOSX/htan2/._profile.yaml": b"c"})
    assert unpack(content) == {"profile.yaml": b"a", "texts/t.md": b"b"}
    assert unpack(packed({"profile.yaml": b"a"})) == {"profile.yaml": b"a"}


def test_hostile_archives_are_refused() -> None:
    link = zipfile.ZipInfo("profile.yaml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    hostile = {
        "leads out": packed({"../profile.yaml": b"a"}),
        "absolute": packed({"/profile.yaml": b"a"}),
        "100 MB": packed({"profile.yaml": bytes(101_000_000)}),
        "link": stream.getvalue(),
        "no ZIP": b"profile: htan2",
        "no profile.yaml": packed({"a/b/profile.yaml": b"a"}),
        "more than 2000": packed({f"{number}.md": b"" for number in range(2_001)}),
        "rare way": packed({"profile.yaml": b"a"}, packing=zipfile.ZIP_BZIP2),
        "damaged": packed({"profile.yaml": b"a" * 1_000})[:-60],
    }
    for message, content in hostile.items():
        with pytest.raises(EditRefused, match=message):
            unpack(content)


def test_fingerprint_is_of_paths_and_bytes() -> None:
    one = fingerprint(HeldFolder({"a": b"1", "b/c": b"2"}))
    assert one == fingerprint(HeldFolder({"b/c": b"2", "a": b"1"}))
    assert one != fingerprint(HeldFolder({"a": b"1", "b/d": b"2"}))
    assert len(fingerprint(_ROOT)) == 64
