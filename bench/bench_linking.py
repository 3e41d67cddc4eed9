"""Links in an open grid of 100,000 specimens by 60 columns: what judging them adds to an edit, and what cells offer.

    python bench/bench_linking.py [ROWS]

On a fresh SQLite database of its own. The baseline is the same edit in the same run with no one asked about links. CPU
milliseconds of this process, the median of some edits. Every planted parent that is missing must be told.
"""

import csv
import io
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = 100_000
OTHERS = 58
EDITS = 30
CENTER = "HTA201"


def _content(header: list[str], rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode()


def _specimens(rows: int, people: int) -> bytes:
    """Return specimens ten steps deep, each of the one before it."""
    header = ["HTAN_BIOSPECIMEN_ID", "HTAN_PARENT_ID", *(f"C{index}" for index in range(OTHERS))]
    listed = []
    for number in range(rows):
        person = f"{CENTER}_{number % people + 1}"
        parent = person if number < people else f"{person}_B{number - people}"
        listed.append([f"{person}_B{number}", parent, *(f"v{(number + index) % 7}" for index in range(OTHERS))])
    return _content(header, listed)


def _median(work: Callable[[int], object]) -> float:
    found = []
    for index in range(EDITS):
        began = time.process_time()
        work(index)
        found.append((time.process_time() - began) * 1000)
    return statistics.median(found)


@contextmanager
def _without_links() -> "Iterator[None]":
    from theatrum.repository.grids import links  # app ready

    known = links._linkers[:]  # noqa: SLF001  # what is measured is the difference
    links._linkers[:] = []  # noqa: SLF001  # as above
    yield
    links._linkers[:] = known  # noqa: SLF001  # as above


def _measure(rows: int) -> None:
    from tests.factories.centers import folder_at, make_ingest  # app ready
    from tests.factories.entities import make_person  # app ready
    from tests.factories.records import make_records  # app ready
    from theatrum.consortium.known.indexing import catch_up  # app ready
    from theatrum.consortium.linking.choosing import choices  # app ready
    from theatrum.consortium.linking.following import follow  # app ready
    from theatrum.consortium.profile.queries import in_force  # app ready
    from theatrum.repository.grids.changes import Change  # app ready
    from theatrum.repository.grids.editing import edit  # app ready
    from theatrum.repository.grids.models import Authorization, Row  # app ready
    from theatrum.repository.grids.opening import open_records  # app ready

    admin, people = make_person("admin", is_administrator=True), rows // 10
    project = make_ingest(admin, CENTER, "Demographics", "BiospecimenData")
    folders = {name: folder_at(admin, project, f"v8_ingest/{name}") for name in ("Demographics", "BiospecimenData")}
    participants = _content(["HTAN_PARTICIPANT_ID"], [[f"{CENTER}_{one + 1}"] for one in range(people)])
    make_records(admin, folders["Demographics"], participants, name="people")
    node = make_records(admin, folders["BiospecimenData"], _specimens(rows, people), name="specimens")
    catch_up(in_force())
    workspace = open_records(
        actor=admin,
        session_id="bench",
        source=node,
        owner_id=admin.id,
        authorization=Authorization.SESSION_OWNER,
    )
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    follow(workspace, None)
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"linking: all links of {rows:,} rows in {time.process_time() - began:.1f} CPU s, {more:.0f} MiB more memory")

    def other(index: int) -> object:
        return edit(admin, workspace, Change(cells={100 + index: {5: f"x{time.monotonic_ns()}"}}))

    def missing(index: int) -> object:
        text = f"{CENTER}_{index + 1}{time.monotonic_ns()}"
        return edit(admin, workspace, Change(cells={300 + index: {1: text}}))

    for name, work in (("another cell", other), ("a parent that is missing", missing)):
        with _without_links():
            work(0)
            plain = _median(work)
        work(0)
        ours = _median(work)
        print(
            f"linking: {name}: {ours:.1f} CPU ms an edit, {ours / plain:.2f} of it without links ({plain:.1f} CPU ms)"
        )
    told = Row.objects.filter(workspace=workspace, number__range=(300, 299 + EDITS))
    assert all("links.missing_parent" in {one["code"] for one in row.findings or []} for row in told)
    asked = _median(lambda index: choices(admin, workspace, {"slot": 1, "text": str(index * 37), "limit": 50}))
    print(f"linking: 50 of {rows + people:,} identifiers that fit what was typed: {asked:.1f} CPU ms")


def main() -> None:
    """Measure on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, str(Path(__file__).parent.parent))
        os.environ["THEATRUM_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "theatrum.wiring.django_settings"
        django.setup()
        from django.core.management import call_command  # app ready

        call_command("migrate", verbosity=0)
        _measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)


if __name__ == "__main__":
    main()
