"""Many mixed files, two workers, one of them killed: what the flow test and the bench run.

python -m tests.consortium.screening.fleet [FILES]
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.drivers.jobs.processes import Process
from tests.support import engines
from tests.support.installations import Installation, migrated_installation

_FILL = """
from dataclasses import replace
from theatrum.checks.synthesis.contents.content import Content
from theatrum.checks.synthesis.contents.formats import MAKERS
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.actions.people import create_user
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.drafts import draft_creation
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import ROOT_ID, Kind
from theatrum.repository.files.actions.handles import create_handle_of_blob

def make(kind, name, parent, handle=None):
    fields = EntityFields(kind=kind, name=name, parent_id=parent, handle_id=handle and handle.pk)
    draft = draft_creation(actor=ana, fields=fields)
    with writing():
        return create_entity(actor=ana, draft=draft)

with writing():
    ana = actor_of(create_user(actor=OPERATOR, username="ana", email="ana@example.org", is_administrator=True))
project = make(Kind.PROJECT, "Fleet", ROOT_ID)
endings = list(MAKERS)
for number in range(FILES):
    ending = endings[number % len(endings)]
    content = MAKERS[ending](Content(sample=f"HTA201_{number}_B1", seed=number, channels=("DNA", "CD3")))
    if number % 10 == 0:
        ending = "csv"
        content = b"HTAN_BIOSPECIMEN_ID,REMARK\\nHTA201_1_B1,write to somebody%d@hospital.example\\n" % number
    blob = store().put([content])
    with writing():
        handle = create_handle_of_blob(actor=ana, blob=blob, file_name=f"file{number}.{ending}", content_type="a/b")
    make(Kind.FILE, f"file{number}.{ending}", project.id, handle)
"""
_COUNT = """
import hashlib
import json
import shutil
from collections import Counter
from theatrum.consortium.screening.models import Incident, Screening
from theatrum.repository.audit import queries as audit
events = Counter(audit.events(action="file_screened").values_list("subject_id", flat=True))
print(json.dumps({
    "states": dict(Counter(Screening.objects.values_list("state", flat=True))),
    "stored": dict(Counter(events.values())),
    "incidents": Incident.objects.count(),
    "chain": list(audit.broken_links()),
}))
"""


@dataclass(frozen=True)
class Outcome:
    """What became of the files: how many are in each state, how often results were stored; and how long it took."""

    states: dict[str, int]
    stored: dict[str, int]
    incidents: int
    chain: list[int]
    seconds: float


def screen(folder: Path, files: int, *, kill_after: int) -> Outcome:
    """Upload files, let two workers screen them, and kill one after it has ended some jobs."""
    installation = migrated_installation(folder)
    if not installation.data.exists():
        # On PostgreSQL the database alone is made; the keys are those that it was made with.
        shutil.copytree(engines.session_root() / "migrated" / "data" / "secrets", installation.data / "secrets")
    installation.python(_FILL.replace("FILES", str(files)))
    started = time.perf_counter()
    with working(installation) as first, working(installation) as second:
        name = first.await_line("working as ").rpartition(" ")[2]
        for _ in range(kill_after):
            first.await_line("ended")
        first.kill()
        second.tell(f"silence {name}")
        second.tell("round")
        second.await_line("empty")
        seconds = time.perf_counter() - started
        second.stop()
    found: dict[str, Any] = json.loads(installation.python(_COUNT))
    return Outcome(**found, seconds=seconds)


@contextmanager
def working(installation: Installation) -> Iterator[Process]:
    """Run a worker until the end of the block; it is killed if it still lives."""
    popen = subprocess.Popen(
        [sys.executable, "-m", "tests.consortium.screening.program"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=installation.environment,
    )
    with popen:
        try:
            yield Process(popen)
        finally:
            popen.kill()


def _seconds_to_hash(folder: Path) -> float:
    """Read and hash all bytes of files once, in this process: what screening is measured against."""
    started = time.perf_counter()
    for path in folder.rglob("blobs/*/*/*/content"):
        hashlib.sha256(path.read_bytes())
    return time.perf_counter() - started


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as place:
        done = screen(Path(place), count, kill_after=count // 10)
        hashing = _seconds_to_hash(Path(place))
    print(f"{count} files, two workers, one killed: {done.seconds:.0f} s, {count / done.seconds:.1f} files a second")
    print(f"one process reads and hashes the same in {hashing:.2f} s, {done.seconds / hashing:.0f} times as fast")
    print(f"states {done.states}; results stored {done.stored} (how often: of how many files)")
