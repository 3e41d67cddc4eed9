"""The grid in a browser: 100,000 rows by 60 columns opened, scrolled, written and pasted into, and its memory.

    python bench/bench_grid_page.py [--rows 100000]

A web process of its own on a fresh SQLite database, and Chromium. The baseline is RevoGrid alone, with all rows in the
page and no server, in the same run.
"""

import argparse
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import django
from playwright.sync_api import BrowserContext, CDPSession, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
_REVOGRID = ROOT / "frontend" / "node_modules" / "@revolist" / "revogrid" / "dist" / "revo-grid"
COLUMNS, STEPS, PASTED = 60, 120, 1_000
_PLAIN = """<!doctype html><meta charset="utf-8"><style>body { margin: 0 } revo-grid { height: 700px }</style>
<revo-grid range resize></revo-grid>
<script type="module" src="/revo-grid.esm.js"></script>
<script>
  const grid = document.querySelector("revo-grid");
  grid.columns = Array.from({ length: 60 }, (_, at) => ({ prop: `c${at}`, name: `C${at}`, size: 140 }));
  grid.source = Array.from({ length: ROWS }, (_, row) =>
    Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`c${at}`, `value ${row} ${at}`])));
</script>"""
# How long each of some steps down takes until the frame after it; the median, and the one that 1 in 20 exceeds.
_SCROLL = """async ([steps, by]) => {
  const box = document.querySelector("revogr-viewport-scroll.rgCol .vertical-inner");
  const times = [];
  for (let step = 0; step < steps; step += 1) {
    const began = performance.now();
    box.dispatchEvent(new WheelEvent("wheel", { deltaY: by, bubbles: true, cancelable: true }));
    await new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(settle)));
    times.push(performance.now() - began);
  }
  times.sort((one, other) => one - other);
  return [times[Math.floor(times.length / 2)], times[Math.floor(times.length * 0.95)]];
}"""
_PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  (document.activeElement ?? document.body).dispatchEvent(event);
}"""


def _opened(page: Page, address: str, first: str) -> float:
    """Return how many seconds passed until the first cell could be read."""
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator("revogr-data .rgCell", has_text=first).first.wait_for()
    return time.perf_counter() - began


def _memory(session: CDPSession) -> str:
    session.send("HeapProfiler.collectGarbage")
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return f"{found['JSHeapUsedSize'] / 2**20:.0f} MiB of heap, {found['Nodes']:,.0f} nodes"


def _measured(context: BrowserContext, address: str, first: str) -> tuple[Page, CDPSession, dict[str, str]]:
    """Measure what both have: opening and scrolling."""
    page = context.new_page()
    page.set_default_timeout(600_000)
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    opened = [_opened(page, address, first) for _ in range(5)]
    found = {"first cells": f"{statistics.median(opened) * 1000:.0f} ms (worst {max(opened) * 1000:.0f})"}
    page.wait_for_timeout(1_000)
    for name, by in {"scrolled by 300 px": 300, "jumped by 25,000 px": 25_000}.items():
        middle, late = page.evaluate(_SCROLL, [STEPS, by])
        found[name] = f"{middle:.0f} ms a step, p95 {late:.0f} ms"
    page.wait_for_timeout(1_000)
    found["memory after it"] = _memory(session)
    return page, session, found


def _table(height: int) -> str:
    """Return a table of valid texts."""
    rows = (["a"] * 20 + ["7"] * 20 + [f"HTA1_{row}"] * 20 for row in range(height))
    return "\r\n".join("\t".join(row) for row in rows)


def _grid(context: BrowserContext, address: str, rows: int) -> dict[str, str]:
    page, session, found = _measured(context, address, "")
    grid, state = page.locator("revo-grid"), page.locator(".grid-bar__state")
    grid.focus()
    page.keyboard.press("Control+Home")
    chance, waited = random.Random(1), []  # noqa: S311  # the same places each time
    for _ in range(20):
        place = chance.randrange(rows - 100)
        began = time.perf_counter()
        page.evaluate(
            "at => document.querySelector('revo-grid').scrollToRow(at)",
            place,
        )
        page.locator(f"#g-{place + 2}-0:not(.is-loading)").wait_for()
        waited.append(time.perf_counter() - began)
    found["cells of any place"] = f"{statistics.median(waited) * 1000:.0f} ms (worst {max(waited) * 1000:.0f})"
    page.keyboard.press("Control+Home")
    began = time.perf_counter()
    for _ in range(50):
        page.keyboard.press("ArrowDown")
    page.locator("#g-50-0.is-active").wait_for()
    found["an arrow key"] = f"{(time.perf_counter() - began) / 50 * 1000:.0f} ms"
    page.keyboard.press("Control+Home")
    page.locator("#g-0-0.is-active").wait_for()
    began = time.perf_counter()
    page.evaluate(_PASTE, _table(PASTED))
    page.locator(".rgCell.is-waiting").first.wait_for()
    shown = time.perf_counter() - began
    state.get_by_text("All edits stored").wait_for()
    found[f"{PASTED * COLUMNS:,} cells pasted"] = (
        f"shown after {shown:.2f} s, stored {time.perf_counter() - began:.2f} s"
    )
    page.wait_for_timeout(1_000)
    found["memory in the end"] = _memory(session)
    return found


def _plain(context: BrowserContext, rows: int) -> dict[str, str]:
    def serve(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        if name:
            route.fulfill(path=_REVOGRID / name, content_type="text/javascript")
        else:
            route.fulfill(body=_PLAIN.replace("ROWS", str(rows)), content_type="text/html")

    context.route("http://plain.invalid/**", serve)
    page, session, found = _measured(context, "http://plain.invalid/", "value 0 0")
    page.evaluate("document.querySelector('revo-grid').scrollToRow(0)")
    page.locator("[data-rgrow='0'][data-rgcol='0']").first.click()
    began = time.perf_counter()
    page.evaluate(_PASTE, _table(PASTED))
    page.locator("[data-rgrow='0'][data-rgcol='0']", has_text=re.compile("^a$")).first.wait_for()
    found[f"{PASTED * COLUMNS:,} cells pasted"] = f"shown after {time.perf_counter() - began:.2f} s, stored nowhere"
    found["memory in the end"] = _memory(session)
    return found


def _prepare(rows: int) -> str:
    """Make a person, a record set and an open grid with all verdicts; returns its session."""
    from bench.bench_grid import _content, _schema  # app ready
    from tests.factories.accounts import make_actor  # app ready
    from tests.factories.grids import bind  # app ready
    from tests.factories.places import make_project  # app ready
    from tests.factories.records import make_records  # app ready
    from theatrum.repository.entities.queries.nodes import get_node  # app ready
    from theatrum.repository.grids.models import Authorization, Workspace  # app ready
    from theatrum.repository.grids.opening import open_records  # app ready
    from theatrum.repository.grids.waiting import judge_waiting  # app ready

    ann = make_actor("ann")
    project = make_project(make_actor("administrator", is_administrator=True), ann, "Bench")
    node = make_records(ann, project, _content(rows), upsertKey=["C40"])
    bind(node, _schema())  # type: ignore[arg-type]  # plain JSON
    mode = Authorization.SESSION_OWNER
    open_records(actor=ann, session_id="bench", source=get_node(node.id), owner_id=ann.id, authorization=mode)
    judge_waiting(Workspace.objects.select_related("source__current").get(session_id="bench"))
    return "bench"


@contextmanager
def _serving() -> Iterator[str]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = int(taken.getsockname()[1])
    command = [sys.executable, "-m", "theatrum.wiring.main", "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        # Its address is the first that it says, when it answers.
        next(line for line in process.stdout if "http" in line)
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _run(rows: int, url: str) -> dict[str, dict[str, str]]:
    from tests.factories.accounts import PASSWORD  # app ready
    from tests.support import browser as installed  # app ready
    from tests.support.site import Site  # app ready

    found: dict[str, dict[str, str]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed.find(), args=installed.arguments())
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        Site(url).sign_in(page, "ann", PASSWORD)
        page.close()
        found["the grid"] = _grid(context, f"{url}/grid/bench", rows)
        found["RevoGrid alone"] = _plain(browser.new_context(viewport={"width": 1280, "height": 900}), rows)
        browser.close()
    return found


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        os.environ["THEATRUM_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "theatrum.wiring.django_settings"
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        from theatrum.wiring import installing  # app ready

        installing.create()
        django.setup()
        _prepare(rows)
        with _serving() as url:
            found = _run(rows, url)
    print(f"{rows:,} rows, {COLUMNS} columns")
    for who, times in found.items():
        print(who)
        for name, told in times.items():
            print(f"  {name:24} {told}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
