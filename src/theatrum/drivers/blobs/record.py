"""The record of one upload: its plan, which parts are held, whether it is sealed, and its checksums.

One small file of fixed slots beside the bytes. Each slot carries a CRC, so a slot torn by a power
failure reads as empty: the part is sent once more. Every change is made under ``locked()``, which
excludes other threads and other processes alike and is released by the kernel when one of them dies.
"""

import fcntl
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Self

from theatrum.drivers.blobs.plan import Plan
from theatrum.drivers.blobs.protocol import Digest

_SLOT = 128
_PLAN = struct.Struct("<8sQQ")
_SEAL = struct.Struct("<8s")
_DIGEST = struct.Struct("<8s16s32s")
_PART = struct.Struct("<B16sQ16s32s")
_CRC = struct.Struct("<I")
_MAGIC = b"THEATRM1"
_SEALED = b"SEALED.."
_DIGESTED = b"DIGEST.."
_FIRST_PART = 3


class PartState(IntEnum):
    """What the bytes in a part's place are worth."""

    EMPTY = 0
    WRITING = 1
    HELD = 2


@dataclass(frozen=True, slots=True)
class PartSlot:
    """One part as recorded: ``token`` names the writing that the bytes come from."""

    state: PartState
    token: bytes = bytes(16)
    length: int = 0
    md5: bytes = bytes(16)
    sha256: bytes = bytes(32)


EMPTY = PartSlot(PartState.EMPTY)


class Record:
    """The open record file of one upload or blob."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.plan = self._read_plan()

    @classmethod
    def create(cls, path: Path, plan: Plan) -> Self:
        """Make the record of a new upload; it becomes durable with the first change that is."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        os.ftruncate(descriptor, (_FIRST_PART + plan.count) * _SLOT)
        os.pwrite(descriptor, _sealed_slot(_PLAN.pack(_MAGIC, plan.size, plan.part_size)), 0)
        return cls(descriptor)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing record. Raises FileNotFoundError."""
        return cls(os.open(path, os.O_RDWR | os.O_CLOEXEC))

    def close(self) -> None:
        """Close the file; a lock held through it is given up."""
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Exclude every other change to this record; held for microseconds, never across a wait."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def enlarge(self, size: int) -> None:
        """Let the only part have more bytes than were planned, durably."""
        self.plan = Plan(size=size, part_size=max(size, self.plan.part_size))
        self._write(0, _PLAN.pack(_MAGIC, self.plan.size, self.plan.part_size), durably=True)

    def part(self, number: int) -> PartSlot:
        """Return one part's slot."""
        return _part(os.pread(self._descriptor, _SLOT, (_FIRST_PART + number - 1) * _SLOT))

    def parts(self) -> list[PartSlot]:
        """Return every part's slot, in order."""
        raw = os.pread(self._descriptor, self.plan.count * _SLOT, _FIRST_PART * _SLOT)
        return [_part(raw[place : place + _SLOT]) for place in range(0, self.plan.count * _SLOT, _SLOT)]

    def write_part(self, number: int, slot: PartSlot, *, durably: bool) -> None:
        """Replace one part's slot; when ``durably``, it survives a power failure from here on."""
        packed = _PART.pack(slot.state, slot.token, slot.length, slot.md5, slot.sha256)
        self._write(_FIRST_PART + number - 1, packed, durably=durably)

    @property
    def sealed(self) -> bool:
        """Whether the upload is complete: no byte of it may change again."""
        content = _content(os.pread(self._descriptor, _SLOT, _SLOT), _SEAL.size)
        return content == _SEALED

    def seal(self) -> None:
        """Declare the upload complete, durably."""
        self._write(1, _SEAL.pack(_SEALED), durably=True)

    @property
    def digest(self) -> Digest | None:
        """The checksums of the whole, once known."""
        content = _content(os.pread(self._descriptor, _SLOT, 2 * _SLOT), _DIGEST.size)
        if content is None:
            return None
        magic, md5, sha256 = _DIGEST.unpack(content)
        return Digest(md5=md5.hex(), sha256=sha256.hex()) if magic == _DIGESTED else None

    def sync(self) -> None:
        """Make everything that was written durable."""
        os.fdatasync(self._descriptor)

    def write_digest(self, digest: Digest, *, durably: bool) -> None:
        """Remember the checksums of the whole; what is lost by a power failure is computed again."""
        packed = _DIGEST.pack(_DIGESTED, bytes.fromhex(digest.md5), bytes.fromhex(digest.sha256))
        self._write(2, packed, durably=durably)

    def _read_plan(self) -> Plan:
        content = _content(os.pread(self._descriptor, _SLOT, 0), _PLAN.size)
        if content is None or content[:8] != _MAGIC:
            os.close(self._descriptor)
            raise OSError("the record of an upload is damaged: its plan cannot be read")
        _, size, part_size = _PLAN.unpack(content)
        return Plan(size=size, part_size=part_size)

    def _write(self, slot: int, content: bytes, *, durably: bool) -> None:
        os.pwrite(self._descriptor, _sealed_slot(content), slot * _SLOT)
        if durably:
            os.fdatasync(self._descriptor)


def _sealed_slot(content: bytes) -> bytes:
    padded = content.ljust(_SLOT - _CRC.size, b"\0")
    return padded + _CRC.pack(zlib.crc32(padded))


def _content(raw: bytes, length: int) -> bytes | None:
    if len(raw) != _SLOT or _CRC.unpack(raw[-_CRC.size :])[0] != zlib.crc32(raw[: -_CRC.size]):
        return None
    return raw[:length]


def _part(raw: bytes) -> PartSlot:
    content = _content(raw, _PART.size)
    if content is None:
        return EMPTY
    state, token, length, md5, sha256 = _PART.unpack(content)
    return PartSlot(PartState(state), token, length, md5, sha256)
