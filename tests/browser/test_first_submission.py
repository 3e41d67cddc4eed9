"""A new center from its invitation to its first accepted file: five people, each step on the page it is done on."""

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from tests.support.installations import Installation, migrated_installation
from tests.support.site import Site
from theatrum.consortium.calendar.windows import here_today
from theatrum.consortium.profile.queries import in_force

PICTURES = os.environ.get("THEATRUM_TEST_PICTURES")
CENTER, PASSWORD = "HTA210", "a long walk by the sea 7"
READS = b"@r:1:1101:1:2 1:N:0:ACGT\nNACGTACGTTGCAACG\n+\n#FFFFFFFFFFFFFFF\n"
ANNOTATIONS = {
    "HTAN_DATA_FILE_ID": f"{CENTER}_1_D1",
    "HTAN_PARENT_ID": f"{CENTER}_1_B1",
    "LIBRARY_LAYOUT": "Paired-end",
    "SEQUENCING_PLATFORM": "ILLUMINA",
    "WORKFLOW_VERSION": "1",
    "GENOMIC_REFERENCE": "GRCh38",
    "SINGLE_CELL_ISOLATION_METHOD": "Droplet-based",
    "DISSOCIATION_METHOD": "Enzymatic",
    "NUCLEIC_ACID_SOURCE": "RNA",
    "LIBRARY_CONSTRUCTION_METHOD": "10X Genomics",
    "REVERSE_TRANSCRIPTION_PRIMER": "Oligo-dT",
    "SPIKE_IN": "None",
    "READ_INDICATOR": "Forward",
}


@dataclass
class Consortium:
    """A running server without a consortium's people but three of the coordinating center; one browser a person."""

    site: Site
    browser: Browser
    passwords: dict[str, str]
    pages: dict[str, Page] = field(default_factory=dict)

    def at(self, name: str, path: str) -> Page:
        """Return the page of a person, signed in, at a path."""
        if name not in self.pages:
            page = self.pages[name] = self.browser.new_context().new_page()
            self.site.sign_in(page, name, self.passwords[name])
            if page.get_by_label("Current Password").count():
                _change_password(page, self.passwords[name])
        self.pages[name].goto(self.site.url + path)
        return self.pages[name]

    def picture(self, name: str, what: str) -> None:
        """Keep a picture of a person's page, where they are wanted."""
        if PICTURES:
            self.pages[name].screenshot(path=f"{PICTURES}/first-{what}.png", full_page=True)


@pytest.fixture
def consortium(browser: Browser, tmp_path: Path) -> Iterator[Consortium]:
    place = migrated_installation(tmp_path)
    roles = {"ada": ["--administrator"], "lee": ["--role", "data_liaison"], "cleo": ["--role", "dcc_curator"]}
    passwords = {
        name: _password(place, ["admin", "user", "create", name, "--email", f"{name}@dcc.example", *said])
        for name, said in roles.items()
    }
    # The profile's own days go by; this test is of any year.
    until = here_today() + timedelta(days=3650)
    told = place.run("release", "extend", "8", "--until", f"{until}", "--reason", "Tests.")
    assert told.returncode == 0, told.stderr
    with place.serving() as served:
        yield Consortium(Site(served.url.replace("127.0.0.1", "localhost")), browser, passwords)


def _password(place: Installation, arguments: list[str]) -> str:
    told = place.run(*arguments)
    found = re.search(r"^Password: (\S+)$", told.stdout, re.MULTILINE)
    assert found is not None, told.stderr
    return found[1]


def _change_password(page: Page, given: str) -> None:
    page.get_by_label("Current Password").fill(given)
    page.get_by_label("New Password", exact=True).fill(PASSWORD)
    page.get_by_label("New Password (again)").fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Change")).click()
    page.wait_for_load_state()


@pytest.mark.requirement("R1")
def test_from_invitation_to_the_first_accepted_file(consortium: Consortium, tmp_path: Path) -> None:
    _add_center(consortium)
    _assign_liaison(consortium)
    _come(consortium, "paula", "Paula", _invite_investigator(consortium))
    _file_wrangler(consortium)
    _come(consortium, "wim", "Wim", _mailed(consortium, "wim@atlas.example"))
    _second_factor(consortium, "wim")
    _practise(consortium)
    _certify(consortium)
    _agree(consortium, tmp_path)
    _affirm(consortium)
    _plan_deidentification(consortium)
    _activate(consortium)
    _plan_submission(consortium)
    _upload(consortium, tmp_path)
    _accepted(consortium)
    _suspend(consortium, tmp_path)


def _add_center(it: Consortium) -> None:
    page = it.at("ada", "/administration/centers")
    page.get_by_role("link", name=re.compile("Add")).first.click()
    page.get_by_label(re.compile("trans-network|Trans-network", re.IGNORECASE)).check()
    page.get_by_label("Atlas id").fill(CENTER)
    page.get_by_label("Name", exact=True).fill("Sarcoma Trans-Network Project")
    page.get_by_label("Institutions").fill("Institute of the North")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Sarcoma Trans-Network Project")).to_be_visible()


def _assign_liaison(it: Consortium) -> None:
    page = it.at("ada", f"/administration/centers/{CENTER}")
    page.get_by_role("link", name="Assign", exact=True).click()
    lee = page.get_by_role("option", name=re.compile(r"\(lee\)")).get_attribute("value")
    page.get_by_label("Liaison").select_option(lee)
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_role("status").first).to_be_visible()
    it.picture("ada", "added")


def _invite_investigator(it: Consortium) -> str:
    page = it.at("ada", "/administration/people/invite")
    page.get_by_label("E-mail address").fill("paula@atlas.example")
    page.get_by_label(re.compile("^Center")).select_option(CENTER)
    page.get_by_label(re.compile("^Role")).select_option("center_pi")
    page.get_by_role("button", name="Make the invitation").click()
    return page.get_by_role("textbox", name="invitation link").inner_text()


def _mailed(it: Consortium, address: str) -> str:
    page = it.at("ada", "/administration/mail")
    mail = page.get_by_role("article").filter(has_text=address).first
    return mail.get_by_role("textbox", name="link").inner_text()


def _come(it: Consortium, name: str, first_name: str, link: str) -> None:
    page = it.pages[name] = it.browser.new_context().new_page()
    page.goto(link)
    page.get_by_label("User name").fill(name)
    page.get_by_label("First name").fill(first_name)
    page.get_by_label("Last name").fill("Tester")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password once more").fill(PASSWORD)
    page.get_by_role("button", name="Open my account").click()
    it.passwords[name] = PASSWORD
    page.goto(f"{it.site.url}/onboarding")
    if page.get_by_role("button", name="I accept these terms").count():
        page.get_by_role("button", name="I accept these terms").click()
    expect(page.get_by_role("heading", name="Onboarding", exact=True)).to_be_visible()
    it.picture(name, f"{name}-comes")


def _file_wrangler(it: Consortium) -> None:
    page = it.at("paula", "/onboarding")
    page.get_by_role("link", name="Data Wrangler named").click()
    page.get_by_role("link", name="File somebody").click()
    page.get_by_label("E-mail address").fill("wim@atlas.example")
    page.get_by_label(re.compile("^Data Wrangler")).check()
    page.get_by_role("button", name="File", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("wim@atlas.example is invited")


def _second_factor(it: Consortium, name: str) -> None:
    page = it.at(name, "/onboarding")
    page.get_by_role("link", name="Second factor set up").click()
    page.get_by_role("link", name="Turn on").click()
    if page.get_by_role("heading", name="Is it you?").count():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    secret = page.get_by_role("textbox", name="secret").inner_text()
    code = str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.get_by_label("Authenticator code").fill(code)
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def _practise(it: Consortium) -> None:
    """Mend a cell in the grid of another tab: the page of the practice follows by itself, and the grid leads back."""
    page = it.at("wim", "/onboarding")
    page.get_by_role("link", name="Certified").first.click()
    page.get_by_role("link", name="To the practice").click()
    page.get_by_role("button", name="Make it").click()
    left = page.locator("[data-practice-left]")
    expect(page.locator("[data-practice-words]")).to_contain_text("problems left")
    before = left.inner_text()
    told = re.search(r'ETHNIC_GROUP, row (\d+): .* Did you mean "([^"]+)"', before)
    assert told is not None
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Open Demographics in the grid").click()
    wrong = other.locator(f"[id^='g-{int(told[1]) - 1}-'][aria-invalid=true]")
    wrong.click()
    other.keyboard.type(told[2])
    other.keyboard.press("Enter")
    expect(left).not_to_have_text(before)
    expect(page.locator("[data-practice-told]")).to_contain_text("problems left")
    other.get_by_role("link", name="Back to the practice").click()
    expect(other.get_by_role("heading", name="Mend a broken data set")).to_be_visible()
    other.close()


def _certify(it: Consortium) -> None:
    page = it.at("wim", "/onboarding")
    page.get_by_role("link", name="Certified").first.click()
    page.get_by_role("button", name="Start the quiz").click()
    _answer(page)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", name="You passed")).to_be_visible()
    it.picture("wim", "certified")


def _answer(page: Page) -> None:
    """Answer every question as the pool of the profile has it."""
    quiz = in_force().quiz
    assert quiz is not None
    right = {one.text: [option.text for option in one.options if option.right] for one in quiz.questions}
    for number in range(1, quiz.certification.questions + 1):
        expect(page.get_by_role("heading", name=f"Question {number} of {quiz.certification.questions}")).to_be_visible()
        for text in right[page.locator("legend").inner_text()]:
            page.get_by_label(text, exact=True).check()
        page.get_by_role("button", name="Keep").click()


def _agree(it: Consortium, tmp_path: Path) -> None:
    page = it.at("ada", f"/administration/centers/{CENTER}")
    page.get_by_role("link", name="New agreement").click()
    page.get_by_label("Name").first.fill("Olga Official")
    page.get_by_label("Signed on").first.fill("2026-11-20")
    page.get_by_role("button", name="Begin it as a draft").click()
    page.get_by_role("button", name="It was sent today").click()
    text = tmp_path / "agreement.pdf"
    text.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    _choose(page, "#signed-text", text)
    page.get_by_role("button", name="It is executed").click()
    expect(page.get_by_text("People of its institutions may submit under it.")).to_be_visible()
    it.picture("ada", "agreed")


def _choose(page: Page, field: str, path: Path) -> None:
    """Choose a file once the page takes one: what is chosen before its script has come is lost."""
    expect(page.locator("[data-upload-zone]")).to_be_visible()
    page.set_input_files(field, path)


def _affirm(it: Consortium) -> None:
    page = it.at("paula", "/onboarding")
    page.get_by_role("link", name="Acceptance checklist affirmed").click()
    for number in range(1, 11):
        page.locator(f"#c{number}-yes").check()
    page.get_by_label("Your full name").fill("Paula Tester")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("is affirmed").first).to_be_visible()


def _plan_deidentification(it: Consortium) -> None:
    page = it.at("wim", "/onboarding")
    page.get_by_role("link", name="De-identification plan acknowledged").click()
    page.get_by_label("Or write it here").fill(
        "Dates become days from birth. Labels of slides are cut off by the scanner."
    )
    page.get_by_role("button", name="Submit this text").click()
    expect(page.get_by_role("heading", name="Version 1")).to_be_visible()
    page = it.at("lee", "/onboarding/centers")
    page.get_by_role("link", name=CENTER).first.click()
    page.get_by_role("link", name="De-identification plan acknowledged").click()
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("Acknowledged").first).to_be_visible()
    it.picture("lee", "acknowledged")


def _activate(it: Consortium) -> None:
    page = it.at("ada", f"/administration/centers/{CENTER}")
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_role("heading", name="The last activation")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("Active", exact=True).first).to_be_visible()
    it.picture("ada", "activated")


def _plan_submission(it: Consortium) -> None:
    page = it.at("wim", f"/centers/{CENTER}")
    page.get_by_role("link", name="Planned", exact=True).click()
    page.get_by_role("link", name="Plan a submission").first.click()
    page.get_by_label("Component").select_option("scRNALevel1")
    page.get_by_label("Files").fill("1")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("scRNALevel1").first).to_be_visible()
    page = it.at("lee", f"/centers/{CENTER}/planned")
    page.get_by_role("button", name="Confirm access for scRNALevel1").click()
    expect(page.get_by_text("Confirmed").first).to_be_visible()


def _upload(it: Consortium, tmp_path: Path) -> None:
    page = it.at("wim", f"/centers/{CENTER}")
    page.get_by_role("link", name=re.compile("scRNALevel1")).first.click()
    reads = tmp_path / "reads_R1.fastq"
    reads.write_bytes(READS)
    _choose(page, "#upload-files", reads)
    expect(page.locator("[data-upload-summary]")).to_have_text("1 file uploaded.", timeout=60_000)
    page.locator("[data-upload-list]").get_by_role("link", name="reads_R1.fastq").click()
    page.get_by_role("link", name="Annotate", exact=True).click()
    _fill(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved, and valid.")).to_be_visible()
    it.picture("wim", "annotated")


def _fill(page: Page) -> None:
    for name, text in ANNOTATIONS.items():
        control = page.get_by_label(name, exact=True)
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(text)
        else:
            control.fill(text)


def _accepted(it: Consortium) -> None:
    page = it.at("cleo", f"/centers/{CENTER}")
    row = page.get_by_role("row", name=re.compile("scRNALevel1"))
    for _ in range(60):
        if row.get_by_role("cell").first.inner_text().startswith("1"):
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(row.get_by_role("cell").first).to_have_text("1")
    expect(row).to_contain_text("1 of 1 files")
    it.picture("cleo", "accepted")


def _suspend(it: Consortium, tmp_path: Path) -> None:
    """A gate that closes while a page is open stops what is sent next: the refusal leads to where it is told."""
    page = it.at("wim", f"/centers/{CENTER}")
    page.get_by_role("link", name=re.compile("scRNALevel1")).first.click()
    expect(page.locator("[data-upload-zone]")).to_be_visible()
    desk = it.at("ada", f"/administration/centers/{CENTER}")
    desk.get_by_role("button", name="Suspend…").click()
    desk.get_by_label("Reason").fill("The agreement ended.")
    desk.get_by_role("button", name="Suspend", exact=True).click()
    expect(desk.get_by_role("button", name="Reactivate")).to_be_visible()
    later = tmp_path / "later_R1.fastq"
    later.write_bytes(READS)
    _choose(page, "#upload-files", later)
    refused = page.get_by_role("alert").filter(has_text=f"{CENTER} is suspended: The agreement ended.")
    expect(refused).to_contain_text("Missing: Center active. Who can change that: the DCC's administrators.")
    expect(refused.get_by_role("link")).to_have_attribute("href", f"{it.site.url}/centers/{CENTER}/onboarding")
