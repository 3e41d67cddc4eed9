"""``support.yaml``: what stands in it, and what is wrong with one."""

from pathlib import Path

import pytest

from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.support_loading import read_support

_QUEUES = """
  - {queue: general, name: General, about: All}
  - {queue: privacy, name: Privacy, about: What identifies, is_private: true}
"""
_RIGHT = "general: general\nproblems: general\ndoubts: general\naccess: general\nprivacy: privacy\nqueues:" + _QUEUES
_ROLES = ("wrangler",)


def folder(tmp_path: Path, text: str) -> ProfileFolder:
    (tmp_path / "support.yaml").write_text(text, encoding="utf-8")
    return ProfileFolder.at(tmp_path)


def test_the_packaged_one() -> None:
    support = load_profile(ProfileFolder.packaged("htan2")).support
    assert support is not None
    privacy, problems = support.get(support.privacy), support.get(support.problems)
    assert privacy is not None
    assert problems is not None
    assert privacy.is_private
    assert {field.from_page for field in problems.fields} >= {"project", "folder", "session"}
    assert support.get("nothing") is None


def test_without_a_file_there_is_no_desk(tmp_path: Path) -> None:
    assert read_support(ProfileFolder.at(tmp_path), roles=_ROLES) is None


def test_a_small_one(tmp_path: Path) -> None:
    support = read_support(folder(tmp_path, _RIGHT + "sees_center: [wrangler]\n"), roles=_ROLES)
    assert support is not None
    assert (support.sees_center, support.closes_after) == (("wrangler",), 14)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_RIGHT.replace("access: general", "access: desk"), "has no 'desk'"),
        (_RIGHT.replace("privacy: privacy", "privacy: general"), "not private"),
        (_RIGHT.replace("doubts: general", "doubts: privacy"), "is private"),
        (_RIGHT + _QUEUES, "stands there twice"),
        (_RIGHT + "sees_center: [nobody]\n", "has no 'nobody'"),
        (_RIGHT + "closes_after: 0\n", "closes_after"),
        (_RIGHT.replace("about: All", "abuot: All"), "abuot"),
        (
            _RIGHT.replace("about: All", "about: All, fields: [{field: a, name: A}, {field: a, name: B}]"),
            "stands there twice",
        ),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ProfileInvalid, match=said):
        read_support(folder(tmp_path, text), roles=_ROLES)
