"""A record set of 100,000 rows by 60 columns around its grid: first cells, filling, saving, comparing.

    python bench/bench_grid_saving.py [ROWS]

On a fresh SQLite database of its own. Seconds of the clock, by pages asked in this process, and the most memory
that it had beyond its start. The baseline compares two CSV row by row in Python, by their keys.
"""

import csv
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.bench_grid import ROWS, _memory
from bench.grid_contents import make_csv

CHANGED = 1_000


def _clock(work: Callable[[], object]) -> tuple[float, object]:
    began = time.perf_counter()
    made = work()
    return time.perf_counter() - began, made


def _measure(content: bytes, rows: int) -> dict[str, str]:
    from django.test import Client  # app ready

    from tests.factories.grids import make_sheet  # app ready
    from theatrum.drivers.jobs.execution import run  # app ready
    from theatrum.repository.accounts.models import User  # app ready
    from theatrum.repository.entities.models import Node  # app ready
    from theatrum.repository.grids.changes import Change  # app ready
    from theatrum.repository.grids.editing import edit  # app ready
    from theatrum.repository.grids.models import Workspace  # app ready
    from theatrum.repository.grids.queries import find_workspace  # app ready

    ann, node = make_sheet(content, key=("C40",))
    client = Client()
    client.force_login(User.objects.get(pk=ann.id), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(f"/entities/{node.public_id}")  # what a process makes once is made
    before, found = _memory(), dict[str, str]()

    def page(path: str) -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")

    def opened() -> str:
        address = client.post(f"/entities/{node.public_id}/grid").headers["Location"]
        page(address)
        return address

    def saved() -> None:
        job = client.post(f"{grid}/save", {"comment": "bench"}, content_type="application/json").json()
        if not job["is_finished"]:
            run(job["job"])
            job = client.get(f"{grid}/save?job={job['job']}").json()
        if (job["outcome"] or {}).get("state") != "saved":
            raise RuntimeError(str(job))

    seconds, grid = _clock(opened)
    found["opened, first cells on the page"] = f"{seconds:.2f} s"
    filling = Workspace.objects.get()
    if filling.synchronizer:  # one of few rows is filled at once
        seconds, _ = _clock(lambda: run(filling.synchronizer))
        found["filled, so that people are let in"] = f"{seconds:.2f} s"
    workspace = find_workspace(filling.session_id)
    if workspace is None:
        raise RuntimeError("the grid did not open")
    step = max(1, rows // CHANGED)
    edit(ann, workspace, Change(cells={number: {3: "e"} for number in range(1, rows + 1, step)}))
    found["what is not saved, asked after each edit"] = (
        f"{_clock(lambda: page(f'{grid}/save?brief=1'))[0] * 1000:.0f} ms"
    )
    found["what would block, asked before a save"] = f"{_clock(lambda: page(f'{grid}/save'))[0] * 1000:.0f} ms"
    found["what changed in the grid, first page"] = f"{_clock(lambda: page(f'{grid}/changes'))[0] * 1000:.0f} ms"
    found["saved as a version, with its validation"] = f"{_clock(saved)[0]:.2f} s"
    compare = f"/entities/{Node.objects.get(pk=node.pk).public_id}/versions/compare?from=1&to=2"
    found["two versions compared, first page"] = f"{_clock(lambda: page(compare))[0]:.2f} s"
    found["the last page of that"] = f"{_clock(lambda: page(f'{compare}&page=9999'))[0]:.2f} s"
    found["memory for all that"] = f"{_memory() - before:.0f} MiB"
    return found


def _baseline(content: bytes) -> None:
    """Compare as a script would: dictionaries of rows by key."""
    lines = content.decode().splitlines()
    one, other = ({row["C40"]: row for row in csv.DictReader(lines)} for _ in range(2))
    [key for key in one if one[key] != other.get(key)]


def main() -> None:
    """Print what was measured."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    content = make_csv(rows)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["THEATRUM_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "theatrum.wiring.django_settings"
        django.setup()
        from django.conf import settings  # app ready
        from django.core.management import call_command  # app ready

        settings.ALLOWED_HOSTS = ["testserver"]
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        found = _measure(content, rows)
    found["baseline: two CSV compared in Python"] = f"{_clock(lambda: _baseline(content))[0]:.2f} s"
    print(f"{rows:,} rows, 60 columns, {len(content) / 1e6:.0f} MB of CSV, {CHANGED:,} rows changed")
    for name, told in found.items():
        print(f"  {name:45} {told}")


if __name__ == "__main__":
    main()
