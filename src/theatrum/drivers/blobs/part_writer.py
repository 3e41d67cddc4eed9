"""One PUT of one part, from its first byte to its record.

The bytes go straight to their place in the file while their MD5 is computed. Three situations:

- the place is free: this writer *writes*, and its token in the record says so;
- the part is held already: it *compares*, and begins to write at the first byte that differs, so a
  repeated PUT of the same bytes never endangers what is held;
- a newer writer has taken the place over: it only *follows*, hashing what comes, and succeeds if the
  newer one has by then recorded the same bytes.

A part counts only once its bytes, and after them its record, are on disk.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from enum import Enum, auto
from pathlib import Path

from theatrum.drivers.blobs.errors import PartLengthWrong, PartOvertaken, UploadComplete
from theatrum.drivers.blobs.folders import CONTENT, RECORD
from theatrum.drivers.blobs.plan import MOST_MORE
from theatrum.drivers.blobs.protocol import HeldPart
from theatrum.drivers.blobs.record import PartSlot, PartState, Record
from theatrum.drivers.blobs.room import Room, full_disk_told

Buffer = bytes | bytearray | memoryview


class _Mode(Enum):
    WRITING = auto()
    COMPARING = auto()
    FOLLOWING = auto()


class PartWriter:
    """Takes the bytes of one part in order. Not thread-safe: one request, one writer."""

    def __init__(
        self, folder: Path, number: int, *, announced: int | None, room: Room, finished: Callable[[], None]
    ) -> None:
        """Open the part. Raises FileNotFoundError, PartOutOfRange, PartLengthWrong, StoreFull."""
        self._number = number
        self._room = room
        self._finished = finished
        self._token = secrets.token_bytes(16)
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._position = 0
        with ExitStack() as opened:
            self._record = opened.enter_context(Record.open(folder / RECORD))
            self.length = self._record.plan.length(number)
            if announced is not None and announced != self.length:
                self._enlarge(announced)
            self._place = self._record.plan.offset(number)
            # The checksums of a file of one part are the part's own, so both are computed here.
            self._sha256 = hashlib.sha256() if self._record.plan.count == 1 else None
            self._content = os.open(folder / CONTENT, os.O_RDWR | os.O_CLOEXEC)
            opened.callback(os.close, self._content)
            self._mode = self._enter()
            self._opened = opened.pop_all()

    def write(self, buffers: Sequence[Buffer]) -> None:
        """Take the next bytes. Raises PartLengthWrong (too many), StoreFull, UploadComplete."""
        size = sum(len(buffer) for buffer in buffers)
        if self._position + size > self.length:
            raise PartLengthWrong(number=self._number, expected=self.length, actual="more")
        for buffer in buffers:
            self._md5.update(buffer)
            if self._sha256:
                self._sha256.update(buffer)
        if self._mode is _Mode.COMPARING and not self._same(buffers, size):
            self._mode = self._take_over()
        if self._mode is _Mode.WRITING:
            self._write(buffers)
        self._position += size

    def finish(self) -> HeldPart:
        """Make the part count. Raises PartLengthWrong (too few), PartOvertaken, StoreFull."""
        if self._position != self.length:
            raise PartLengthWrong(number=self._number, expected=self.length, actual=self._position)
        if self._mode is _Mode.WRITING:
            with full_disk_told(self.length):
                os.fdatasync(self._content)
        with self._record.locked(), full_disk_told(self.length):
            slot = self._record.part(self._number)
            if self._mode is _Mode.WRITING and slot.token == self._token:
                self._record.write_part(self._number, self._held(), durably=True)
            elif slot.state != PartState.HELD or slot.md5 != self._md5.digest():
                raise PartOvertaken(number=self._number)
        self._finished()
        return HeldPart(number=self._number, size=self.length, md5=self._md5.hexdigest())

    def close(self) -> None:
        """Let go of the files; without ``finish`` the part stays absent, or as it was."""
        self._opened.close()

    def _enlarge(self, announced: int) -> None:
        """Take a longer part than was planned, if it is the only one and only a little longer.

        A client that cuts a table into pieces puts the header before each, and plans without it.
        """
        with self._record.locked():
            is_sealed = self._record.sealed
            if is_sealed or self._record.plan.count > 1 or not 0 < announced - self.length <= MOST_MORE:
                raise PartLengthWrong(number=self._number, expected=self.length, actual=announced)
            if self._record.part(self._number).state != PartState.EMPTY:
                self._room.charge(announced - self.length)
            self._record.enlarge(announced)
            self.length = announced

    def _enter(self) -> _Mode:
        with self._record.locked():
            slot = self._record.part(self._number)
            if slot.state == PartState.HELD:
                self._compared = slot.token
                return _Mode.COMPARING
            if slot.state == PartState.EMPTY:
                self._room.charge(self.length)
            # Absent before and absent after: nothing to make durable yet.
            self._record.write_part(self._number, PartSlot(PartState.WRITING, self._token), durably=False)
            return _Mode.WRITING

    def _take_over(self) -> _Mode:
        with self._record.locked():
            if self._record.sealed:
                raise UploadComplete(number=self._number)
            if self._record.part(self._number).token != self._compared:
                return _Mode.FOLLOWING
            # On disk before the first byte changes, or a power failure could leave a record that lies.
            self._record.write_part(self._number, PartSlot(PartState.WRITING, self._token), durably=True)
            return _Mode.WRITING

    def _same(self, buffers: Sequence[Buffer], size: int) -> bool:
        stored = memoryview(os.pread(self._content, size, self._place + self._position))
        start = 0
        for buffer in buffers:
            if stored[start : start + len(buffer)] != buffer:
                return False
            start += len(buffer)
        return True

    def _write(self, buffers: Sequence[Buffer]) -> None:
        with self._record.locked():
            if self._record.part(self._number).token != self._token:
                self._mode = _Mode.FOLLOWING
                return
            with full_disk_told(self.length):
                _write_all(self._content, buffers, self._place + self._position)

    def _held(self) -> PartSlot:
        sha256 = self._sha256.digest() if self._sha256 else bytes(32)
        return PartSlot(PartState.HELD, self._token, self.length, self._md5.digest(), sha256)


def _write_all(descriptor: int, buffers: Sequence[Buffer], offset: int) -> None:
    for buffer in buffers:
        view = memoryview(buffer)
        while view:
            written = os.pwrite(descriptor, view, offset)
            offset += written
            view = view[written:]
