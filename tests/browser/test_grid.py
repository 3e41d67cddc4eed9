"""The grid in real browsers at a real server: one and two people, by keyboard, by paste, without a connection."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.support.gestures import paste
from tests.support.installations import Serving, migrated_installation
from tests.support.site import Site, complaints

pytestmark = pytest.mark.db

_SEED = """
import json
from tests.factories.accounts import PASSWORD, make_actor
from tests.factories.grids import bind
from tests.factories.places import make_project
from tests.factories.records import make_records
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.grids.models import Authorization
from theatrum.repository.grids.opening import open_records
from theatrum.repository.grids.waiting import judge_waiting

SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": "^P[0-9]+$"},
        "sex": {"enum": ["female", "male", "unknown"]},
        "age": {"type": "integer", "minimum": 0},
        "note": {"type": "string"},
    },
    "required": ["id", "sex", "age"],
}

administrator = make_actor("administrator", is_administrator=True)
ann, ben = make_actor("ann"), make_actor("ben")
project = make_project(administrator, ann, "Pancreas")
grants = {one.id: frozenset(OWNER) for one in (ann, ben)}
with writing():
    replace_local_acl(actor=administrator, node_id=project.id, etag=None, grants=grants)
bind(project, SCHEMA)
rows = "".join(f"P{n},{'female' if n % 2 else 'male'},{n},\\n" for n in range(1, 41))
for name in ("keyboard", "fast", "paste", "two", "break", "looks"):
    node = make_records(ann, project, f"id,sex,age,note\\n{rows}".encode(), name=name, upsertKey=["id"])
    workspace = open_records(
        actor=ann, session_id=f"grid-{name}", source=node, owner_id=ann.id,
        authorization=Authorization.SOURCE_BENEFACTOR,
    )
    judge_waiting(workspace)
print(PASSWORD)
"""


# The page was scrolled, and the field stands over its cell again.
_MOVED = """before => {
  const { top } = document.querySelector("#g-4-3").getBoundingClientRect();
  const field = document.querySelector(".grid-field").getBoundingClientRect();
  return top < before && Math.abs(field.top - top) < 1;
}"""


@dataclass
class Sheet:
    """One person's page with a grid."""

    page: Page

    def cell(self, row: int, slot: int) -> Locator:
        """Return a cell in sight, by its shown row from 0."""
        return self.page.locator(f"#g-{row}-{slot}")

    def choose(self, row: int, slot: int) -> None:
        """Press on a cell in sight, and wait until what is typed is for it."""
        self.cell(row, slot).click()
        expect(self.active).to_have_id(f"g-{row}-{slot}")
        expect(self.field).to_be_focused()

    @property
    def field(self) -> Locator:
        """What has the focus while no editor is open."""
        return self.page.locator(".grid-field")

    @property
    def active(self) -> Locator:
        """The cell with the focus."""
        return self.page.locator(".rgCell.is-active")

    @property
    def said(self) -> Locator:
        """What a screen reader was told last."""
        return self.page.locator(".grid-island > [role=status]")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str, then: str = "Enter") -> None:
        """Type into the focused cell."""
        self.page.keyboard.type(text)
        self.press(then)

    def paste(self, text: str) -> None:
        """Paste a text, as from a spreadsheet."""
        paste(self.page, text)

    def is_stored(self) -> None:
        """Wait until nothing waits any more."""
        expect(self.page.locator(".grid-bar__state")).to_have_text("All edits stored")


@dataclass
class House:
    """A server with some grids, and whoever works on them."""

    server: Serving
    password: str
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, name: str, grid: str, **options: Any) -> Sheet:
        """Let somebody sign in and open a grid, in a browser of their own."""
        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        self.contexts.append(context)
        page = context.new_page()
        Site(self.server.url).sign_in(page, name, self.password)
        page.goto(f"{self.server.url}/grid/grid-{grid}")
        sheet = Sheet(page)
        expect(sheet.cell(0, 0)).to_contain_text("P1")
        expect(sheet.field).to_be_focused()
        return sheet


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Serving, str]]:
    """Serve five grids of forty rows that ann and ben may change."""
    installation = migrated_installation(tmp_path_factory.mktemp("grid"))
    password = installation.python(_SEED)
    with installation.serving() as serving:
        serving.log.await_line("web process started")
        yield serving, password
        serving.stop()


@pytest.fixture
def house(server: tuple[Serving, str], browser: Browser) -> Iterator[House]:
    """Return the server, with nobody there yet."""
    found = House(*server, browser)
    yield found
    for context in found.contexts:
        context.close()


def test_a_row_is_filled_by_keyboard_alone(house: House) -> None:
    sheet = house.open("ann", "keyboard")
    sheet.press("Control+End", "Home", "Control+Alt+ArrowDown")
    expect(sheet.cell(40, 0)).to_have_class("rgCell is-active")
    sheet.write("P900", "Tab")
    sheet.write("female", "Tab")
    sheet.write("many", "Enter")
    expect(sheet.said).to_contain_text("age many. Error")
    expect(sheet.cell(40, 2)).to_have_attribute("aria-invalid", "true")
    sheet.press("F8")
    expect(sheet.active).to_have_id("g-40-2")
    expect(sheet.page.locator("#grid-message")).to_contain_text("Error")
    sheet.press("F2", "Control+A", "Backspace")
    sheet.write("41", "Tab")
    expect(sheet.said).to_contain_text("age 41. No problem.")
    expect(sheet.active).to_have_id("g-40-3")
    expect(sheet.cell(40, -1)).to_have_attribute("aria-label", "Row 41, valid")
    sheet.is_stored()
    # Enter leads below where Tab began; arrows forget it.
    sheet.press("Control+Home", "ArrowRight")
    sheet.write("male", "Tab")
    sheet.write("1", "Tab")
    sheet.write("", "Enter")
    expect(sheet.active).to_have_id("g-1-1")
    sheet.press("Tab", "ArrowRight", "Enter")
    expect(sheet.active).to_have_id("g-2-3")
    sheet.page.reload()
    expect(sheet.cell(0, 0)).to_contain_text("P1")
    expect(sheet.field).to_be_focused()
    sheet.press("Control+End")
    expect(sheet.cell(40, 0)).to_have_text("P900")
    # Below the last row the next one begins where something is written, and not before.
    count = sheet.page.locator(".grid-bar__rows")
    sheet.press("ArrowDown", "Home")
    expect(sheet.active).to_have_id("g-41-0")
    expect(sheet.page.locator("#g-41--1")).to_have_text("+")
    sheet.press("ArrowUp", "Enter")
    expect(count).to_have_text("41 rows")
    sheet.write("P901", "Tab")
    sheet.write("unkn")
    expect(sheet.cell(41, 1)).to_have_text("unknown")
    expect(sheet.active).to_have_id("g-42-0")
    expect(count).to_have_text("42 rows")
    sheet.press("Control+d")
    expect(sheet.cell(42, 0)).to_have_text("P901")
    sheet.press("Control+z")
    expect(count).to_have_text("42 rows")
    sheet.is_stored()


def test_fast_hands_on_a_slow_machine_lose_no_letter(house: House) -> None:
    sheet = house.open("ann", "fast")
    slow = sheet.page.context.new_cdp_session(sheet.page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    for number in range(4):
        sheet.press("Control+End", "Home", "Control+Alt+ArrowDown")
        for text in (f"P90{number}", "female", str(number), "new"):
            sheet.write(text, "Enter" if text == "new" else "Tab")
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    sheet.is_stored()
    sheet.press("Control+End")
    for number in range(4):
        for slot, text in enumerate((f"P90{number}", "female", str(number), "new")):
            expect(sheet.cell(40 + number, slot)).to_have_text(text)


def test_input_methods_open_the_cell_and_the_handle_goes_on_with_a_series(house: House) -> None:
    sheet = house.open("ann", "fast")
    compose = _input_method(sheet)
    sheet.choose(0, 3)
    compose("n", "に", "にほ")
    expect(sheet.page.locator(".grid-editor")).to_have_value("にほ")
    sheet.page.keyboard.insert_text("日本")
    sheet.press("Enter")
    expect(sheet.cell(0, 3)).to_have_text("日本")
    # One composition may follow another at once; arrows then lead on.
    compose("ㅎ", "하", "한")
    sheet.page.keyboard.insert_text("한")
    compose("그", "글")
    sheet.page.keyboard.insert_text("글")
    sheet.press("ArrowDown")
    expect(sheet.cell(1, 3)).to_have_text("한글")
    # An accent, then plain letters; and where values are offered.
    compose("\N{ACUTE ACCENT}")
    sheet.page.keyboard.insert_text("é")
    sheet.write("té")
    expect(sheet.cell(2, 3)).to_have_text("été")
    sheet.choose(2, 1)
    compose("\N{ACUTE ACCENT}")
    sheet.page.keyboard.insert_text("unkn")
    expect(sheet.page.get_by_role("option", name="unknown", exact=True)).to_be_visible()
    sheet.press("Enter")
    expect(sheet.cell(2, 1)).to_have_text("unknown")
    # An input method that wrote nothing leaves the cell as it was; a press elsewhere keeps what it has written.
    sheet.choose(1, 0)
    compose("n", "")
    sheet.choose(4, 3)
    expect(sheet.cell(1, 0)).to_have_text("P2")
    compose("に")
    # It goes with its cell.
    place = sheet.cell(4, 3).bounding_box()
    assert place is not None
    sheet.cell(9, 1).hover()
    sheet.page.mouse.wheel(0, 40)
    sheet.page.wait_for_function(_MOVED, arg=place["y"])
    sheet.cell(3, 3).click()
    expect(sheet.cell(4, 3)).to_have_text("に")
    # Who has scrolled away comes back to the cell by typing.
    sheet.page.mouse.wheel(0, 3000)
    expect(sheet.cell(39, 3)).to_be_in_viewport()
    sheet.write("back")
    expect(sheet.cell(3, 3)).to_have_text("back")
    sheet.press("ArrowUp")
    # A press elsewhere ends what is being typed, and keeps it.
    sheet.page.keyboard.type("left")
    sheet.cell(2, 2).click()
    expect(sheet.cell(3, 3)).to_have_text("left")
    _go_on_with_a_series(sheet)


def _input_method(sheet: Sheet) -> Callable[..., None]:
    """Return what shows texts one after the other, as an input method does before it is done."""
    hands = sheet.page.context.new_cdp_session(sheet.page)

    def compose(*texts: str) -> None:
        for text in texts:
            end = len(text)
            hands.send("Input.imeSetComposition", {"text": text, "selectionStart": end, "selectionEnd": end})

    return compose


def _go_on_with_a_series(sheet: Sheet) -> None:
    sheet.write("10")
    sheet.write("15")
    sheet.cell(2, 2).click()
    sheet.press("Shift+ArrowDown")
    sheet.page.locator(".grid-handle").hover()
    sheet.page.mouse.down()
    sheet.cell(6, 2).hover()
    sheet.page.mouse.up()
    for row, text in enumerate(["10", "15", "20", "25", "30", "8"], start=2):
        expect(sheet.cell(row, 2)).to_have_text(text)
    sheet.press("Control+z")
    expect(sheet.cell(6, 2)).to_have_text("7")
    sheet.is_stored()


def test_paste_marks_problems_and_is_taken_back_as_one(house: House) -> None:
    sheet = house.open("ann", "paste")
    rows = [f'P{number}\t{"femal" if number == 103 else "male"}\t{number}\t"two\nlines"' for number in range(101, 151)]
    sheet.paste("id\tsex\tage\tnote\r\n" + "\r\n".join(rows))
    expect(sheet.cell(2, 1)).to_have_text("femal")
    expect(sheet.cell(2, 1)).to_have_attribute("aria-invalid", "true")
    expect(sheet.page.locator(".grid-bar__rows")).to_have_text("50 rows")
    expect(sheet.page.locator(".grid-told").first).to_contain_text("10 rows added")
    sheet.is_stored()
    sheet.press("F8")
    expect(sheet.active).to_have_id("g-2-1")
    sheet.press("Control+Home", "Control+ArrowDown")
    expect(sheet.active).to_have_id("g-49-0")
    sheet.press("Control+z")
    expect(sheet.page.locator(".grid-bar__rows")).to_have_text("40 rows")
    sheet.press("Control+Home")
    expect(sheet.cell(2, 1)).to_have_text("female")
    sheet.press("Shift+ArrowRight", "Shift+ArrowDown")
    sheet.paste("P7")
    expect(sheet.cell(1, 1)).to_have_text("P7")
    sheet.press("Control+z")
    expect(sheet.cell(1, 1)).to_have_text("male")
    sheet.press("Control+y")
    expect(sheet.cell(1, 1)).to_have_text("P7")
    sheet.press("Control+z")
    expect(sheet.cell(1, 1)).to_have_text("male")
    sheet.press("Control+Home", "ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    expect(sheet.cell(1, 1)).to_have_text("female")
    sheet.press("Delete")
    expect(sheet.cell(1, 1)).to_have_text("")
    sheet.press("Control+z", "Control+z")
    expect(sheet.cell(1, 1)).to_have_text("male")


def test_two_people_see_each_other(house: House) -> None:
    ann, ben = house.open("ann", "two"), house.open("ben", "two")
    expect(ann.page.locator(".grid-bar__people")).to_contain_text("Ben Tester")
    ben.press("ArrowDown", "ArrowRight")
    expect(ann.cell(1, 1)).to_contain_text("Ben Tester")
    ben.write("unknown")
    expect(ann.cell(1, 1)).to_contain_text("unknown")
    ann.press("ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight")
    ann.write("from ann")
    expect(ben.cell(1, 3)).to_have_text("from ann")
    ben.press("Control+Home", "Control+Alt+ArrowDown")
    ben.write("P500", "Tab")
    expect(ann.cell(1, 0)).to_contain_text("P500")
    ann.press("Control+Home", "ArrowDown", "Control+Alt+-")
    expect(ben.cell(1, 0)).to_contain_text("P2")
    # Ann's own act is taken back, not Ben's; what a message offered to take back is offered no more.
    told = ann.page.locator(".grid-told")
    expect(told.get_by_role("button", name="Undo")).to_be_visible()
    ann.press("Control+z")
    expect(ben.cell(1, 0)).to_contain_text("P500")
    expect(told.get_by_role("button", name="Undo")).to_have_count(0)
    # Whoever began to write before somebody else did, and ends later, wins: the other one is told.
    ben.cell(5, 3).click()
    ben.page.keyboard.type("of ben")
    ann.cell(5, 3).click()
    ann.write("of ann")
    expect(ben.page.locator(".grid-told")).to_contain_text("Ann Tester has just written")
    ben.press("Enter")
    expect(ann.cell(5, 3)).to_contain_text("of ben")
    expect(told.last).to_contain_text("Ben Tester wrote over your text in note")
    # Rows come above it: the editor goes with its cell. Of a row that is deleted meanwhile no text is lost.
    ben.cell(6, 3).dblclick()
    ben.page.keyboard.type("kept")
    ann.press("Control+Home", "Control+Alt+=")
    expect(ben.cell(7, 0)).to_contain_text("P6")
    place = ben.cell(7, 3).bounding_box()
    assert place is not None
    expect(ben.page.locator("textarea.grid-editor")).to_have_css("top", f"{place['y']:g}px")
    ann.cell(7, 0).click()
    ann.press("Control+Alt+-")
    expect(ben.page.locator(".grid-told").last).to_contain_text("has just deleted the row that you are writing in")
    ben.press("Enter")
    expect(ben.page.locator(".grid-told").last).to_have_text("Not stored. Somebody deleted the row meanwhile.Close")
    ben.page.get_by_role("button", name="Conflicts").click()
    ben.page.get_by_role("button", name="Bring the row back with my text").click()
    expect(ann.cell(7, 3)).to_have_text("kept")
    _lose_a_row_while_an_input_method_writes(ann, ben)


def _lose_a_row_while_an_input_method_writes(ann: Sheet, ben: Sheet) -> None:
    # Its text is kept as well, and does not go into the next row.
    ben.page.get_by_role("button", name="Close").last.click()
    compose = _input_method(ben)
    ben.choose(8, 3)
    compose("に")
    ann.choose(8, 0)
    ann.press("Control+Alt+-")
    expect(ben.cell(8, 0)).to_contain_text("P8")
    ben.page.keyboard.insert_text("日本")
    expect(ben.page.get_by_role("button", name="Conflicts (1)")).to_be_visible()
    expect(ben.cell(8, 3)).to_have_text("")
    expect(ben.page.locator(".grid-editor")).to_have_count(0)


def test_without_a_connection_nothing_is_lost(house: House) -> None:
    ann, ben = house.open("ann", "break"), house.open("ben", "break")
    ann.page.context.set_offline(True)
    _cut(house.server)
    expect(ann.page.locator(".grid-bar__state")).to_contain_text("Offline")
    ann.press("End")
    ann.write("while away")
    ann.write("more")
    expect(ann.page.locator(".grid-bar__state")).to_have_text("Offline: 2 edits wait")
    expect(ben.page.locator(".grid-bar__state")).to_have_text("All edits stored")
    ben.press("End")
    ben.write("meanwhile")
    ben.is_stored()
    ann.page.context.set_offline(False)
    expect(ben.cell(0, 3)).to_have_text("while away")
    expect(ben.cell(1, 3)).to_have_text("more")
    ann.is_stored()
    # Whoever was written over is told, and so is who wrote.
    expect(ben.page.locator(".grid-told").first).to_contain_text("wrote over your text in note")
    expect(ann.page.locator(".grid-told").first).to_contain_text("You wrote over what Ben Tester")
    ben.page.get_by_role("button", name="Conflicts (1)").click()
    ben.page.get_by_role("button", name="Put mine back").click()
    expect(ann.cell(0, 3)).to_have_text("meanwhile")
    # Killed in the middle of a fill, the server has all of it in the end, once.
    ann.press("Control+Home", "End", "Control+Space")
    ann.paste("filled")
    _cut(house.server)
    ann.is_stored()
    ann.page.reload()
    expect(ann.cell(0, 3)).to_have_text("filled")
    expect(ann.field).to_be_focused()
    ann.press("Control+End")
    expect(ann.cell(39, 3)).to_have_text("filled")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_looks(house: House, colours: str) -> None:
    sheet = house.open("ann", "looks", color_scheme=colours)
    sheet.press("ArrowRight")
    sheet.write("nothing" if colours == "light" else "none at all")
    sheet.is_stored()
    expect(sheet.cell(0, 1)).to_have_attribute("aria-invalid", "true")
    found = complaints(sheet.page, "the grid")
    sheet.press("Shift+F10")
    found += complaints(sheet.page, "the menu")
    sheet.press("Escape", "Control+/")
    expect(sheet.page.get_by_role("dialog", name="Keys of the grid")).to_be_visible()
    found += complaints(sheet.page, "the keys")
    sheet.press("Escape")
    expect(sheet.field).to_be_focused()
    table = sheet.page.get_by_role("grid", name="looks")
    expect(table).to_have_attribute("aria-rowcount", "42")
    expect(table).to_have_attribute("aria-colcount", "5")
    assert found == []


def _cut(server: Serving) -> None:
    """Kill the web process, as a power cut would; the supervisor starts another."""
    # One that was started again is no longer the first.
    web = next(one for one in server.children() if b"theatrum.wiring.web" in Path(f"/proc/{one}/cmdline").read_bytes())
    os.kill(web, signal.SIGKILL)
    server.log.await_line("web process started")


@pytest.mark.requirement("R68")
def test_what_identifies_a_person_is_never_sent(house: House) -> None:
    sheet = house.open("ann", "looks")
    page, sent = sheet.page, list[str]()

    def note(frame: str | bytes) -> None:
        sent.append(str(frame))

    page.on("websocket", lambda socket: socket.on("framesent", note))
    with page.expect_response(lambda answer: answer.url.endswith("/identifying") and answer.ok):
        page.reload()
    expect(sheet.cell(0, 0)).to_contain_text("P1")
    expect(sheet.field).to_be_focused()
    sheet.press("Control+Home", "End")
    sheet.write("seen on 2021-03-04")
    expect(sheet.said).to_contain_text("It holds a calendar date, which may identify a person.")
    expect(sheet.cell(0, 3)).to_have_text("seen on 2021-03-04")
    expect(sheet.page.locator(".grid-bar__state")).to_have_text("1 cell not stored")
    sheet.press("ArrowUp")
    sheet.write("seen in spring")
    sheet.is_stored()
    assert any("seen in spring" in one for one in sent)
    assert not any("2021-03-04" in one for one in sent)
