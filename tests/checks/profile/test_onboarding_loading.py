"""Gates of a profile: how they are read, and how broken ones are told."""

from pathlib import Path

import pytest

from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.onboarding_loading import read_onboarding
from theatrum.checks.profile.onboarding_shapes import Gate, Onboarding

GATES = """\
wrangler: diver
person:
  - {gate: email, name: Mail, owner: yourself, step: Open the link., of_staff: true}
  - {gate: institution, name: House, owner: "{liaison}", step: "Sign the {agreement} of {center}."}
center:
  - {gate: checklist, name: "List of {release}", owner: the head, step: Affirm it.}
  - {gate: sessions, name: Sessions, owner: all, step: Listen., is_soft: true}
place:
  - {gate: folder_open, name: Folder, owner: "{liaison}", step: Go elsewhere.}
"""


def read(folder: Path, text: str | None) -> Onboarding | None:
    if text is not None:
        (folder / "onboarding.yaml").write_text(text, encoding="utf-8")
    return read_onboarding(ProfileFolder(folder, "reef"), center_roles={"diver"})


def test_without_the_file_there_are_no_gates(tmp_path: Path) -> None:
    assert read(tmp_path, None) is None


def test_gates_keep_their_order(tmp_path: Path) -> None:
    found = read(tmp_path, GATES)
    assert found is not None
    order = [Gate.EMAIL, Gate.INSTITUTION, Gate.CHECKLIST, Gate.SESSIONS, Gate.FOLDER_OPEN]
    assert [rule.gate for rule in found.rules()] == order
    soft, none = found.find(Gate.SESSIONS), found.find(Gate.PLAN)
    assert (soft is not None and soft.is_soft, none) == (True, None)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("wrangler: diver", "wrangler: cook", "has no 'cook'"),
        ("gate: checklist", "gate: email", "has no 'email'"),
        ("gate: institution", "gate: email", "stands there twice"),
        ("gate: email", "gate: mood", "gate"),
        ("{center}.", "{centre}.", "has no '{centre}'"),
        ("is_soft: true", "of_staff: true", "only a gate of a person"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert GATES.count(old) == 1
    with pytest.raises(ProfileInvalid, match="onboarding.yaml") as told:
        read(tmp_path, GATES.replace(old, new))
    assert said in str(told.value)
