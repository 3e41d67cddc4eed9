"""A small submission with everything wrong in it that reports have to show: the oracle of golden files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl

from theatrum.checks.columns.reading import read_row, readings_of
from theatrum.checks.findings import Finding, Group, Severity, Source, grouped
from theatrum.checks.model.compiled import CompiledSchema, compile_schema
from theatrum.checks.profile.vocabularies import Vocabulary
from theatrum.checks.report.context import Context
from theatrum.checks.report.document import Input, NotChecked, Report
from theatrum.checks.report.wording import word
from theatrum.kernel.jsontext import JsonObject

SPECIMENS = "specimens.csv"
PEOPLE = "people.xlsx"
SECRET = "Jane Roe, born in Springfield"
SITES = ("UBERON:0002048", "UBERON:0000310", "UBERON:0001155")
SCHEMA: JsonObject = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Specimen",
    "properties": {
        "SPECIMEN_ID": {
            "type": "string",
            "pattern": "^S[0-9]+$",
            "description": "Your name of the specimen, like S12.",
        },
        "SITE": {"type": "string", "enum": list(SITES)},
        "KIND": {"type": "string", "enum": ["Blood", "Breast NOS", "Tissue", "Not Reported"]},
        "AGE_IN_DAYS_AT_COLLECTION": {"type": "integer", "minimum": 0},
        "PERCENT_TUMOR": {"type": "number", "maximum": 100},
        "MEDIA": {"type": "array", "items": {"type": "string", "enum": ["EDTA", "FFPE", "OCT"]}},
        "KIND_OTHER": {"type": "string"},
        "LATERALITY": {"type": "string", "enum": ["Left", "Right"]},
        "BATCH": {"type": "string"},
    },
    "required": ["SPECIMEN_ID", "SITE", "KIND", "LATERALITY", "BATCH"],
    "if": {"properties": {"KIND": {"const": "Not Reported"}}, "required": ["KIND"]},
    "then": {"required": ["KIND_OTHER"]},
}
NAMED = Vocabulary("sites", tuple(zip(SITES, ("lung", "breast", "colon"), strict=True)))
CONTEXT = Context("Specimen", {"SITE": NAMED})


def specimens() -> pl.DataFrame:
    """Return forty rows, most of them wrong."""
    good = {
        "SITE": SITES[0],
        "KIND": "Tissue",
        "AGE_IN_DAYS_AT_COLLECTION": "365",
        "PERCENT_TUMOR": "5.0",
        "MEDIA": "OCT",
    }
    rows = [{"SPECIMEN_ID": f"S{row}", **good, "KIND_OTHER": None} for row in range(1, 41)]
    for row in [1, 2, 3, 4, 8, 10, *range(20, 30)]:
        rows[row - 1]["KIND"] = "Breast, NOS"
    for row, change in _CHANGES.items():
        rows[row - 1] |= change
    return pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))


_CHANGES: Mapping[int, Mapping[str, str | None]] = {
    1: {"SITE": "Lung"},
    2: {"SITE": "UBERON_0002048"},
    3: {"SITE": "lung (UBERON:0002048)"},
    4: {"SITE": "=cmd|' /C calc'!A0"},
    5: {"AGE_IN_DAYS_AT_COLLECTION": "2019-03-04"},
    6: {"AGE_IN_DAYS_AT_COLLECTION": "4/3/2019"},
    7: {"AGE_IN_DAYS_AT_COLLECTION": "1,234"},
    8: {"AGE_IN_DAYS_AT_COLLECTION": "12 days", "PERCENT_TUMOR": "85%"},
    9: {"AGE_IN_DAYS_AT_COLLECTION": "-5", "PERCENT_TUMOR": "12,5"},
    11: {"KIND": "Blood; Tissue"},
    12: {"MEDIA": "EDTA|OCT"},
    13: {"MEDIA": "OCT, ffpe"},
    14: {"KIND": "Not Reported"},
    15: {"SPECIMEN_ID": "T\x1b[31m15"},
    16: {"SPECIMEN_ID": None, "KIND": SECRET},
}


def report() -> Report:
    """Return the report of that submission."""
    return Report(
        groups=[*_of_schema(specimens()), *_others()],
        inputs=[
            Input(
                file=SPECIMENS,
                component="Specimen",
                how_recognised="by 6 of its 7 headers",
                rows=40,
                sha256="ab" * 32,
                size=2048,
            ),
            Input(file=PEOPLE, sheet="People", component="Participant", how_recognised="by its name", rows=12),
            Input(file="slides/S1.svs", size=1_000_000),
            Input(file="notes.csv"),
        ],
        not_checked=[NotChecked(what="label images", why="tifffile cannot be loaded here", file="slides/S1.svs")],
        model="1.0.0",
        overlay="1.0.0",
        profile="sample",
        engine="0.1.0",
        started=datetime(2026, 11, 26, 12, 0, tzinfo=UTC),
        seconds=0.25,
    )


def compiled() -> CompiledSchema:
    """Return the schema of a specimen."""
    return compile_schema(SCHEMA)


def _of_schema(frame: pl.DataFrame) -> Sequence[Group]:
    readings, schema = readings_of(compiled()), compiled()
    findings: list[Finding] = []
    for row, cells in enumerate(frame.iter_rows(named=True), start=1):
        findings += word(schema, schema.judge(read_row(readings, cells)), row=row, context=CONTEXT)
    return [Group(replace(group.finding, file=SPECIMENS), group.rows) for group in grouped(findings)]


def _others() -> list[Group]:
    return [*_of_reading(), _private(), *_of_links()]


def _of_reading() -> list[Group]:
    header = Finding(
        code="table.header_case",
        severity=Severity.WARNING,
        message="The header is written kind_other.",
        fix="Write KIND_OTHER.",
        column="KIND_OTHER",
        source=Source.READING,
        file=SPECIMENS,
    )
    unreadable = Finding(
        code="file.unreadable",
        severity=Severity.ERROR,
        message="The file is no table: it is neither UTF-8 nor UTF-16.",
        fix="Save it as CSV in UTF-8.",
        file="notes.csv",
        source=Source.READING,
    )
    return [Group(header), Group(unreadable)]


def _private() -> Group:
    name = Finding(
        code="privacy.name",
        severity=Severity.ERROR,
        message="KIND seems to name a person.",
        fix="Remove the name.",
        column="KIND",
        file=SPECIMENS,
    )
    return Group(name, (16,))


def _of_links() -> list[Group]:
    parent = Finding(
        code="links.missing_parent",
        severity=Severity.PENDING,
        message="SPECIMEN_ID belongs to a participant who is not here.",
        fix="Add the participant, or name the list of known ones.",
        column="SPECIMEN_ID",
        value="S40",
        source=Source.OVERLAY,
        requirement="R88",
        file=SPECIMENS,
        component="Specimen",
    )
    none = Finding(
        code="cardinality.none",
        severity=Severity.NOTE,
        message="No participant has a diagnosis yet.",
        source=Source.OVERLAY,
        requirement="R86",
    )
    return [Group(parent, (40,)), Group(none)]
