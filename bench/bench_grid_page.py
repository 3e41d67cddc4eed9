"""The grid in a browser: opened, scrolled, an edit until another browser shows its verdict, a paste, and memory.

    python bench/bench_grid_page.py [--rows 100000]

Two to five minutes. A web process on a fresh SQLite database, and two windows of Chromium. Beside it RevoGrid, the
component that the grid is built with, alone in the same run: all rows are in the page, and there is no server, no
verdict, no store and no other reader. Its edit is one that its own page shows. bench_grid_live.py has 20 seats.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, Route, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.grid_contents import COLUMNS, open_grids  # noqa: E402  # after path
from bench.grid_servers import Server, served  # noqa: E402  # as above
from bench.grid_sheets import (  # noqa: E402  # as above
    ARGUMENTS,
    PASTED,
    ROW,
    Figure,
    Sheet,
    Table,
    edits,
    is_there,
    late,
    milliseconds_since,
    table,
)

_REVOGRID = ROOT / "frontend" / "node_modules" / "@revolist" / "revogrid" / "dist" / "revo-grid"
_PLAIN = """<!doctype html><meta charset="utf-8"><style>body { margin: 0 } revo-grid { height: 700px }</style>
<revo-grid range resize></revo-grid>
<script type="module" src="/revo-grid.esm.js"></script>
<script>
  const grid = document.querySelector("revo-grid");
  grid.columns = Array.from({ length: 60 }, (_, at) => ({ prop: `c${at}`, name: `C${at}`, size: 140 }));
  grid.source = Array.from({ length: ROWS }, (_, row) =>
    Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`c${at}`, `value ${row} ${at}`])));
</script>"""
_PLACES = 20
_OTHER = "an edit, shown with its verdict by another browser"
_OWN = "an edit, shown by its own page"
_PASTE = f"{PASTED * COLUMNS:,} cells pasted"
# What is promised, in the unit of the figure.
_WANTED = {
    "opened: first cells": 1_500,
    f"{_OTHER}, p99": 50,
    f"{_PASTE}: stored, with verdicts": 1_000,
    "memory of the server for the grid": 150,
}


def _grid(browser: Browser, address: str, small: str, cookies: list[Any], *, rows: int, server: Server) -> Table:
    cell = "#g-{row}-{column}:not(.is-loading)"
    sheet, other = Sheet(browser, cell, cookies), Sheet(browser, cell, cookies)
    sheet.open(small)  # what a server loads once is loaded
    before = server.memory("VmRSS")
    found = sheet.look_around(address)
    found |= _places(sheet, rows)
    found |= _pasted(sheet)
    other.open(address)
    found |= _shared(sheet, other)
    sheet.page.wait_for_timeout(1_000)
    found["memory of the page, in the end"] = sheet.memory()
    total = server.memory("VmRSS")
    found["memory of the server for the grid"] = Figure(total - before, "MiB", f"{total:,.0f} in all")
    return found


def _places(sheet: Sheet, rows: int) -> Table:
    """Go to rows that were not loaded yet, all over the grid."""
    times = []
    for number in range(1, _PLACES + 1):
        began = time.perf_counter()
        sheet.show(number * 7919 % (rows - 100), 0)
        times.append(milliseconds_since(began))
    return late("rows anywhere: loaded and shown", times, 0.95)


def _pasted(sheet: Sheet) -> Table:
    sheet.show(0, 0)
    sheet.page.locator(sheet.cell(0, 0)).click()
    began = sheet.paste(table())
    is_there(sheet.page, ".rgCell.is-waiting")
    shown = milliseconds_since(began)
    sheet.page.locator(".grid-bar__state").get_by_text("All edits stored").wait_for()
    return {
        f"{_PASTE}: shown": Figure(shown),
        f"{_PASTE}: stored, with verdicts": Figure(milliseconds_since(began)),
    }


def _shared(sheet: Sheet, other: Sheet) -> Table:
    """Write in one window, and look in both."""
    sheet.start_writing()
    other.start_writing()
    own, judged, heard, seen = list[float](), list[float](), list[float](), list[float]()
    for text, is_wrong in edits():
        sheet.wait_for("shown", ROW, text, None)
        sheet.wait_for("judged", ROW, text, is_wrong)
        other.wait_for("seen", ROW, text, is_wrong)
        sheet.write(text)
        began = sheet.moment("entered")
        own.append(sheet.moment("shown") - began)
        judged.append(sheet.moment("judged") - began)
        seen.append(other.moment("seen") - began)
        heard.append(other.moment("heard") - began)
    found = late(_OWN, own) | late(f"{_OWN} with its verdict", judged)
    return found | late("an edit, at another browser, not yet drawn", heard) | late(_OTHER, seen)


def _plain(browser: Browser, rows: int) -> Table:
    sheet = Sheet(browser, "revogr-data [data-rgrow='{row}'][data-rgcol='{column}']")

    def serve(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        if name:
            route.fulfill(path=_REVOGRID / name, content_type="text/javascript")
        else:
            route.fulfill(body=_PLAIN.replace("ROWS", str(rows)), content_type="text/html")

    sheet.context.route("http://plain.invalid/**", serve)
    found = sheet.look_around("http://plain.invalid/")
    sheet.show(0, 0)
    sheet.page.locator(sheet.cell(0, 0)).click()
    began = sheet.paste(table())
    is_there(sheet.page, f"{sheet.cell(0, 0)}:text-is('a')")
    for name in ("shown", "stored, with verdicts"):
        found[f"{_PASTE}: {name}"] = Figure(milliseconds_since(began))
    sheet.start_writing()
    times = []
    for text, _ in edits():
        sheet.wait_for("shown", ROW, text, None)
        sheet.write(text)
        times.append(sheet.moment("shown") - sheet.moment("entered"))
    for name in (_OWN, f"{_OWN} with its verdict", _OTHER):
        found |= late(name, times)
    sheet.page.wait_for_timeout(1_000)
    return found | {"memory of the page, in the end": sheet.memory()}


def _cookies(person: Any, address: str) -> list[Any]:
    """Return the cookies of somebody who is signed in."""
    from bench.page_times import signed_in  # app ready
    from theatrum.repository.accounts.models import User  # app ready

    kept = signed_in(User.objects.get(pk=person.id)).cookies
    return [{"name": name, "value": one.value, "url": address} for name, one in kept.items()]


def _run(rows: int) -> tuple[Table, Table]:
    from tests.support import browser as installed  # app ready

    ann, *workspaces = open_grids(rows)
    with served() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=installed.find(), args=[*installed.arguments(), *ARGUMENTS]
        )
        url = f"http://127.0.0.1:{server.port}"
        large, small = (f"{url}/grid/{workspace.session_id}" for workspace in workspaces)
        found = _grid(browser, large, small, _cookies(ann, url), rows=rows, server=server)
        least = _plain(browser, rows)
        browser.close()
    return found, least


def _print(found: Mapping[str, Figure], least: Mapping[str, Figure]) -> None:
    print(f"{'':64} {'the grid':28} {'RevoGrid alone':28} {'ratio':>7}  promised")
    for name, figure in found.items():
        beside = least.get(name)
        ratio = f"{figure.value / beside.value:6.2f}x" if beside else ""
        wanted = f"  under {_WANTED[name]:,} {figure.unit}" if name in _WANTED else ""
        print(f"{name:64} {figure!s:28} {beside or '-'!s:28} {ratio:>7}{wanted}".rstrip())


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["THEATRUM_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "theatrum.wiring.django_settings"
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        from theatrum.wiring import installing, static_files  # app ready

        installing.create()
        django.setup()
        static_files.collect(Path(folder) / "static")
        found, least = _run(rows)
    load = f"{os.cpu_count()} cores with a load of {os.getloadavg()[1]:.1f}"
    print(f"{rows:,} rows, {COLUMNS} columns; {load}; {time.perf_counter() - began:.0f} s in all")
    _print(found, least)


if __name__ == "__main__":
    main()
