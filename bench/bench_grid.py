"""A grid of 100,000 rows by 60 columns: opened, judged, pasted into; beside the same rows merely put into SQLite.

    python bench/bench_grid.py [ROWS]

On a fresh SQLite database of its own. CPU seconds of this process, and the most memory that it had beyond its start.
The baseline parses the file by Python's csv module and inserts each row as one JSON text: no grid can be cheaper.
"""

import csv
import io
import json
import os
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import uuid4

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.grid_contents import make_csv, schema

ROWS = 100_000
PASTED = 60_000
EDITS = 100


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _memory() -> float:
    """Return the most that this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _baseline(content: bytes, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE rows (number INTEGER PRIMARY KEY, cells TEXT)")
        parsed = csv.reader(io.StringIO(content.decode()))
        connection.executemany("INSERT INTO rows VALUES (?, ?)", enumerate(map(json.dumps, parsed)))
    connection.close()


def _measure(content: bytes, rows: int) -> Mapping[str, str]:
    from tests.factories.grids import bind, make_sheet  # app ready
    from theatrum.repository.entities.queries.nodes import get_node  # app ready
    from theatrum.repository.grids.changes import Change, Sender  # app ready
    from theatrum.repository.grids.editing import edit  # app ready
    from theatrum.repository.grids.models import Authorization, Workspace  # app ready
    from theatrum.repository.grids.opening import open_records  # app ready
    from theatrum.repository.grids.queries import live_rows  # app ready
    from theatrum.repository.grids.waiting import judge_waiting  # app ready

    ann, node = make_sheet(content, key=("C40",))
    bind(node, schema())  # type: ignore[arg-type]  # plain JSON
    before, session = _memory(), str(uuid4())
    found: dict[str, str] = {}

    def opened() -> None:
        source = get_node(node.id)
        mode = Authorization.SESSION_OWNER
        open_records(actor=ann, session_id=session, source=source, owner_id=ann.id, authorization=mode)

    def pasted(width: int) -> None:
        sender, height = Sender(), 5_000 // width
        texts = {slot: "b" if slot < 20 else "7" if slot < 40 else "HTA1_1" for slot in range(width)}
        for first in range(1, PASTED // width, height):
            numbers = range(first, min(first + height, PASTED // width + 1, rows + 1))
            edit(ann, workspace, Change(cells=dict.fromkeys(numbers, texts)), sender=sender)

    found["opened"] = f"{_cpu(opened):.2f} s"
    workspace = Workspace.objects.select_related("source__current").get(session_id=session)
    found["first 500 rows read"] = f"{_cpu(lambda: list(live_rows(workspace)[:500])) * 1000:.0f} ms"
    found["all rows judged"] = f"{_cpu(lambda: judge_waiting(workspace)):.2f} s"
    found["memory for all that"] = f"{_memory() - before:.0f} MiB"
    found["60,000 cells pasted, 1,000 rows by 60"] = f"{_cpu(lambda: pasted(60)):.2f} s"
    found["60,000 cells pasted, 60,000 rows by 1"] = f"{_cpu(lambda: pasted(1)):.2f} s"
    single = sorted(_cpu(lambda n=n: edit(ann, workspace, Change(cells={n: {3: "b"}}))) for n in range(1, EDITS + 1))  # type: ignore[misc]  # the number of each round
    found["one cell, verdict included"] = f"{single[EDITS // 2] * 1000:.0f} ms (99%: {single[-2] * 1000:.0f} ms)"
    return found


def main() -> None:
    """Print what was measured."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    content = make_csv(rows)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["THEATRUM_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "theatrum.wiring.django_settings"
        django.setup()
        from django.core.management import call_command  # app ready

        call_command("migrate", verbosity=0)
        found = _measure(content, rows)
        least = _cpu(lambda: _baseline(content, Path(folder) / "baseline.sqlite3"))
    print(f"{rows:,} rows, 60 columns, {len(content) / 1e6:.0f} MB of CSV")
    for name, told in {**found, "baseline: parsed and put into SQLite": f"{least:.2f} s"}.items():
        print(f"  {name:45} {told}")


if __name__ == "__main__":
    main()
