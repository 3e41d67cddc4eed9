from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.checks.formats.archives.packing import FASTQ, gzipped, tarred, zipped
from theatrum.checks.findings import Finding, Severity, Verdict
from theatrum.checks.formats.bytes import Budget, Held
from theatrum.checks.formats.inspecting import inspect_file, judge_inspection
from theatrum.checks.formats.inspection import Asked, Inspection, Notes
from theatrum.checks.formats.judging import MOST
from theatrum.checks.privacy.hits import Kind
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.inspection_shapes import FindingRule, Inspections
from theatrum.checks.profile.profile import Profile

BUNDLE = "SpatialLevel3"
VISIUM = {
    "filtered_feature_bc_matrix.h5": b"1",
    "spatial/tissue_positions.csv": b"x\n",
    "spatial/scalefactors_json.json": b"{}",
    "spatial/tissue_lowres_image.png": b"1",
    "analysis/clustering/graphclust/clusters.csv": b"x\n",
    "metrics_summary.csv": b"x\n",
}
Found = Callable[..., list[Finding]]


@pytest.fixture
def found(profile: Profile, judge: Judge) -> Found:
    def of(data: bytes, component: str = BUNDLE, budget: Budget | None = None, **declared: str) -> list[Finding]:
        asked = Asked("bundle.tar.gz", component, declared)
        return judge_inspection(inspect_file(Held(data), asked, budget=budget), judge, asked, profile)

    return of


def of_code(findings: list[Finding], code: str) -> list[Finding]:
    return [finding for finding in findings if finding.code == code]


@pytest.mark.requirement("R125")
def test_reads_in_the_open_by_name_and_by_content(found: Found) -> None:
    inner = zipped({"deep/other.dat": FASTQ})
    data = gzipped(tarred({"a.bam": b"x", "a.bam.bai": b"x", "b.txt": FASTQ, "c.csv": b"x\n", "d.zip": inner}))
    told = of_code(found(data), "format.member_controlled")
    assert [(finding.place, finding.severity, finding.requirement) for finding in told] == [
        ("member 1 (a.bam)", Severity.ERROR, "R125"),
        ("member 2 (a.bam.bai)", Severity.ERROR, "R125"),
        ("member 3 (b.txt)", Severity.ERROR, "R125"),
        ("member 5: member 1 (deep/other.dat)", Severity.ERROR, "R125"),
    ]
    assert [finding.message.startswith("By its name") for finding in told] == [True, True, False, False]
    assert not of_code(found(data, "SpatialLevel1"), "format.member_controlled"), "that level is controlled"


@pytest.mark.requirement("R81")
def test_a_name_that_identifies_is_told_by_its_number(found: Found) -> None:
    data = tarred({"plain.csv": b"x\n", "roe_1970-01-31/scan.bam": b"1", "jane.roe@example.org/a.csv": b"x\n"})
    findings = found(data)
    names = [(finding.code, finding.place, finding.verdict) for finding in findings if finding.match]
    assert ("privacy.date", "member 2", Verdict.BLOCK) in names
    assert ("privacy.email", "member 3", Verdict.BLOCK) in names
    assert [finding.place for finding in of_code(findings, "format.member_controlled")] == ["member 2"]
    assert "1970" not in repr(findings)
    assert "roe" not in repr(findings)


def test_a_name_that_was_not_looked_at_is_not_shown(found: Found) -> None:
    data = tarred({f"name{number:03}.bam": b"x" for number in range(100)})
    told = of_code(found(data, budget=Budget(structures=50)), "format.member_controlled")
    assert told
    assert not [finding for finding in told if "name" in (finding.place or "")]


@pytest.mark.requirement("R128")
def test_layout_of_a_platform(found: Found) -> None:
    whole = tarred({f"outs/{name}": data for name, data in VISIUM.items()})
    assert not of_code(found(whole, PLATFORM="10x Genomics Visium"), "format.bundle_layout")
    part = tarred({name: data for name, data in VISIUM.items() if "spatial" not in name})
    told = of_code(found(part, PLATFORM="10x Genomics Visium HD"), "format.bundle_layout")
    assert [(finding.severity, finding.requirement) for finding in told] == [(Severity.WARNING, "R128")] * 3
    assert not of_code(found(part, PLATFORM="DBiT-seq"), "format.bundle_layout")


def test_contents_that_a_row_names(found: Found) -> None:
    data = tarred({f"outs/{name}": content for name, content in VISIUM.items()})
    good = "metrics_summary.csv, outs/spatial, spatial/tissue_positions.csv"
    assert not of_code(found(data, BUNDLE_CONTENTS=good), "format.contents_missing")
    [told] = of_code(found(data, BUNDLE_CONTENTS=good + ", cells.parquet"), "format.contents_missing")
    assert (told.column, told.severity) == ("BUNDLE_CONTENTS", Severity.WARNING)
    assert "1 of the 4" in told.message
    [told] = of_code(found(data, PORTAL_PREVIEW_FILE="web_summary.html"), "format.contents_missing")
    assert told.column == "PORTAL_PREVIEW_FILE"


def test_of_an_archive_that_breaks_off_nothing_is_said_to_be_missing(found: Found) -> None:
    data = tarred({f"outs/{name}": bytes(5000) for name in VISIUM})[:9000]
    findings = found(data, BUNDLE_CONTENTS="cells.parquet", PLATFORM="10x Genomics Visium")
    assert {finding.code for finding in findings} == {"format.unreadable"}


def judged(profile: Profile, judge: Judge, notes: Notes) -> list[Finding]:
    inspection = Inspection(
        label="tiff",
        facts=notes.facts,
        texts=tuple(notes.texts),
        forbidden=tuple(notes.forbidden),
        noted=tuple(notes.noted),
        pictures=(),
        members=(),
        was_full=False,
        read=0,
        stopped=None,
    )
    return judge_inspection(inspection, judge, notes.asked, profile)


@pytest.mark.requirement("R105")
def test_texts_and_fields_of_a_header(profile: Profile, judge: Judge) -> None:
    notes = Notes(Asked("a.svs", "DigitalPathologyData"), Budget())
    notes.text("IFD 0, ImageDescription", "ImageDescription", "scanned on 1970-01-31 by me")
    notes.forbid(Kind.DATE, "IFD 0, DateTime", "DateTime", "1970:01:31 12:00:00")
    first, second = judged(profile, judge, notes)
    assert (first.code, first.place, first.verdict) == ("privacy.date", "IFD 0, ImageDescription", Verdict.BLOCK)
    assert first.match is not None
    assert (first.match.offset, first.match.length) == (11, 10)
    assert (second.code, second.place, second.verdict) == ("privacy.date", "IFD 0, DateTime", Verdict.BLOCK)
    assert "1970" not in repr((first, second))


@pytest.mark.requirement("R104")
def test_an_identifier_of_the_network_may_stand_in_any_field(profile: Profile, judge: Judge) -> None:
    notes = Notes(Asked("a.dcm", "DigitalPathologyData"), Budget())
    notes.forbid(Kind.MEDICAL_RECORD, "(0010,0020)", "PatientID", "HTA201_12")
    notes.forbid(Kind.NAME, "(0010,0010)", "PatientName", "HTA201_12 Okafor")
    assert [finding.place for finding in judged(profile, judge, notes)] == ["(0010,0010)"]


def test_of_many_the_first_are_told(profile: Profile, judge: Judge) -> None:
    notes = Notes(Asked("a.svs"), Budget())
    for number in range(MOST + 30):
        notes.forbid(Kind.DATE, f"IFD {number}, DateTime", "DateTime", "1970:01:31 12:00:00")
    findings = judged(profile, judge, notes)
    assert len(findings) == MOST + 1
    assert (findings[-1].place, findings[-1].match) == (None, None)
    assert "30 more" in findings[-1].message


def test_the_profile_says_how_bad_it_is(profile: Profile, judge: Judge) -> None:
    rules = Inspections(
        findings=(
            FindingRule(codes=("format.ome_*",), components=("A",), severity="off"),
            FindingRule(codes=("format.ome_*",), severity="note", requirement="R9"),
        )
    )
    changed = replace(profile, inspections=rules)
    told = []
    for component in ("A", "B"):
        notes = Notes(Asked("a.tiff", component), Budget())
        notes.note("format.ome_date", Severity.ERROR, "There is a date.", fix="Remove it.", place="IFD 0")
        notes.note("format.other", Severity.WARNING, "Another thing.", fix="Mend it.")
        told += [(one.code, one.severity, one.requirement) for one in judged(changed, judge, notes)]
    assert told == [
        ("format.other", Severity.WARNING, None),
        ("format.ome_date", Severity.NOTE, "R9"),
        ("format.other", Severity.WARNING, None),
    ]


@pytest.mark.requirement("R86")
@pytest.mark.parametrize(
    ("said", "differs"),
    [("hg38", False), ("GRCh38.p13 without ALT", False), ("hg19", True), ("b37", True), ("our own", False)],
)
def test_words_for_the_same_reference(profile: Profile, judge: Judge, *, said: str, differs: bool) -> None:
    notes = Notes(Asked("a.bam", "BulkWESLevel2", {"GENOMIC_REFERENCE": said}), Budget())
    notes.fact("GENOMIC_REFERENCE", "GRCh38")
    assert [one.column for one in judged(profile, judge, notes)] == (["GENOMIC_REFERENCE"] if differs else [])


@pytest.mark.requirement("R116")
@pytest.mark.parametrize(
    ("column", "said", "differs"),
    [
        ("SIZE_X", "1000", False),
        ("SIZE_X", "1000.0", False),
        ("SIZE_X", "1001", True),
        ("SIZE_X", "", False),
        ("SIZE_X", "wide", False),
        ("PHYSICAL_SIZE_X", "0.65", False),
        ("PHYSICAL_SIZE_X", "0.325", True),
        ("PHYSICAL_SIZE_Z", "0", False),
        ("PHYSICAL_SIZE_Z", "2", True),
        ("PYRAMID", "True", False),
        ("PYRAMID", "false", True),
        ("SIZE_T", "7", False),
    ],
)
def test_what_a_row_says_of_a_header(profile: Profile, judge: Judge, *, column: str, said: str, differs: bool) -> None:
    notes = Notes(Asked("a.ome.tiff", "MultiplexMicroscopyLevel2", {column: said}), Budget())
    facts = {"SIZE_X": 1000, "PHYSICAL_SIZE_X": 0.6500001, "PHYSICAL_SIZE_Z": 1.0, "PYRAMID": True}
    for name, value in facts.items():
        notes.fact(name, value)
    found = judged(profile, judge, notes)
    assert [(one.code, one.column) for one in found] == ([("format.declared_differs", column)] if differs else [])
    if differs:
        assert found[0].suggestions
        assert found[0].suggestions[0] in (found[0].fix or "")
