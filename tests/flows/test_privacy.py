"""What may identify a person leaves no trace: it is locked, told without a word of it, and after a purge it is gone.

A corpus with labels comes in over the wire, at a real server with two workers, one of which is killed meanwhile.
"""

import os
import re
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.flows.caller import Caller, Said
from tests.flows.privacy_files import Sent, files, fill_table, send, send_beside, texts
from tests.flows.privacy_office import Settled, places_with, seed, settled
from tests.flows.searching import Needles
from tests.support.installations import Installation, Serving, migrated_installation

pytestmark = pytest.mark.db

OUTSIDERS = ("uploader", "colleague", "liaison")
_AT_ONCE = 4
T = TypeVar("T")
R = TypeVar("R")
_INCIDENT = re.compile(r'href="/privacy/incidents/(\d+)"')
# A name stands in the rows of the file and of its entity, as who uploads has written it, until that is locked: then in
# one table for who reviews it, until the purge.
NAMED = {"entities_node", "files_filehandle", "files_upload", "audit_payload", "screening_hiddenname"}


@dataclass
class Office:
    """The server, those who ask it, what they sent and what they were told."""

    installation: Installation
    server: Serving
    known: dict[str, Any]
    said: list[Said] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    _callers: dict[str, Caller] = field(default_factory=dict)

    def caller(self, name: str) -> Caller:
        """Return a person's program and browser."""
        if name not in self._callers:
            self._callers[name] = Caller(self.server.url, self.said, self.known["tokens"][name])
            self._callers[name].sign_in(name, self.known["password"])
        return self._callers[name]

    @property
    def attached(self) -> Iterator[Sent]:
        """What entities have."""
        return (one for one in self.sent if one.entity)


def test_nothing_that_identifies_leaves_a_trace(tmp_path: Path) -> None:
    installation = migrated_installation(tmp_path)
    with installation.serving() as server, installation.working() as (other, log):
        office = Office(installation, server, seed(installation))
        _send_all(office)
        server.log.await_line("a process died and is started again")
        found = settled(installation)
        _each_was_screened_once(office, found)
        _blocked_are_shut(office, found)
        _look_around(office, found, every=1)
        _nothing_is_told(office, found)
        purged = _purge_all(office, found)
        office.said.clear()
        _look_around(office, purged, every=4)
        gone = _gone(office, purged)
        assert [one.asked for one in office.said if gone.found_in(one.content)] == []
        assert list(places_with(gone, installation)) == []
        other.terminate()
        assert (other.wait(), server.stop()) == (0, 0)
        logs = (log.rest() + server.log.rest()).encode()
    everything = Needles(texts(office.sent, names=False) | texts(office.sent, names=True))
    assert b"worker stopped" in logs
    assert everything.found_in(logs) == set()
    assert list(places_with(gone, installation)) == []


def _send_all(office: Office) -> None:
    """Send everything, and kill one of the two workers in the middle."""
    uploader, known = office.caller("uploader"), office.known
    made = files()
    middle = len(made) // 2
    office.sent += _at_once(lambda file: send(uploader, known["folders"], file), made[:middle])
    os.kill(_worker(office.server), signal.SIGKILL)
    office.sent += _at_once(lambda file: send(uploader, known["folders"], file), made[middle:])
    office.sent += send_beside(uploader, known["folders"][""], known["users"]["uploader"])
    rows, refused = fill_table(office.caller("admin"), known["project"])
    assert (refused.status, "For input string" in refused.text) == (400, True)
    office.sent.append(rows)


def _at_once(do: Callable[[T], R], things: Sequence[T]) -> list[R]:
    """Do something with each of many, a few at a time: a server answers several people."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(do, things))


def _worker(server: Serving) -> int:
    commands = {child: Path(f"/proc/{child}/cmdline").read_text() for child in server.children()}
    return next(child for child, command in commands.items() if "theatrum.wiring.work" in command)


def _each_was_screened_once(office: Office, found: Settled) -> None:
    assert (found.failed, found.broken) == (["tables.transact"], [])
    assert len(list(office.attached)) > 60
    for one in office.sent:
        if one.handle in found.screened:
            assert found.screened[one.handle] == found.wishes[one.handle], one
    assert {one.handle for one in office.attached} <= found.screened.keys()
    blocked = {one.handle for one in office.attached if found.states[one.handle] == "blocked"}
    # What is labelled as a weak sign may be read as a strong one, from all that stands around it.
    assert blocked >= {one.handle for one in office.attached if one.is_to_be_blocked}
    assert {found.states[one.handle] for one in office.attached if not one.labels} == {"clear"}


def _blocked_are_shut(office: Office, found: Settled) -> None:
    shut = [one for one in office.attached if found.states[one.handle] == "blocked"]
    claims = [
        {"fileHandleId": one.handle, "associateObjectId": one.entity, "associateObjectType": "FileEntity"}
        for one in shut
    ]
    asked = {"requestedFiles": claims, "includeFileHandles": False, "includePreSignedURLs": True}
    copies = {"copyRequests": [{"originalFile": claim} for claim in claims]}
    for name in OUTSIDERS:
        person = office.caller(name)
        answers = person.post("/file/v1/fileHandle/batch", asked).json["requestedFiles"]
        assert [one.get("failureCode") for one in answers] == ["UNAUTHORIZED"] * len(shut)
        answers = person.post("/file/v1/filehandles/copy", copies).json["copyResults"]
        assert [one.get("failureCode") for one in answers] == ["UNAUTHORIZED"] * len(shut)
        for one in shut[::5]:
            assert person.get(f"/repo/v1/entity/{one.entity}/file?redirect=false").status == 403
            assert person.get(f"/entities/{one.entity}/download").status == 403
    officer = office.caller("officer")
    answers = officer.post("/file/v1/fileHandle/batch", asked).json["requestedFiles"]
    assert {one.get("failureCode") for one in answers} == {None}


def _look_around(office: Office, found: Settled, *, every: int) -> None:
    """Open the pages that list files, those of one in so many, and ask the API of these."""
    officer, uploader = office.caller("officer"), office.caller("uploader")

    def look(one: Sent) -> None:
        assert officer.get(f"/privacy/files/{one.handle}").status == 200
        if not one.entity:
            return
        assert uploader.get(f"/entities/{one.entity}").status == 200
        for path in ("/schema/validation", "/file?redirect=false", "/version"):
            uploader.get(f"/repo/v1/entity/{one.entity}{path}")

    incidents = _at_once(lambda number: officer.get(f"/privacy/incidents/{number}").status, found.incidents[::every])
    assert set(incidents) == {200}
    for name in ("officer", *OUTSIDERS):
        for path in ("/privacy", "/privacy/incidents", "/privacy/rules", "/repo/v1/message/inbox?inboxFilter=UNREAD"):
            office.caller(name).get(path)
        for path in ("/", f"/entities/{office.known['project']}"):
            assert office.caller(name).get(path).status == 200
    _at_once(look, office.sent[::every])


def _nothing_is_told(office: Office, found: Settled) -> None:
    """Of what stands inside of files nothing is anywhere but in the originals; of names, what is said where."""
    inside, names = Needles(texts(office.sent, names=False)), Needles(texts(office.sent, names=True))
    originals = {found.keys[one.handle] for one in office.sent}
    places = [place for place, _ in places_with(inside, office.installation)]
    assert len(places) > 40
    assert [place for place in places if not originals & set(place.split("/"))] == []
    tables = {place for place, _ in places_with(names, office.installation) if place.startswith("table ")}
    assert {place.rpartition(".")[2].removeprefix("table ") for place in tables} <= NAMED
    for one in office.said:
        assert inside.found_in(one.content) == set(), one
        if one.status >= 400 or "/privacy" in one.asked:
            assert names.found_in(one.content) == set(), one


def _purge_all(office: Office, found: Settled) -> Settled:
    """Report what is held, and delete the content of all incidents, as the privacy office does on its pages."""
    officer = office.caller("officer")
    held = [number for number, state in found.states.items() if state in {"held", "unreadable"}]
    if held:
        sent = officer.send("/privacy/decide", verb="report", reason="It does identify.", file=held)
        assert sent.status == 302
    for number in _incidents(officer):
        assert officer.send(f"/privacy/incidents/{number}/act", verb="purge").status == 302
    purged = settled(office.installation)
    assert (purged.failed, purged.broken) == (["tables.transact"], [])
    # What nothing has is its uploader's alone, and waits for minutes.
    doomed = {int(one.handle) for one in office.sent if one.is_to_be_blocked and one.handle in found.screened}
    assert len(doomed) > 50
    assert doomed <= set(purged.purged)
    return purged


def _incidents(officer: Caller) -> list[int]:
    """Return the incidents that the page lists, all pages of it."""
    found, page = set[int](), 1
    while fresh := set(map(int, _INCIDENT.findall(officer.get(f"/privacy/incidents?page={page}").text))) - found:
        found |= fresh
        page += 1
    return sorted(found)


def _gone(office: Office, purged: Settled) -> Needles:
    """Return what was planted in purged files, and in no file that the policy lets pass with a note."""
    kept = [one for one in office.sent if int(one.handle) not in purged.purged]
    mine = [one for one in office.sent if int(one.handle) in purged.purged]
    left = texts(kept, names=False) | texts(kept, names=True)
    return Needles((texts(mine, names=False) | texts(mine, names=True)) - left)
