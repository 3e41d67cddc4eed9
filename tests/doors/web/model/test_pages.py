"""The pages of the data model, without login: all components, one, its attributes and values, the search."""

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from theatrum.checks.catalogue.vocabulary import choices_of
from theatrum.checks.model.component import registered_id
from theatrum.checks.model.schemas import bound_document, published_schema
from theatrum.checks.report.model_links import anchor
from theatrum.checks.templates.delimited import csv_bytes
from theatrum.checks.templates.template import template_of
from theatrum.consortium.profile.queries import in_force, model_of
from theatrum.doors.web.pages.model.addresses import described_at
from theatrum.repository.schemas.names import parse_schema_id

Show = Callable[[str], str]
SITES = "/model/1.0.0/Diagnosis/TISSUE_OR_ORGAN_OF_ORIGIN_UBERON_CODE"
DISEASES = "/model/1.0.0/BiospecimenData/ICD_10_DISEASE_CODE"


def _row(page: str, attribute: str) -> str:
    """Return the row of one attribute."""
    start = page.index(f'<tr id="{attribute}"')
    return page[start : page.index("</tr>", start)]


def test_overview_lists_all_components_by_module(show: Show) -> None:
    page = show("/model")
    assert "Data model 1.0.0" in page
    for name in in_force().models["1.0.0"].components:
        assert f'href="/model/1.0.0/{name}"' in page
    assert page.index(">Biospecimen<") < page.index(">Clinical<") < page.index(">Imaging<")
    assert ">fastq, fastq.gz<" in page
    assert "not plainly: bam" in page
    assert "Controlled" in page
    assert page == show("/model?version=1.0.0")


def test_navigation_leads_there_without_login(show: Show) -> None:
    assert '<a href="/model" aria-current="page">Data model</a>' in show("/model")
    assert '<a href="/model">Data model</a>' in show("/")


def test_component_says_what_is_asked_in_words(show: Show) -> None:
    page = show("/model/1.0.0/Diagnosis")
    assert "Each participant has at least one row" in page
    assert "If TUMOR_STAGE begins with &quot;Stage IV&quot;, then METASTASIS_AT_DIAGNOSIS is required." in page
    assert 'href="/model/1.0.0/Demographics">Demographics' in page
    assert "Clinical/Diagnosis" in page
    person = _row(page, "HTAN_PARTICIPANT_ID")
    assert "It holds a participant id." in person
    assert "<code>HTA201_12</code>" in person
    assert "<code>HTA3_8001</code>" in person
    assert re.search(r"Consortium.*R65", person, re.DOTALL)
    site = _row(page, "TISSUE_OR_ORGAN_OF_ORIGIN_UBERON_CODE")
    assert "(uterine cervix)" in site
    assert f'href="{SITES}">All values' in site
    assert "Conditional" in _row(page, "METASTASIS_AT_DIAGNOSIS")


def test_file_component_says_formats_and_parents(show: Show) -> None:
    page = show("/model/1.0.0/scRNALevel2")
    assert "What a file comes from" in page
    assert 'href="/model/1.0.0/scRNALevel1">scRNALevel1' in page
    assert "describes files" in page
    assert "Controlled" in page
    assert "A submission fills in the format of the file by itself." in show("/model/1.0.0/scRNALevel1")


def test_every_component_has_a_page_and_every_attribute_a_row(show: Show) -> None:
    for name in in_force().models["1.0.0"].components:
        page = show(f"/model/1.0.0/{name}")
        for attribute in bound_document(in_force(), name, "1.0.0")["properties"]:  # type: ignore[union-attr]  # an object
            assert _row(page, str(attribute))


def test_values_are_found_by_code_and_label_at_once(show: Show) -> None:
    page = show(DISEASES)
    assert "20\N{NARROW NO-BREAK SPACE}347 permissible values" in page
    assert page.count("<tr>") == 101
    assert "?page=2" in page
    assert "A00.0" in page
    assert page != show(f"{DISEASES}?page=204")
    assert "UBERON:0002048" in show(f"{SITES}?q=UBERON:0002048")
    lungs = show(f"{SITES}?q=LUNG")
    # The value that is called so comes first, whatever its code.
    assert lungs.index("UBERON:0002048") < lungs.index("UBERON:0000101")
    assert "q=Left&amp;page=2" in show(f"{SITES}?q=Left")
    assert "UBERON:0000101" in show(f"{SITES}?q=lobe+uberon:0000101")
    assert "No value fits" in show(f"{SITES}?q=nothing+of+the+sort")


def test_codes_lead_to_their_vocabularies(show: Show) -> None:
    page = show(f"{SITES}?q=UBERON:0002048")
    address = "https://purl.obolibrary.org/obo/UBERON_0002048"
    assert f'<a href="{address}" rel="external noreferrer"><code>UBERON:0002048</code></a>' in page
    assert ">Uberon multi-species anatomy ontology</a>" in page
    assert "https://purl.obolibrary.org/obo/UBERON_" in show("/model/1.0.0/Diagnosis")
    assert "https://evsexplore.semantics.cancer.gov/evsexplore/concept/ncit/C" in show("/model/1.0.0/Therapy")


def test_attribute_without_values_says_what_it_must_be(show: Show) -> None:
    page = show("/model/1.0.0/Diagnosis/AGE_IN_DAYS_AT_DIAGNOSIS")
    assert "At least 0." in page
    assert "permissible value" not in page


def test_values_download_whole(client: Client, db: None) -> None:
    answer = client.get(f"{SITES}?format=csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode())))
    every = choices_of(in_force(), "Diagnosis", "TISSUE_OR_ORGAN_OF_ORIGIN_UBERON_CODE", version="1.0.0")
    assert lines == [["Value", "Label", "Address"], *([one.value, one.label or "", one.url or ""] for one in every)]


def test_downloads_of_a_component(client: Client, db: None) -> None:
    base = "/model/1.0.0/Diagnosis/download/"
    table = client.get(f"{base}attributes.csv")
    assert table.headers["Content-Disposition"] == 'attachment; filename="Diagnosis-1.0.0-attributes.csv"'
    lines = list(csv.DictReader(io.StringIO(table.content.decode())))
    schema = bound_document(in_force(), "Diagnosis", "1.0.0")
    assert [line["Attribute"] for line in lines] == list(schema["properties"])  # type: ignore[arg-type]  # an object
    assert (lines[2]["At least"], lines[2]["Requirement"]) == ("0", "R67")
    assert json.loads(client.get(f"{base}schema.json").content) == schema
    published = published_schema(in_force(), "Diagnosis", "1.0.0").schema
    assert json.loads(client.get(f"{base}published.json").content) == published
    assert client.get(f"{base}other").status_code == 400


def test_templates_are_those_of_the_program(client: Client, db: None) -> None:
    base = "/model/1.0.0/Demographics/download/"
    made = template_of(in_force(), "Demographics", "1.0.0")
    assert client.get(f"{base}template.csv").content == csv_bytes(made)
    book = load_workbook(io.BytesIO(client.get(f"{base}template.xlsx").content))
    assert [cell.value for cell in book["Demographics"][1]] == list(made.names)


@pytest.mark.parametrize(
    "path",
    [
        "/model?version=9",
        "/model/9/Diagnosis",
        "/model/1.0.0/Diagnoses",
        "/model/1.0.0/Diagnosis/NOTHING",
        "/model/1.0.0/Diagnosis/a/b",
        "/model/1.0.0/Nothing/download/schema.json",
        "/model/search?version=9&q=x",
    ],
)
def test_what_is_not_there_is_said_to_be_missing(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_search_groups_hits_and_leads_to_each(show: Show) -> None:
    page = show("/model/search?q=breast")
    assert "<h2" in page
    assert f"{SITES}?q=UBERON%3A0000310" in page
    # Nobody has to spell it right.
    assert "UBERON%3A0000310" in show("/model/search?q=braest")
    stage = show("/model/search?q=FILE_FORMAT")
    assert 'href="/model/1.0.0/BulkWESLevel1#FILE_FORMAT"' in stage
    assert "Nothing fits" in show("/model/search?q=qqqqqqqqqq")
    assert "Codes, labels and other names" in show("/model/search")


def test_the_same_term_again_opens_the_first_hit(client: Client, db: None) -> None:
    again = client.get("/model/search", {"q": "Diagnosis", "shown": "Diagnosis"})
    assert (again.status_code, again.headers["Location"]) == (302, "/model/1.0.0/Diagnosis")
    assert client.get("/model/search", {"q": "Diagnosis", "shown": "Therapy"}).status_code == 200
    assert client.get("/model/search", {"q": "qqqqqqqqqq", "shown": "qqqqqqqqqq"}).status_code == 200


def test_pages_ask_the_database_nothing_of_anybody(client: Client, db: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for path in ("/model", "/model/1.0.0/Diagnosis", SITES, "/model/search?q=lung"):
            assert client.get(path).status_code == 200
    # The banner above every page is for everybody.
    others = [query["sql"] for query in asked.captured_queries if "announcements_announcement" not in query["sql"]]
    assert others == []


def test_registered_schemas_lead_to_their_components() -> None:
    profile = in_force()
    schema_id = parse_schema_id(registered_id(profile.models["1.0.0"].components["Diagnosis"], profile.overlay))
    assert model_of(profile, schema_id) == "1.0.0"
    found = described_at(schema_id)
    assert found is not None
    assert found.address("TUMOR_GRADE") == "/model/1.0.0/Diagnosis#TUMOR_GRADE"
    assert found.address("Tumour grade") == ""
    for other in ("my.organization-Diagnosis-1.0.0", "HTAN2Organization-Diagnosis-9.9.9", "HTAN2Organization-Nothing"):
        assert described_at(parse_schema_id(other)) is None
    assert described_at(None) is None


def test_any_name_of_an_attribute_can_be_an_anchor() -> None:
    assert anchor("FILE_FORMAT") == "FILE_FORMAT"
    assert anchor('a "b"') == "a-32--34-b-34-"
