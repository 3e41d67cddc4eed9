"""Blobs that the server itself writes, in one go: exports, reports, texts."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from theatrum.drivers.blobs.folders import CONTENT, RECORD, Folders, new_key, sync
from theatrum.drivers.blobs.measuring import Measured
from theatrum.drivers.blobs.plan import Plan
from theatrum.drivers.blobs.protocol import Digest, StoredBlob
from theatrum.drivers.blobs.record import PartSlot, PartState, Record
from theatrum.drivers.blobs.room import Room, full_disk_told


def write_whole(chunks: Iterable[bytes], *, folders: Folders, room: Room) -> StoredBlob:
    """Write the bytes aside, then move them to their place, whole. Raises StoreFull."""
    folder = folders.aside()
    charges: list[int] = []
    try:
        size, digest = _write(_charged(chunks, room, charges), folder / CONTENT)
        stored = StoredBlob(key=new_key(), size=size, digest=digest)
        _record(folder, stored)
        folders.place(folder, folders.blob(stored.key))
    except BaseException:
        room.refund(sum(charges))
        shutil.rmtree(folder)
        raise
    return stored


def _charged(chunks: Iterable[bytes], room: Room, charges: list[int]) -> Iterable[bytes]:
    for chunk in chunks:
        room.charge(len(chunk))
        charges.append(len(chunk))
        yield chunk


def _write(chunks: Iterable[bytes], path: Path) -> tuple[int, Digest]:
    measured = Measured(chunks)
    with path.open("xb") as file:
        for chunk in measured:
            with full_disk_told(len(chunk)):
                file.write(chunk)
        with full_disk_told(measured.size):
            file.flush()
            os.fsync(file.fileno())
    return measured.size, measured.digest


def _record(folder: Path, stored: StoredBlob) -> None:
    md5, sha256 = bytes.fromhex(stored.digest.md5), bytes.fromhex(stored.digest.sha256)
    plan = Plan(size=stored.size, part_size=max(1, stored.size))
    with Record.create(folder / RECORD, plan) as record:
        record.write_part(1, PartSlot(PartState.HELD, bytes(16), stored.size, md5, sha256), durably=False)
        record.write_digest(stored.digest, durably=False)
        record.seal()  # durably, and with it what was written before
    sync(folder)
