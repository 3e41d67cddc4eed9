"""Every finding leads to its attribute in the data model: by a path, and by an address where the server is known."""

import io
import json
from datetime import UTC, datetime

import pytest

from theatrum.checks.findings import Finding, Group, Severity
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.report.csv_report import write_csv
from theatrum.checks.report.document import Input, Report
from theatrum.checks.report.json_report import write_json
from theatrum.checks.report.look import Look
from theatrum.checks.report.model_links import ModelLinks
from theatrum.checks.report.text_report import text_lines

LINKS = ModelLinks(load_profile(ProfileFolder.packaged("htan2")), "1.0.0")


def finding(component: str | None, column: str | None, code: str = "schema.enum") -> Finding:
    return Finding(
        code=code, severity=Severity.ERROR, message="Wrong.", file="a.csv", component=component, column=column
    )


@pytest.mark.parametrize(
    ("component", "column", "path"),
    [
        ("Diagnosis", "TUMOR_GRADE", "/model/1.0.0/Diagnosis#TUMOR_GRADE"),
        ("Diagnosis", "Tumor grade", "/model/1.0.0/Diagnosis"),
        ("Diagnosis", None, "/model/1.0.0/Diagnosis"),
        ("Nothing", "TUMOR_GRADE", None),
        (None, "TUMOR_GRADE", None),
    ],
)
def test_a_finding_leads_to_its_attribute(component: str | None, column: str | None, path: str | None) -> None:
    assert LINKS(finding(component, column)) == path


def report(server: str | None) -> Report:
    groups = [
        Group(finding("Diagnosis", "TUMOR_GRADE"), (1, 2)),
        Group(finding("Diagnosis", "PRIMARY_DIAGNOSIS_NCI_THESAURUS_ID", "schema.required")),
        Group(finding("Diagnosis", "VITAL_STATUS", "schema.required")),
    ]
    return Report(
        groups=groups,
        inputs=[Input(file="a.csv", component="Diagnosis", rows=3)],
        model="1.0.0",
        overlay="1",
        profile="htan2",
        engine="0",
        started=datetime(2026, 1, 1, tzinfo=UTC),
        seconds=0.1,
        model_path=LINKS,
        server=server,
    )


def test_json_has_the_path_of_each_finding() -> None:
    stream = io.BytesIO()
    write_json(stream, report(None))
    told = json.loads(stream.getvalue())
    assert told["summary"]["server"] is None
    paths = {one["attribute"] for one in told["findings"] if one["row"] is not None}
    assert paths == {"/model/1.0.0/Diagnosis#TUMOR_GRADE"}
    assert {one["attribute"] for one in told["groups"] if one["column"] == "TUMOR_GRADE"} == paths


def test_text_and_csv_lead_to_the_server_that_is_known() -> None:
    def text(server: str | None) -> str:
        made = report(server)
        return "\n".join(text_lines(made, Look(address=made.model_url)))

    there = text("https://dcc.example.org")
    assert "\n           https://dcc.example.org/model/1.0.0/Diagnosis#TUMOR_GRADE\n" in there
    # Columns that lack are told in one block, and lead to the component.
    assert "\n           https://dcc.example.org/model/1.0.0/Diagnosis\n" in there
    assert "http" not in text(None)
    stream = io.BytesIO()
    write_csv(stream, report("https://dcc.example.org"))
    assert b",https://dcc.example.org/model/1.0.0/Diagnosis#TUMOR_GRADE,,,,,\r\n" in stream.getvalue()
    stream = io.BytesIO()
    write_csv(stream, report(None))
    assert b",/model/1.0.0/Diagnosis#TUMOR_GRADE,,,,,\r\n" in stream.getvalue()
