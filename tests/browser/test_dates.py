"""Dates become ages in the browser alone: the network is cut, and no request is made."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.support.site import Site, complaints, complaints_in_both

CLINIC = """\
ID,DOB,DATE_OF_DIAGNOSIS,VISIT_DATE,NOTE
HTA201_1,1950-02-28,2000-02-29,2001-01-01,"one, two"
HTA201_2,1960-01-01,05/20/2011,2001-01-01,
"""
SECRETS = ("1950-02-28", "2000-02-29", "05/20/2011")


@pytest.fixture
def requests(site: Site, page: Page, context: BrowserContext) -> list[str]:
    """Open the page, cut the network, and note whatever is asked for after that."""
    page.goto(f"{site.url}/tools/dates")
    expect(page.get_by_label("CSV or XLSX file with dates")).to_be_visible()
    page.wait_for_load_state("networkidle")
    made: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith("blob:"):  # the table, out of the page's own memory
            made.append(request.url)

    context.on("request", note)
    context.set_offline(True)
    return made


def choose(page: Page, tmp_path: Path, text: str, name: str = "clinic.csv") -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    page.set_input_files("#dates-file", path)


def saved(page: Page) -> str:
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the table of ages").press("Enter")
    return download.value.path().read_text(encoding="utf-8")


@pytest.mark.requirement("R67")
def test_ages_are_counted_with_the_network_cut(page: Page, requests: list[str], tmp_path: Path) -> None:
    choose(page, tmp_path, CLINIC)
    expect(page.get_by_role("status")).to_have_text("clinic.csv: 5 columns, 2 rows. Look at what each column is.")
    expect(page.get_by_label("What DATE_OF_DIAGNOSIS becomes")).to_have_value("AGE_IN_DAYS_AT_DIAGNOSIS")
    expect(page.get_by_label("What VISIT_DATE is")).to_have_value("drop")
    page.get_by_role("button", name="Count the days").press("Enter")

    expect(page.get_by_role("heading", name="Done: 1 column of ages, 2 columns left out")).to_be_focused()
    assert saved(page) == ('ID,AGE_IN_DAYS_AT_DIAGNOSIS,NOTE\nHTA201_1,18263,"one, two"\nHTA201_2,18767,\n')
    assert requests == []
    assert not any(secret in page.content() for secret in SECRETS)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state])")
    assert not any(secret in kept for secret in SECRETS)


@pytest.mark.requirement("R69")
def test_days_since_another_day_are_counted_from_birth(page: Page, requests: list[str], tmp_path: Path) -> None:
    choose(page, tmp_path, "DOB,ENROLLED,DAYS\n2000-01-01,2010-01-01,10\n2001-01-01,2010-01-01,-10\n")
    page.get_by_label("What ENROLLED is").select_option("index")
    page.get_by_label("What DAYS is").select_option("days")
    page.get_by_role("button", name="Count the days").click()
    expect(page.get_by_role("heading", name="Say what DAYS becomes.")).to_be_focused()

    page.get_by_label("What DAYS becomes", exact=True).select_option("AGE_IN_DAYS_AT_FOLLOWUP")
    page.get_by_role("button", name="Count the days").click()

    assert saved(page) == "AGE_IN_DAYS_AT_FOLLOWUP\n3663\n3277\n"
    page.get_by_label("What ENROLLED is").select_option("birth")
    page.get_by_label("What DOB is").select_option("drop")
    page.get_by_label("What DAYS is").select_option("drop")
    expect(page.get_by_role("link", name="Save the table of ages")).to_be_hidden()
    assert requests == []


@pytest.mark.requirement("R68")
def test_what_must_be_mended_names_row_and_column(page: Page, requests: list[str], tmp_path: Path) -> None:
    rows = ["DOB,DX_DATE,NOTE", "1950-02-28,03/04/2000,seen 2001-01-01", "1950-02-28,1949-01-01,", "1950-02-28,,"]
    choose(page, tmp_path, "\n".join(rows))
    page.get_by_role("button", name="Count the days").click()

    expect(page.get_by_role("heading", name="3 things must be mended first")).to_be_focused()
    told = page.get_by_role("listitem")
    expect(told.filter(has_text="DX_DATE, row 1")).to_contain_text("The date can be read in two ways")
    expect(told.filter(has_text="DX_DATE, row 2")).to_contain_text("before the day of birth")
    expect(told.filter(has_text="NOTE, row 1")).to_contain_text("A calendar date stands in a column that would stay.")
    expect(page.get_by_role("link", name="Save the table of ages")).to_be_hidden()
    assert not any(text in page.content() for text in ("1950-02-28", "03/04/2000", "1949-01-01", "2001-01-01"))

    choose(page, tmp_path, "DOB,DX_DATE\n1900-01-01,03/04/2000\n", "mended.csv")
    page.get_by_label("03/04/2020 is").select_option("mdy")
    page.get_by_role("button", name="Count the days").click()
    expect(page.get_by_role("listitem").filter(has_text="is an age above 90 years")).to_be_visible()
    assert saved(page) == "AGE_IN_DAYS_AT_DIAGNOSIS\n36587\n"
    assert requests == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("PK\x03\x04", "The workbook cannot be read."),
        ('A,B\n"1,2\n', "A quotation mark is opened and never closed."),
        ("A,A\n1,2\n", "Two columns have the same name."),
        ("A,B\n1,2,3\n", "A row has more cells than the header."),
        ("", "The table has no header."),
    ],
)
def test_files_that_cannot_be_read_are_told(
    page: Page, requests: list[str], tmp_path: Path, text: str, told: str
) -> None:
    choose(page, tmp_path, text)

    expect(page.get_by_role("heading", name="The file cannot be read")).to_be_focused()
    expect(page.get_by_text(told)).to_be_visible()
    assert requests == []


@pytest.mark.requirement("R67")
def test_workbooks_are_read_in_the_browser(page: Page, requests: list[str], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["about"], ["nothing"]):
        book.active.append(row)
    sheet = book.create_sheet("clinic")
    for line in (["ID", "DOB", "DX_DATE"], ["HTA201_1", date(1950, 2, 28), date(2000, 2, 29)]):
        sheet.append(line)
    book.save(tmp_path / "clinic.xlsx")
    page.set_input_files("#dates-file", tmp_path / "clinic.xlsx")
    page.get_by_label("Sheet").select_option("clinic")
    expect(page.get_by_role("status")).to_have_text("clinic.xlsx: 3 columns, 1 row. Look at what each column is.")
    page.get_by_role("button", name="Count the days").click()

    assert saved(page) == "ID,AGE_IN_DAYS_AT_DIAGNOSIS\nHTA201_1,18263\n"
    assert complaints(page, "a workbook") == []
    assert requests == []


@pytest.mark.requirement("R67")
def test_births_come_from_another_file(page: Page, requests: list[str], tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("MRN,BORN,DOB\n7,x,1950-02-28\n8,y,1960-01-01\n", encoding="utf-8")
    choose(page, tmp_path, "MRN,DX_DATE\n8,1960-12-31\n7,2000-02-29\n9,2001-01-01\n")
    page.set_input_files("#dates-births", tmp_path / "people.csv")
    page.get_by_role("button", name="Count the days").click()
    expect(page.get_by_role("heading", name="Say which column tells whose row it is")).to_be_focused()
    page.get_by_label("What MRN is").select_option("person")
    expect(page.get_by_label("There, the date of birth")).to_have_value("DOB")
    page.get_by_role("button", name="Count the days").click()
    expect(page.get_by_role("listitem").filter(has_text="DX_DATE, row 3")).to_contain_text("no date of birth")

    choose(page, tmp_path, "MRN,DX_DATE\n8,1960-12-31\n7,2000-02-29\n", "mended.csv")
    page.get_by_label("What MRN is").select_option("person")
    page.get_by_role("button", name="Count the days").click()
    assert saved(page) == "MRN,AGE_IN_DAYS_AT_DIAGNOSIS\n8,365\n7,18263\n"
    assert complaints(page, "births from another file") == []
    assert not any(secret in page.content() for secret in ("1950-02-28", "1960-01-01"))
    assert requests == []


@pytest.mark.requirement("R69")
def test_centers_of_children_are_not_doubted(page: Page, requests: list[str], tmp_path: Path) -> None:
    choose(page, tmp_path, "DOB,DX_DATE\n2015-01-01,2016-01-01\n")
    page.get_by_role("button", name="Count the days").click()
    doubt = page.get_by_text("were the days counted from birth?")
    expect(doubt).to_be_visible()
    page.get_by_label("Center").select_option("HTA205")
    page.get_by_role("button", name="Count the days").click()
    expect(page.get_by_role("link", name="Save the table of ages")).to_be_visible()
    expect(doubt).to_have_count(0)
    assert requests == []


def test_the_page_is_accessible_in_every_state(page: Page, requests: list[str], tmp_path: Path) -> None:
    found = complaints_in_both(page, "/tools/dates")
    choose(page, tmp_path, CLINIC)
    found += complaints_in_both(page, "/tools/dates, with columns")
    page.get_by_role("button", name="Count the days").click()
    found += complaints_in_both(page, "/tools/dates, done")
    choose(page, tmp_path, "DOB,DX_DATE\n1950-02-30,soon\n", "wrong.csv")
    page.get_by_role("button", name="Count the days").click()
    expect(page.get_by_role("heading", name="One thing must be mended first")).to_be_focused()
    found += complaints_in_both(page, "/tools/dates, with problems")
    assert found == []
    assert requests == []


def test_tools_are_found_from_every_page(site: Site, page: Page) -> None:
    page.goto(site.url)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Tools").click()
    assert complaints(page, "/tools") == []
    page.get_by_role("link", name="Dates to ages in days").click()
    expect(page.get_by_role("heading", name="Dates to ages in days")).to_be_visible()
