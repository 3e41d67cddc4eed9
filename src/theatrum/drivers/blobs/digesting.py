"""The checksums of whole uploads, computed while their parts arrive.

Each upload has one reader at a time in the whole installation: a thread that advances over the
parts held so far, from the first on, so that a byte is read once, while it is still in the page
cache. What it has read is kept in memory between parts. After a restart, or when another process
has been reading meanwhile, it starts again from the disk. The result is recorded once the upload is
sealed, and only if every part is still the one that was read.
"""

import fcntl
import hashlib
import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from theatrum.drivers.blobs.errors import StoreClosed
from theatrum.drivers.blobs.folders import CONTENT, RECORD, Folders
from theatrum.drivers.blobs.protocol import Digest, Progress
from theatrum.drivers.blobs.record import PartState, Record

_log = logging.getLogger(__name__)

_CHUNK = 1024**2
_REMEMBERED = 256
_RETRY_SECONDS = 0.1


class _Reading:
    """How far one upload has been read, by this process."""

    def __init__(self) -> None:
        self.mutex = threading.Lock()
        self.waiting = False
        self.restart()

    def restart(self) -> None:
        self.md5 = hashlib.md5(usedforsecurity=False)
        self.sha256 = hashlib.sha256()
        self.position = 0
        self.end = 0
        self.tokens: list[bytes] = []

    def take(self, chunk: bytes) -> None:
        self.md5.update(chunk)
        self.sha256.update(chunk)
        self.position += len(chunk)

    def result(self) -> Digest:
        return Digest(md5=self.md5.hexdigest(), sha256=self.sha256.hexdigest())


class Digesting:
    """Reads uploads in background threads of this process."""

    def __init__(self, folders: Folders, *, threads: int) -> None:
        self._folders = folders
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="blobs-digest")
        self._readings: OrderedDict[str, _Reading] = OrderedDict()
        self._guard = threading.Lock()
        self._closing = threading.Event()

    def advance_soon(self, name: str) -> None:
        """Read what has arrived, in the background; cheap, and asked after every part."""
        reading = self._reading(name)
        with self._guard:
            if not reading.waiting and not self._closing.is_set():
                reading.waiting = True
                self._threads.submit(self._advance_quietly, name, reading)

    def read_all(self, name: str, *, progress: Progress | None = None) -> Digest:
        """Read a sealed upload to its end in this thread, after whoever is reading it now.

        Raises FileNotFoundError, StoreClosed.
        """
        reading = self._reading(name)
        with reading.mutex:
            digest = self._advance(name, reading, progress=progress, patient=True)
        self.forget(name)
        if digest is None:
            raise StoreClosed("the store is closing")
        return digest

    def position(self, name: str) -> int:
        """Return how many bytes this process has read of an upload."""
        with self._guard:
            reading = self._readings.get(name)
        return reading.position if reading else 0

    def forget(self, name: str) -> None:
        """Drop what is remembered of an upload."""
        with self._guard:
            self._readings.pop(name, None)

    def close(self) -> None:
        """Stop at the next chunk and wait for that."""
        with self._guard:
            self._closing.set()
        self._threads.shutdown(cancel_futures=True)

    def _reading(self, name: str) -> _Reading:
        with self._guard:
            reading = self._readings.setdefault(name, _Reading())
            self._readings.move_to_end(name)
            if len(self._readings) > _REMEMBERED:
                self._readings.popitem(last=False)
            return reading

    def _advance_quietly(self, name: str, reading: _Reading) -> None:
        with self._guard:
            # Cleared before reading: a part that lands from now on asks again.
            reading.waiting = False
        try:
            with reading.mutex:
                if self._advance(name, reading, progress=None, patient=False):
                    self.forget(name)
        except FileNotFoundError:
            self.forget(name)  # Aborted or deleted meanwhile: nobody waits for it any more.
        except OSError:
            # Whoever asks for the checksums reads again, and is told if the disk still fails.
            _log.exception("reading an upload for its checksums failed")
            self.forget(name)

    def _advance(self, name: str, reading: _Reading, *, progress: Progress | None, patient: bool) -> Digest | None:
        def read(folder: Path) -> Digest | None:
            with Record.open(folder / RECORD) as record, self._owned(folder / CONTENT, patient=patient) as content:
                return self._read(record, content, reading, progress)

        return self._folders.visit(name, read)

    def _read(self, record: Record, content: int | None, reading: _Reading, progress: Progress | None) -> Digest | None:
        if content is None:
            # Another process is reading, and will have read what this one has not.
            reading.restart()
            return None
        while record.digest is None:
            if not self._read_parts(record, content, reading, progress):
                return None
            self._settle(record, reading)
            if not record.sealed:
                return None
        return record.digest

    def _read_parts(self, record: Record, content: int, reading: _Reading, progress: Progress | None) -> bool:
        """Read on to the first gap; true at the end of the file."""
        while True:
            while reading.position < reading.end:
                if self._closing.is_set():
                    return False
                chunk = os.pread(content, min(_CHUNK, reading.end - reading.position), reading.position)
                if not chunk:
                    raise OSError(f"the bytes of an upload end at {reading.position}, before their end")
                reading.take(chunk)
                if progress:
                    progress(reading.position, record.plan.size)
            if len(reading.tokens) == record.plan.count:
                return True
            slot = record.part(len(reading.tokens) + 1)
            if slot.state != PartState.HELD:
                return False
            # Remembered before the first byte is read: if the part changes meanwhile, the tokens differ.
            reading.tokens.append(slot.token)
            reading.end += slot.length

    def _settle(self, record: Record, reading: _Reading) -> None:
        with record.locked():
            if [slot.token for slot in record.parts() if slot.state == PartState.HELD] != reading.tokens:
                reading.restart()
            elif record.sealed:
                record.write_digest(reading.result(), durably=True)

    @contextmanager
    def _owned(self, path: Path, *, patient: bool) -> Iterator[int | None]:
        """Open the bytes as their one reader; None when another process reads them."""
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield descriptor if self._lock(descriptor, patient=patient) else None
        finally:
            os.close(descriptor)

    def _lock(self, descriptor: int, *, patient: bool) -> bool:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not patient or self._closing.wait(_RETRY_SECONDS):
                    return False
            else:
                return True
