from pathlib import Path

import pytest

from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.discovery_shapes import Discovery
from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.profile import Profile

PROFILE: Profile = load_profile(ProfileFolder.packaged("htan2"))


def _read(folder: Path, text: str) -> Discovery:
    (folder / "discovery.yaml").write_text(text, encoding="utf-8")
    return read_discovery(ProfileFolder.at(folder), PROFILE)


def test_that_of_htan2_is_read() -> None:
    found = read_discovery(ProfileFolder.packaged("htan2"), PROFILE)
    assert "MultiplexedMicroscopy" in found.folders["MultiplexMicroscopy"]
    assert found.component_columns == ("COMPONENT",)


def test_a_profile_needs_none(tmp_path: Path) -> None:
    assert read_discovery(ProfileFolder.at(tmp_path), PROFILE) == Discovery()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("folders:\n  WESS: [x]\n", r"discovery.yaml, line 2, key folders.WESS: this profile has no 'WESS'"),
        ("names:\n  Demographicss: [x]\n", r"line 2, key names.Demographicss: this profile has no"),
        ("first_columns:\n  Tier3: [X]\n", r"line 2, key first_columns.Tier3: this profile has no"),
        ("foldres: {}\n", r"line 1, key foldres: this key is unknown here. Did you mean 'folders'\?"),
        ("left_out:\n  files: x\n", r"line 2, key left_out.files"),
    ],
)
def test_errors_name_line_and_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ProfileInvalid, match=message):
        _read(tmp_path, text)
