"""What a page with a grid is asked for in a browser, whoever made it: opened, scrolled, written and pasted into."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

STEPS, EDITS, PASTED, OPENED = 120, 200, 1_000, 5
# The first cell that is written into: in a column of whole numbers from 0 to 1,000.
ROW, NUMBERS = 1, 20
# A window that lies behind another would draw nothing, and no frame would ever come.
ARGUMENTS = ["--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding"]
_PATIENCE = 120_000
# How long each of some steps down takes until the frame after it, in ms.
_SCROLL = """async ([steps, by]) => {
  const box = document.querySelector("revogr-viewport-scroll.rgCol .vertical-inner");
  const times = [];
  for (let step = 0; step < steps; step += 1) {
    const began = performance.now();
    box.dispatchEvent(new WheelEvent("wheel", { deltaY: by, bubbles: true, cancelable: true }));
    await new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(settle)));
    times.push(performance.now() - began);
  }
  return times;
}"""
_PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  (document.activeElement ?? document.body).dispatchEvent(event);
}"""
# The moment, by the machine's clock in ms, of the last Enter.
_NOTE_ENTER = """() => addEventListener("keydown", (event) => {
  if (event.key === "Enter") window.entered = performance.timeOrigin + performance.now();
}, { capture: true })"""
# When the last operation came from the server.
_NOTE_MESSAGE = """window.WebSocket = class extends WebSocket {
  constructor(...how) {
    super(...how);
    this.addEventListener("message", (event) => {
      if (String(event.data).startsWith('{"t":"operation"')) window.heard = performance.timeOrigin + performance.now();
    });
  }
}"""
# The moment of the end of the first frame in which a cell shows a text: with its verdict, if `verdict` is true or false
# for one that is wrong or right.
_AWAIT_TEXT = """([name, place, text, verdict]) => {
  window[name] = new Promise((settle, fail) => {
    const until = performance.now() + 60_000;
    const is = (cell) => cell !== null && cell.querySelector("input, textarea") === null
      && cell.textContent.trim().startsWith(text)
      && (verdict === null || cell.classList.contains("is-error") === verdict);
    const after = new MessageChannel();
    const look = () => after.port2.postMessage(null);
    after.port1.onmessage = () => {
      if (is(document.querySelector(place))) settle(performance.timeOrigin + performance.now());
      else if (performance.now() > until) fail(new Error(`${place} does not show ${text}`));
      else requestAnimationFrame(look);
    };
    look();
  });
}"""


@dataclass(frozen=True)
class Figure:
    """One figure with its unit, and what else is to be known of it."""

    value: float
    unit: str = "ms"
    note: str = ""

    def __str__(self) -> str:
        """Return what is printed."""
        return f"{self.value:,.0f} {self.unit}{self.note and f' ({self.note})'}"


Table = dict[str, Figure]


class Sheet:
    """A page with a grid; ``cell`` is the selector of a cell by its row and column, from 0."""

    def __init__(self, browser: Browser, cell: str, cookies: Sequence[Any] = ()) -> None:
        self._cell = cell
        # A window of its own: what lies behind another draws nothing.
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.context.add_cookies(cookies)
        self.context.add_init_script(_NOTE_MESSAGE)
        self.page = self.context.new_page()
        self.page.set_default_timeout(_PATIENCE)
        self._session = self.context.new_cdp_session(self.page)
        self._session.send("Performance.enable")

    def cell(self, row: int, column: int) -> str:
        """Return the selector of a cell."""
        return self._cell.format(row=row, column=column)

    def open(self, address: str) -> float:
        """Return how long it took until the first cell could be read, in ms."""
        began = time.perf_counter()
        self.page.goto(address, wait_until="commit")
        self.page.wait_for_function("at => document.querySelector(at)?.textContent.trim()", arg=self.cell(0, 0))
        return (time.perf_counter() - began) * 1000

    def look_around(self, address: str) -> Table:
        """Open and scroll."""
        opened = sorted(self.open(address) for _ in range(OPENED))
        found = {"opened: first cells": Figure(statistics.median(opened), note=f"worst {opened[-1]:,.0f}")}
        self.page.wait_for_timeout(1_000)
        for name, by in {"scrolled by 10 rows": 300, "jumped by 830 rows": 25_000}.items():
            times = self.page.evaluate(_SCROLL, [STEPS, by])
            found |= late(f"{name}: next frame", times, 0.95)
        self.page.wait_for_timeout(1_000)
        return found | {"memory of the page, scrolled": self.memory()}

    def show(self, row: int, column: int) -> None:
        """Scroll to a cell, and wait until it is there."""
        self.page.evaluate(
            "async ([row, column]) => { const grid = document.querySelector('revo-grid');"
            "await grid.scrollToRow(row); await grid.scrollToColumnIndex(column); }",
            [max(0, row - 1), max(0, column - 1)],
        )
        self.page.locator(self.cell(row, column)).wait_for()

    def memory(self) -> Figure:
        """Return what its scripts hold."""
        self._session.send("HeapProfiler.collectGarbage")
        found = {one["name"]: one["value"] for one in self._session.send("Performance.getMetrics")["metrics"]}
        return Figure(found["JSHeapUsedSize"] / 2**20, "MiB", f"{found['Nodes']:,.0f} nodes")

    def wait_for(self, name: str, row: int, text: str, verdict: bool | None) -> None:  # noqa: FBT001  # None is neither
        """Begin to wait for a text, and for its verdict unless that is None."""
        self.page.evaluate(_AWAIT_TEXT, [name, self.cell(row, NUMBERS), text, verdict])

    def moment(self, name: str) -> float:
        """Return when that came, when Enter was pressed, or when an operation was heard, in ms."""
        return float(self.page.evaluate(f"window.{name}"))

    def start_writing(self) -> None:
        """Show the cell that is written into."""
        self.show(ROW, NUMBERS)
        self.page.evaluate(_NOTE_ENTER)

    def write(self, text: str) -> None:
        """Write into that cell as people do, and wait for the editor: what is typed before it opens may be lost."""
        self.page.locator(self.cell(ROW, NUMBERS)).click()
        self.page.keyboard.type(text[0])
        self.page.wait_for_function("document.activeElement.matches('input, textarea')")
        self.page.keyboard.type(text[1:])
        self.page.keyboard.press("Enter")

    def paste(self, text: str) -> float:
        """Paste at the active cell; returns when that began."""
        began = time.perf_counter()
        self.page.evaluate(_PASTE, text)
        return began


def edits() -> list[tuple[str, bool]]:
    """Return what is written one after the other, and whether it is wrong: every other one, so that verdicts change."""
    return [(f"no {number}", True) if number % 2 else (f"{100 + number}", False) for number in range(EDITS)]


def table() -> str:
    """Return valid texts to paste: 60,000 cells."""
    rows = (["a"] * 20 + ["7"] * 20 + [f"HTA1_{row}"] * 20 for row in range(PASTED))
    return "\r\n".join("\t".join(row) for row in rows)


def late(name: str, times: Sequence[float], part: float = 0.99) -> Table:
    """Return the median, and the one that few exceed."""
    found = sorted(times)
    return {
        f"{name}, median": Figure(statistics.median(found)),
        f"{name}, p{part * 100:.0f}": Figure(found[min(len(found) - 1, int(len(found) * part))]),
    }


def milliseconds_since(began: float) -> float:
    """Return how long ago something began."""
    return (time.perf_counter() - began) * 1000


def is_there(page: Page, selector: str) -> None:
    """Wait for an element."""
    page.locator(selector).first.wait_for()
