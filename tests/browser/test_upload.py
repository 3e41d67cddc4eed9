"""Uploading in the browser against a real server: choose, drop, resume, a taken name, then annotate."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.support.installations import migrated_installation
from tests.support.site import Site, complaints

MEBIBYTE = 1024**2
PART = 8 * MEBIBYTE


@dataclass(frozen=True)
class Served:
    """A running sample installation and the password of its data wrangler."""

    site: Site
    password: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Run the whole server, byte plane and worker included, with the sample consortium."""
    with migrated_installation(tmp_path_factory.mktemp("served")).serving("demo") as demo:
        found = re.search(r"^\s+wrangler\s+(\S+)", demo.rest(), re.MULTILINE)
        assert found is not None
        yield Served(Site(demo.url.replace("127.0.0.1", "localhost")), found[1])


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Return an empty page; what the browser itself says of the connections that tests break is no fault."""
    complaints_of_scripts: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints_of_scripts.append(str(error)))
    yield page
    assert complaints_of_scripts == []


@pytest.fixture
def folder(page: Page, served: Served) -> str:
    """Sign in and walk down to the folder for scRNA-seq of level 1; returns its address."""
    served.site.sign_in(page, "wrangler", served.password)
    for name in ("HTAN2_Pancreas", "v8_ingest", "scRNA_seq", "Level_1"):
        page.locator("main").get_by_role("link", name=name, exact=True).first.click()
        page.wait_for_load_state()
    expect(page.get_by_role("heading", name="Upload files")).to_be_visible()
    return page.url


def make_file(tmp_path: Path, name: str, size: int) -> Path:
    """Make a file whose every part differs."""
    path = tmp_path / name
    path.write_bytes(os.urandom(size))
    return path


def finished(page: Page, count: int) -> None:
    """Wait until the panel says that this many files have come."""
    expect(page.locator("[data-upload-summary]")).to_have_text(
        f"{count} file{'' if count == 1 else 's'} uploaded.", timeout=120_000
    )


def downloaded_md5(page: Page) -> str:
    """Download the file whose page is open and return its MD5."""
    with page.expect_download() as download:
        page.locator("main").get_by_role("link", name=re.compile("^Download")).first.click()
    return hashlib.md5(download.value.path().read_bytes(), usedforsecurity=False).hexdigest()


def md5(path: Path) -> str:
    """Return the MD5 of a file."""
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


@pytest.mark.requirement("R152")
def test_chosen_files_arrive_whole_and_are_offered_to_annotate(page: Page, folder: str, tmp_path: Path) -> None:
    sizes = {"a.fastq": 11, "empty.fastq": 0, "large.bam": 3 * PART + 5}
    files = {name: make_file(tmp_path, name, size) for name, size in sizes.items()}

    page.set_input_files("#upload-files", list(files.values()))
    finished(page, 3)

    link = page.locator("[data-upload-after]").get_by_role("link", name="Annotate 3 files")
    expect(link).to_have_attribute("href", re.compile(r"/entities/annotate\?ids=syn\d+,syn\d+,syn\d+"))
    assert complaints(page, folder) == []
    page.locator("[data-upload-list]").get_by_role("link", name="large.bam").click()
    assert downloaded_md5(page) == md5(files["large.bam"])


def test_dropped_files_are_uploaded(page: Page, folder: str) -> None:
    data = page.evaluate_handle(
        """() => { const data = new DataTransfer();
        data.items.add(new File(["ACGT"], "dropped.fastq", {type: "text/plain"})); return data; }"""
    )
    page.dispatch_event("[data-upload-zone]", "drop", {"dataTransfer": data})

    finished(page, 1)
    page.goto(folder)
    expect(page.get_by_role("table").get_by_role("link", name="dropped.fastq")).to_be_visible()


def test_a_reload_in_the_middle_resumes_and_sends_no_part_twice(page: Page, folder: str, tmp_path: Path) -> None:
    path = make_file(tmp_path, "resumed.bam", 64 * MEBIBYTE)
    let_through: list[str] = []
    most = 3

    def hold_after_the_most(route: Route) -> None:
        if len(let_through) < most:
            let_through.append(route.request.url)
            route.continue_()
        # The others hang until the page goes away, as on a connection that died.

    page.route("**/bytes/**", hold_after_the_most)
    page.set_input_files("#upload-files", path)
    expect(page.locator("[data-upload-list] li")).to_contain_text("37 % of", timeout=120_000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(folder)

    most = 100
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    page.set_input_files("#upload-files", path)
    finished(page, 1)

    assert len(sent) == 8 - 3
    page.locator("[data-upload-list]").get_by_role("link", name="resumed.bam").click()
    assert downloaded_md5(page) == md5(path)


def test_a_lost_connection_is_waited_for(page: Page, folder: str, tmp_path: Path) -> None:
    path = make_file(tmp_path, "patient.bam", 2 * PART)
    broken: list[str] = []

    def break_twice(route: Route) -> None:
        if len(broken) < 2:
            broken.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/uploads/**", break_twice)
    page.set_input_files("#upload-files", path)
    finished(page, 1)

    assert len(broken) == 2


def test_pause_resume_and_cancel_by_keyboard(page: Page, folder: str, tmp_path: Path) -> None:
    path = make_file(tmp_path, "paused.bam", 4 * PART)
    page.route("**/bytes/**", lambda _route: None)
    page.set_input_files("#upload-files", path)
    row = page.locator("[data-upload-list] li")
    row.get_by_role("button", name="Pause: paused.bam").press("Enter")
    expect(row).to_contain_text("Paused at")
    page.unroute("**/bytes/**")

    row.get_by_role("button", name="Resume: paused.bam").press("Enter")
    finished(page, 1)

    page.set_input_files("#upload-files", make_file(tmp_path, "given-up.bam", PART))
    page.locator("[data-upload-list] li").nth(1).get_by_role("button", name="Cancel: given-up.bam").press("Enter")
    expect(page.locator("[data-upload-list] li").nth(1)).to_contain_text("Cancelled")


def test_a_taken_name_is_asked_about(page: Page, folder: str, tmp_path: Path) -> None:
    page.set_input_files("#upload-files", make_file(tmp_path, "twice.fastq", 10))
    finished(page, 1)
    page.set_input_files("#upload-files", make_file(tmp_path, "twice.fastq", 12))
    second = page.locator("[data-upload-list] li").nth(1)
    second.get_by_role("button", name="New version").click()

    expect(second).to_contain_text("Uploaded as a new version")


def test_a_bad_name_says_what_to_do(page: Page, folder: str, tmp_path: Path) -> None:
    page.set_input_files("#upload-files", make_file(tmp_path, "bad#name.fastq", 10))

    expect(page.get_by_role("alert")).to_contain_text("take out '#'")


def test_a_screenshot_is_pasted_into_a_report(served: Served, page: Page, tmp_path: Path) -> None:
    served.site.sign_in(page, "wrangler", served.password)
    page.goto(f"{served.site.url}/help/new")
    log = tmp_path / "upload.log"
    log.write_text("part 3: connection reset\n", encoding="utf-8")
    page.set_input_files("[data-attach-input]", log)
    page.evaluate(
        """() => {
            const pasted = new DataTransfer();
            pasted.items.add(new File([new Uint8Array([137, 80, 78, 71])], "image.png", { type: "image/png" }));
            const field = document.querySelector("textarea");
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: pasted, bubbles: true }));
        }"""
    )
    expect(page.locator("input[name=handle]")).to_have_count(2, timeout=120_000)
    page.get_by_label("Title").fill("It breaks off")
    page.get_by_label("What happened, and what did you expect?").fill("At 40 %.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="It breaks off")).to_be_visible()
    expect(page.get_by_text("upload.log")).to_be_visible()
    expect(page.get_by_text(re.compile(r"screenshot-\d+-0\.png"))).to_be_visible()
