"""A submission with something wrong in it is brought to clean with what ``theatrum check`` prints, for every class."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.checks.synthesis.made import CENTER, PROFILE, batches, written
from tests.flows.printed import WIDTH, Block, Place, read
from tests.flows.wrangler import Step, Wrangler
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.report.look import Look
from theatrum.checks.report.text_report import text_lines
from theatrum.checks.submission.checking import Question, check_submission
from theatrum.checks.synthesis.centers import Batch
from theatrum.checks.synthesis.defects.catalogue import classes_of

pytestmark = pytest.mark.flow
PARTICIPANTS, SEED = 4, 5
MOST_ROUNDS = 5
READY = "This can be submitted and staged as it is."
# How each class is mended, step by step: by a suggestion, by deleting, renaming or saving anew, or by what only a
# person knows; the latter with a piece of the text that led to it.
HOW: Mapping[str, tuple[str, ...]] = {
    "schema-missing": ("knowledge: Add it: one of",),
    "schema-missing-column": ("knowledge: Add it: one of",),
    "schema-type": ("knowledge: Write a whole number, at least 0.",),
    "schema-number-form": ("suggestion",),
    "schema-misspelt": ("suggestion",),
    "schema-case": ("suggestion",),
    "schema-label": ("suggestion",),
    "schema-not-permissible": (
        'knowledge: must be one of "Hispanic or Latino", "Not Hispanic or Latino", "Not Reported", "Unknown"',
    ),
    "schema-too-small": ("knowledge: Write a whole number, at least 0.",),
    "schema-too-large": ("knowledge: Write a number, at least 0 and at most 100.",),
    "schema-pattern": ("suggestion",),
    "schema-condition": ("knowledge: Add it: one of",),
    "schema-list-item": ('knowledge: Write one of "3-Dimensional Conformal',),
    "schema-date": ("knowledge: Remove it, or write the days since birth",),
    "identifier-wrong-kind": ("knowledge: Write a data file id, such as HTA201_12_D3.",),
    "identifier-unregistered": ("knowledge: Begin with HTA201, the id of your center.",),
    "identifier-other-center": ("knowledge: Begin with HTA201, the id of your center.",),
    "key-duplicate": ("knowledge: Give each file an id of its own.",),
    "key-duplicate-row": ("deleting",),
    "key-natural": ("deleting",),
    "reference-participant": ("knowledge: Add its row to Demographics, or correct the identifier.", "deleting"),
    "reference-specimen": ("knowledge: Add its row to BiospecimenData, or correct the identifier.",),
    "reference-file": ("knowledge: Add its row to MultiplexMicroscopyLevel2, MultiplexMicroscopyLevel3 or",),
    "reference-adjacent": ("knowledge: Add its row to BiospecimenData, or correct the identifier.",),
    "reference-self": ("knowledge: Name what it was made from.",),
    "reference-cycle": ("knowledge: Correct the parent that is wrong in this circle.",),
    "reference-parent-kind": ("knowledge: Name what this row was made from, one step up only.",),
    "reference-participant-differs": ("knowledge: Correct one of the two",),
    "reference-pool": ("knowledge: Write the participant's number, or name all that it was pooled from.",),
    "count-no-participant": ("knowledge: Add its row to Demographics, or correct the identifier.",),
    "count-two-participants": ("deleting",),
    "count-too-few": ("knowledge: Add a row for each tumor of the participant to Diagnosis.",),
    "count-too-many": ("deleting",),
    "time-order": ("knowledge: Correct one of the two.",),
    "time-after-death": ("knowledge: Correct this age, or AGE_IN_DAYS_AT_DEATH in VitalStatus.",),
    "time-indexed": ("knowledge: Count from the day of birth",),
    "table-utf-16": (),
    "table-cp1252": ("saving",),
    "table-semicolons": (),
    "table-duplicate-header": ("deleting",),
    "table-header-spelling": ("renaming",),
    "table-unknown-column": ("deleting",),
    "table-blank-row": ("deleting",),
    "table-ragged-row": ("deleting",),
    "table-na-word": ("knowledge: Add it: one of",),
    "table-date-cell": ("knowledge: Remove it, or write the days since birth",),
    "table-formula": (),
    "file-missing": ("knowledge: Add the file or correct its name",),
    "file-not-annotated": ("deleting",),
    "file-format-differs": ("suggestion",),
    "file-name-characters": ("renaming",),
    "file-empty": ("knowledge: Make or copy it anew",),
    "file-small": ("knowledge: Check that it was written and copied to its end.",),
    "file-content": ("knowledge: Check whether the file is damaged or named wrongly",),
    "file-format": ("knowledge: Use a format whose name ends with one of: .ome.tiff, .tiff,",),
    "file-controlled": ("knowledge: Where only its name is wrong, rename it",),
    "file-twice": ("deleting",),
    "identifier-blanks": (
        "suggestion",
        "knowledge: Add its row to Demographics, or correct the identifier.",
        "deleting",
    ),
    "identifier-case": ("suggestion", "knowledge: Add its row to BiospecimenData, or correct the identifier."),
    "identifier-case-entity": ("suggestion",),
    "identifier-number": ("suggestion",),
    "identifier-separator": ("suggestion", "knowledge: Add its row to BiospecimenData, or correct the identifier."),
    "identifier-doubled-underscore": (
        "suggestion",
        "knowledge: Add its row to BiospecimenData, or correct the identifier.",
    ),
    "identifier-list-separator": (
        "suggestion",
        "knowledge: Add its row to BiospecimenData, or correct the identifier.",
    ),
    "identifier-several": ("knowledge: Keep one; where material of several participants was pooled", "deleting"),
    "identifier-phase-1": (
        "knowledge: Give the Phase 2 identifier of the same thing, in the form of HTA201_12_B3 or HTA201_12_D3.",
    ),
    "identifier-center": ("knowledge: Begin with the id of your center, as in HTA201_12.", "deleting"),
    "identifier-length": ("knowledge: Choose shorter numbers.", "deleting"),
    "identifier-pooled-participant": ("knowledge: Describe each participant in a row of their own.", "deleting"),
    "identifier-sub-suffix": ("knowledge: End with the number, as in HTA201_12_B3",),
    "identifier-missing-number": ("knowledge: Add the number, as in HTA201_12_B3 or HTA201_12_D3.",),
    "identifier-missing-letter": (
        "knowledge: Write a biospecimen id or a data file id, as in HTA201_12_B3 or HTA201_12_D3.",
    ),
    "identifier-letter": ("knowledge: Write a biospecimen id or a data file id, as in HTA201_12_B3 or HTA201_12_D3.",),
    "identifier-external-number": ("knowledge: Put the number right after EXT, as in HTA209_EXT1.",),
    "identifier-missing-participant": (
        "knowledge: Write a biospecimen id or a data file id, as in HTA201_12_B3 or HTA201_12_D3.",
    ),
    "identifier-characters": (
        "knowledge: Write a biospecimen id or a data file id, as in HTA201_12_B3 or HTA201_12_D3.",
    ),
    "presence-wes-aligned": ("knowledge: Submit the aligned files of this specimen as BulkWESLevel2.",),
    "presence-spatial-bundle": ("knowledge: Submit the bundle of this specimen as SpatialLevel3.",),
    "presence-panel-there": ("knowledge: Submit the targets of the panel as SpatialPanel.",),
    "presence-protein-panel-there": ("knowledge: Submit the targets of the panel as SpatialPanel.",),
    "presence-channel-metadata-there": ("knowledge: Submit the channels as ChannelMetadata, before the images.",),
}


def printed(folder: Path) -> list[str]:
    """Return what ``theatrum check FOLDER --final`` prints, in a terminal that is wide enough."""
    hints = read_discovery(ProfileFolder.packaged("htan2"), PROFILE)
    question = Question(paths=[folder], model="1.0.0", center=CENTER, is_final=True)
    report = check_submission(question, PROFILE, hints).report
    look = Look(width=WIDTH, is_final=True, paths=[str(folder)])
    return list(text_lines(report, look))


def to_mend(lines: list[str]) -> list[Block]:
    """Return what is more than a note."""
    return [block for block in read(lines) if block.severity != "note"]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The submission before anything was planted in it; nobody changes it."""

    @cache
    def folder(*, has_files: bool) -> Path:
        path = tmp_path_factory.mktemp("sound") / "it"
        return written(path, batches(PARTICIPANTS, seed=SEED, has_files=has_files))

    return folder


def _planted(name: str) -> tuple[Batch, bool]:
    """Return a submission with this defect alone: without data files where it needs none, for that is quicker."""
    for has_files in (False, True):
        (batch,) = batches(PARTICIPANTS, seed=SEED, defects=(name,), has_files=has_files)
        if batch.defects:
            return batch, has_files
    raise AssertionError(f"there is no place for {name}")


def _mended(wrangler: Wrangler, folder: Path) -> Iterator[Step]:
    for _ in range(MOST_ROUNDS):
        lines = printed(folder)
        blocks = to_mend(lines)
        if not blocks:
            assert READY in lines
            return
        yield wrangler.mend(blocks)
    raise AssertionError(f"still to mend: {to_mend(printed(folder))}")


def test_every_class_is_mended_here() -> None:
    assert set(HOW) == set(classes_of(PROFILE))


@pytest.mark.parametrize("name", list(classes_of(PROFILE)))
def test_class_is_cleared_with_what_is_printed(name: str, tmp_path: Path, sound: Callable[..., Path]) -> None:
    batch, has_files = _planted(name)
    folder = written(tmp_path / "it", [batch])
    (defect,) = batch.defects
    steps = list(_mended(Wrangler(folder, defect, sound(has_files=has_files)), folder))
    expected = [how.partition(": ") for how in HOW[name]]
    assert [step.how for step in steps] == [how for how, _, _ in expected]
    assert all(text in step.text for step, (_, _, text) in zip(steps, expected, strict=True))


def test_wrangler_knows_nothing_before_the_place_is_named(tmp_path: Path, sound: Callable[..., Path]) -> None:
    batch, _ = _planted("schema-missing")
    (defect,) = batch.defects
    wrangler = Wrangler(written(tmp_path / "it", [batch]), defect, sound(has_files=False))
    place = Place(rows=[defect.row or 0], value=None)
    for wrong in (
        Block("Other.csv", None, "error", f"{defect.column} is missing.", [place]),
        Block(defect.file, None, "error", "A cell is missing.", [place]),
        Block(defect.file, None, "error", f"{defect.column} is missing.", [Place(rows=[999])]),
    ):
        with pytest.raises(AssertionError, match="nothing names"):
            wrangler.mend([wrong])
