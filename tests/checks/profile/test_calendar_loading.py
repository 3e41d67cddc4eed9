"""Reading the calendar and the handbook of a profile: what they hold, and how mistakes are told."""

from datetime import date
from pathlib import Path

import pytest

from theatrum.checks.profile.calendar_loading import read_calendar
from theatrum.checks.profile.calendar_shapes import Calendar
from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.handbook_loading import HandbookPage, read_handbook
from theatrum.checks.profile.loading import load_profile

CALENDAR = """\
time_zone: Europe/Paris
releases:
  - {release: 3, opens: 2027-01-01, deadline: 2027-03-31}
events:
  - {event: call, title: Call, start: 2027-02-01T14:00, end: 2027-02-01T15:00, center: REEF1}
"""


def _calendar(folder: Path, text: str) -> Calendar:
    (folder / "calendar.yaml").write_text(text, encoding="utf-8")
    return read_calendar(ProfileFolder(folder, "reef"), centers={"REEF1"})


def test_without_the_files_there_is_nothing(tmp_path: Path) -> None:
    assert read_calendar(ProfileFolder(tmp_path, "reef"), centers=()) == Calendar()
    assert read_handbook(ProfileFolder(tmp_path, "reef")) == ()


def test_days_and_events(tmp_path: Path) -> None:
    calendar = _calendar(tmp_path, CALENDAR)
    assert calendar.by_release[3].deadline == date(2027, 3, 31)
    assert calendar.by_release[3].publication is None
    assert calendar.events[0].start.hour == 14


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2027-03-31", "31.3.2027", "line 3, key releases[0].deadline: Value error, write it as 2026-12-31"),
        ("2027-03-31", "2026-12-31", "line 3, key releases[0].deadline: it is before opens."),
        ("REEF1", "REEF2", "line 5, key events[0].center: this profile has no 'REEF2'."),
        ("T15:00", "T13:00", "it ends before it starts"),
        ("T15:00", "T15:00+01:00", "leave the offset out"),
        ("Europe/Paris", "Paris", "write a time zone such as America/New_York"),
        ("Europe/Paris", "../etc", "write a time zone such as America/New_York"),
    ],
)
def test_mistakes_in_the_calendar(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(ProfileInvalid) as refused:
        _calendar(tmp_path, CALENDAR.replace(old, new))
    assert told in str(refused.value)


def _handbook(folder: Path, pages: dict[str, str]) -> tuple[HandbookPage, ...]:
    (folder / "handbook").mkdir()
    for name, text in pages.items():
        (folder / "handbook" / f"{name}.md").write_text(text, encoding="utf-8")
    return read_handbook(ProfileFolder(folder, "reef"))


def test_pages_come_from_the_top_down(tmp_path: Path) -> None:
    pages = _handbook(
        tmp_path,
        {
            "a-deep": "---\ntitle: Deep: one\nparent: b\norder: 1\n---\n# Deep\n---\n",
            "b": "---\ntitle: B\norder: 2\n---\nText\n",
            "c": "---\ntitle: C\norder: 1\n---\n",
        },
    )
    assert [page.name for page in pages] == ["c", "b", "a-deep"]
    assert pages[2] == HandbookPage("a-deep", "Deep: one", "# Deep\n---\n", 1, "b")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# No front", "its first lines say nothing of it"),
        ("---\ntitle: A\n# No end", "its first lines say nothing of it"),
        ("---\norder: 1\n---\n", "it has no title"),
        ("---\ntitle: A\nslug: b\n---\n", "'slug' is unknown there"),
        ("---\ntitle: A\norder: first\n---\n", "its order is no number"),
        ("---\ntitle: A\nparent: nowhere\n---\n", "there is no page 'nowhere'"),
        ("---\ntitle: A\nparent: page\n---\n", "it stands below itself"),
    ],
)
def test_mistakes_in_the_handbook(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ProfileInvalid, match="reef/handbook/page.md") as refused:
        _handbook(tmp_path, {"page": text})
    assert told in str(refused.value)


def test_the_packaged_profile_has_both() -> None:
    profile = load_profile(ProfileFolder.packaged("htan2"))
    assert profile.calendar.by_release.keys() <= profile.releases.keys()
    assert profile.calendar.time_zone != "UTC"
