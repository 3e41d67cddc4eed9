"""A folder becomes a plan by the names in it: no byte of a file leaves the browser."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, Request, expect

from tests.factories.accounts import PASSWORD, make_user
from tests.support.site import Site, complaints_in_both

HEADER = "HTAN_PARTICIPANT_ID,ETHNIC_GROUP,GENDER_IDENTITY,RACE,SEX"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "run7"
    (place / "WES level 2").mkdir(parents=True)
    (place / "WES level 2/tumor 1.bam").write_bytes(b"BAM\1 the bytes of a file")
    (place / "mystery.csv").write_text(f"{HEADER}\nHTA201_1,x,Female,White,Secret cell\n", encoding="utf-8")
    (place / "no-header.csv").write_text("Jane Roe,1950-02-28,7\n", encoding="utf-8")
    (place / "crosswalk.csv").write_text("Jane Roe,HTA201_1\n", encoding="utf-8")
    return place


def test_a_folder_becomes_a_plan(site: Site, page: Page, folder: Path) -> None:
    make_user("ana")
    site.sign_in(page, "ana", PASSWORD)
    page.goto(f"{site.url}/tools/layout")
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(request.post_data or "")

    page.on("request", note)
    found = complaints_in_both(page, "empty")
    page.get_by_label("Choose a folder").set_input_files(folder)
    expect(page.get_by_text("4 files listed below.")).to_be_visible()
    expect(page.get_by_label("Files", exact=True)).to_have_value(
        "run7/WES level 2/tumor 1.bam\t24\n"
        "run7/crosswalk.csv\t18\n"
        f"run7/mystery.csv\t{(folder / 'mystery.csv').stat().st_size}\t{HEADER}\n"
        "run7/no-header.csv\t22\t"
    )
    page.get_by_role("button", name="Show the plan").click()
    expect(page.get_by_role("heading", name="The plan")).to_be_visible()
    expect(page.get_by_role("row", name="mystery.csv")).to_contain_text("Clinical/Demographics")
    found += complaints_in_both(page, "plan")
    with page.expect_download() as download:
        page.get_by_role("button", name="Plan (XLSX)").click()
    rows = list(load_workbook(io.BytesIO(download.value.path().read_bytes())).worksheets[0].iter_rows(values_only=True))
    assert ("run7/WES level 2/tumor 1.bam", "BulkWESLevel2") in {row[1:3] for row in rows}
    assert not any("crosswalk" in str(row[1]) for row in rows)
    everything = "".join(sent)
    assert "mystery.csv" in everything
    for secret in ("the bytes of a file", "Secret cell", "Jane", "1950"):
        assert secret not in everything.replace("+", " ")
    assert found == []
