"""``theatrum check`` over a corpus of planted identifiers: they are told by class and place, and shown nowhere."""

import csv
import html
import io
import json
import traceback
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.checks.synthesis.made import PROFILE
from theatrum.checks.findings import Finding
from theatrum.checks.privacy.hits import Strength
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.submission.checking import Question, check_submission
from theatrum.checks.synthesis.privacy.corpus import corpus
from theatrum.checks.synthesis.privacy.labels import Label, telling_texts
from theatrum.doors.cli.main import theatrum
from theatrum.doors.cli.synthetic import write_corpus

SIZE = 366
Told = dict[str, object]


class Planted:
    """The folder, what is planted in it, and the reports on it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.folder = place / "planted"
        files = list(corpus(PROFILE, size=SIZE, seed=11))
        write_corpus(self.folder, place / "truth.jsonl", files)
        self.labels = [label for file in files for label in file.labels]
        self.shown: dict[str, str] = {}
        self.exits: set[int] = set()

    def check(self, form: str) -> str:
        """Return all that a report in a format says, and what was printed beside it."""
        if form not in self.shown:
            output = self.place / f"report.{form}"
            result = run(self.folder, "--format", form, "--output", output, "--all")
            self.exits.add(result.exit_code)
            self.shown[form] = result.output + result.stderr + _text(output)
        return self.shown[form]

    def findings(self) -> list[Told]:
        self.check("json")
        told: list[Told] = json.loads((self.place / "report.json").read_text(encoding="utf-8"))["findings"]
        return [one for one in told if str(one["code"]).startswith("privacy.")]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(theatrum, ["check", *map(str, arguments)])


def _text(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8-sig")
    with zipfile.ZipFile(path) as book:
        return html.unescape("\n".join(book.read(name).decode(errors="replace") for name in book.namelist()))


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return Planted(tmp_path_factory.mktemp("privacy"))


def told_cells(findings: list[Told]) -> dict[tuple[object, ...], list[tuple[int, int]]]:
    """Return the stretches that are told, by file, row and column."""
    found: dict[tuple[object, ...], list[tuple[int, int]]] = defaultdict(list)
    for one in findings:
        match = one["match"]
        if isinstance(match, dict) and one["row"] is not None:
            place = (one["file"], one["row"], one["column"])
            found[place].append((match["offset"], match["offset"] + match["length"]))
    return found


def is_told(label: Label, cells: dict[tuple[object, ...], list[tuple[int, int]]]) -> bool:
    there = cells.get((label.file, label.row, label.column), [])
    return any(start < label.offset + len(label.text) and label.offset < end for start, end in there)


def is_named(label: Label, findings: list[Told]) -> bool:
    """Return whether the names of files and folders have a finding on this stretch of a path."""
    matches = (one["match"] for one in findings if str(one["place"]).startswith("name of the "))
    stretches = {(one["offset"], one["length"]) for one in matches if isinstance(one, dict)}
    return label.strength is Strength.STRONG or (label.offset, len(label.text)) in stretches


def was_found(planted: Planted) -> list[Label]:
    """Return the labels of what is told, and all those in headers of files and tables."""
    findings = planted.findings()
    cells = told_cells(findings)
    looked = {"cell": lambda label: is_told(label, cells), "name": lambda label: is_named(label, findings)}
    return [label for label in planted.labels if looked.get(label.where, lambda _: True)(label)]


def leaks(text: str, labels: Iterable[Label]) -> list[Label]:
    wanted = list(labels)
    telling = telling_texts(wanted)
    return [label for label in wanted if label.text in telling and label.text in text]


def test_strong_writings_in_cells_are_told_at_their_place(planted: Planted) -> None:
    cells = told_cells(planted.findings())
    strong = [label for label in planted.labels if label.where == "cell" and label.strength is Strength.STRONG]
    assert len(strong) > SIZE // 3
    assert sum(is_told(label, cells) for label in strong) / len(strong) >= 0.98
    assert planted.exits == {1}


@pytest.mark.parametrize("form", ["text", "json", "csv", "xlsx"])
def test_no_report_shows_what_was_found(planted: Planted, form: str) -> None:
    found = was_found(planted)
    assert len(found) > SIZE
    assert leaks(planted.check(form), found) == []


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_no_list_of_findings_shows_a_strong_identifier(planted: Planted, form: str) -> None:
    strong = (label for label in planted.labels if label.strength is Strength.STRONG)
    assert leaks(planted.check(form), strong) == []


def test_names_and_headers_are_told_and_shown_by_class_and_hash(planted: Planted) -> None:
    findings = planted.findings()
    names = [label for label in planted.labels if label.where == "name" and label.member is None]
    told = {str(one["place"]) for one in findings if one["row"] is None}
    assert {"name of the file", "name of the folder"} <= told
    assert any(place.startswith("header of column ") for place in told)
    shown = {str(one["file"]) for one in findings}
    assert not {label.file for label in names if label.strength is Strength.STRONG} & shown
    assert any("[date " in file for file in shown)


def test_equal_texts_have_one_hash_in_a_report_and_another_in_the_next(tmp_path: Path) -> None:
    table = tmp_path / "Demographics.csv"
    table.write_text("HTAN_PARTICIPANT_ID,COMMENTS\nHTA201_1,roe@example.org\nHTA201_2,to roe@example.org\n")
    reports = [json.loads(run(table, "--format", "json").stdout)["findings"] for _ in range(2)]
    hashes = [{one["match"]["hash"] for one in report if one["code"] == "privacy.email"} for report in reports]
    assert [len(found) for found in hashes] == [1, 1]
    assert hashes[0] != hashes[1]
    keyed = {
        finding.match.digest
        for _ in range(2)
        for finding in _checked(table, b"key of the test")
        if finding.match and finding.code == "privacy.email"
    }
    assert len(keyed) == 1


def _checked(path: Path, key: bytes) -> list[Finding]:
    hints = read_discovery(ProfileFolder.packaged("htan2"), PROFILE)
    question = Question(paths=[path], model="1.0.0", key=key)
    return list(check_submission(question, PROFILE, hints).report.findings())


def test_damaged_files_show_nothing_either(planted: Planted, tmp_path: Path) -> None:
    for path in sorted(planted.folder.rglob("*")):
        if path.is_file() and path.stat().st_size < 200_000:
            content = path.read_bytes()
            broken = tmp_path / "broken" / path.relative_to(planted.folder)
            broken.parent.mkdir(parents=True, exist_ok=True)
            broken.write_bytes(content[: len(content) * 2 // 3] + b'\xff"\x00' + content[:40])
    result = run(tmp_path / "broken", "--all")
    assert result.exit_code == 1
    assert not isinstance(result.exception, Exception)
    strong = [label for label in planted.labels if label.strength is Strength.STRONG]
    assert leaks(result.output, strong) == []


def test_what_fails_in_the_middle_shows_nothing(planted: Planted) -> None:
    def fail(done: int, total: int, _name: str) -> None:
        if done > total // 2:
            raise RuntimeError("stopped")

    hints = read_discovery(ProfileFolder.packaged("htan2"), PROFILE)
    with pytest.raises(RuntimeError) as raised:
        check_submission(Question(paths=[planted.folder], model="1.0.0"), PROFILE, hints, progress=fail)
    shown = "".join(traceback.format_exception(raised.value))
    assert leaks(shown, planted.labels) == []


def test_the_command_that_comes_next_does_not_show_it_either(tmp_path: Path) -> None:
    folder = tmp_path / "scans of 2019-03-04"
    folder.mkdir()
    (folder / "Demographics.csv").write_text("HTAN_PARTICIPANT_ID,RACE\nHTA201_1,Whte\n")
    output = run(folder).output
    assert "theatrum check " in output
    assert "2019-03-04" not in output


def test_csv_has_a_line_for_every_match(planted: Planted) -> None:
    planted.check("csv")
    lines = list(csv.DictReader(io.StringIO((planted.place / "report.csv").read_text(encoding="utf-8-sig"))))
    told = [line for line in lines if line["code"].startswith("privacy.") and line["hash"]]
    assert len(told) == len([one for one in planted.findings() if one["match"]])
    assert all(line["verdict"] in {"block", "hold", "note"} for line in told)


def test_strong_fields_of_headers_and_members_are_told(planted: Planted) -> None:
    told: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for one in planted.findings():
        match = one["match"]
        told[str(one["file"])].append((str(one["code"]), match["length"] if isinstance(match, dict) else 0))
    strong = [label for label in planted.labels if label.where == "header" and label.strength is Strength.STRONG]
    assert len(strong) > 60
    missed = [
        label
        for label in strong
        if not any(code == f"privacy.{label.kind}" and size >= len(label.text) for code, size in told[label.file])
    ]
    assert missed == []
