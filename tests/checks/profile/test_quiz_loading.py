"""The quiz and the checklists of a profile: how they are read, and how broken ones are told."""

from datetime import date
from pathlib import Path

import pytest

from theatrum.checks.profile.checklist_loading import read_checklists
from theatrum.checks.profile.checklist_shapes import Checklists
from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.quiz_loading import read_quiz
from theatrum.checks.profile.quiz_shapes import Quiz, Way

QUIZ = """\
certification: {questions: 2, pass_mark: 2, by: [quiz, practice], valid_days: 400}
practice: {about: Mend it., center: REEF9, components: [Photo], participants: 5, defects: [schema-type]}
subjects:
  - {subject: fish, name: Fish, asked: 2, read: the book}
questions:
  - question: one
    subject: fish
    text: Which swims?
    options: [{text: A cod, right: true}, {text: A chair}, {text: A stone}]
    explanation: Cods swim.
  - question: two
    subject: fish
    text: Which swim?
    options: [{text: A cod, right: true}, {text: A perch, right: true}, {text: A stone}]
    explanation: Both swim.
"""
CHECKLISTS = """\
acceptance:
  version: 1.0.0
  about: Say yes.
  signed_by: [captain]
  items: [{item: a, clause: "1", text: The fish are fresh.}]
plan: {about: A plan., contents: [Which net]}
sessions:
  - {session: nets, title: Nets, held_on: 2026-01-05}
reminders:
  - {reminder: soon, gate: plan, after_days: 3, every_days: 2, whom: [liaison]}
"""


def _quiz(folder: Path, text: str | None) -> Quiz | None:
    if text is not None:
        (folder / "quiz.yaml").write_text(text, encoding="utf-8")
    return read_quiz(ProfileFolder(folder, "reef"), components={"Photo"}, centers=["REEF1"])


def _checklists(folder: Path, text: str | None) -> Checklists:
    if text is not None:
        (folder / "checklists.yaml").write_text(text, encoding="utf-8")
    return read_checklists(ProfileFolder(folder, "reef"), center_roles={"captain"})


def test_without_files_there_is_nothing(tmp_path: Path) -> None:
    assert _quiz(tmp_path, None) is None
    assert _checklists(tmp_path, None) == Checklists()


def test_both_are_read(tmp_path: Path) -> None:
    quiz, found = _quiz(tmp_path, QUIZ), _checklists(tmp_path, CHECKLISTS)
    assert quiz is not None
    assert quiz.certification.by == (Way.QUIZ, Way.PRACTICE)
    assert [question.takes_several for question in quiz.questions] == [False, True]
    assert found.sessions[0].held_on == date(2026, 1, 5)
    assert found.plan is not None
    assert ".pdf" in found.plan.formats


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("questions: 2", "questions: 3", "ask 2 questions"),
        ("pass_mark: 2", "pass_mark: 3", "nobody can give 3"),
        ("by: [quiz, practice]", "by: [luck]", "by"),
        ("asked: 2", "asked: 2, more: 1", "more"),
        ("{text: A chair}", "{text: A cod}", "twice"),
        ("{text: A perch, right: true}, {text: A stone}", "{text: A perch, right: true}", "options"),
        ("{text: A stone}]\n    explanation: Both", "{text: A stone, right: true}]\n    explanation: Both", "right"),
        ("question: two", "question: one", "twice"),
        ("    subject: fish\n    text: Which swims?", "    subject: bird\n    text: Which swims?", "bird"),
        ("components: [Photo]", "components: [Film]", "Film"),
        ("center: REEF9", "center: REEF1", "REEF1 is a center"),
    ],
)
def test_a_broken_quiz_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert QUIZ.count(old) >= 1
    with pytest.raises(ProfileInvalid, match=told):
        _quiz(tmp_path, QUIZ.replace(old, new, 1))


def test_a_pool_that_is_too_small_is_told(tmp_path: Path) -> None:
    less = QUIZ.partition("  - question: two")[0]
    with pytest.raises(ProfileInvalid, match="2 questions are asked, and there are 1"):
        _quiz(tmp_path, less)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[captain]", "[cook]", "cook"),
        ("version: 1.0.0", "version: one", "version"),
        ("2026-01-05", "2026-13-05", "held_on"),
        ("gate: plan", "gate: fence", "gate"),
        ("whom: [liaison]", "whom: [everybody]", "whom"),
        ("every_days: 2", "every_days: 0", "every_days"),
    ],
)
def test_broken_checklists_are_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(ProfileInvalid, match=told):
        _checklists(tmp_path, CHECKLISTS.replace(old, new, 1))


def test_the_right_answer_of_the_network_is_not_the_longest_by_rule() -> None:
    quiz = load_profile(ProfileFolder.named("htan2")).quiz
    assert quiz is not None
    single = [question for question in quiz.questions if not question.takes_several]
    longest = [max(question.options, key=lambda option: len(option.text)).right for question in single]
    assert sum(longest) < 0.4 * len(single)
