"""Small archives, made by the standard library, and some that it would not make."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping

from theatrum.checks.formats.bytes import Budget, Held
from theatrum.checks.formats.inspecting import Inspection, inspect_file
from theatrum.checks.formats.inspection import Asked

FASTQ = b"@read1\nACGT\n+\nIIII\n" * 50


def tarred(files: Mapping[str, bytes], form: int = tarfile.PAX_FORMAT, **about: str) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            entry.uname = about.get("uname", "")
            if "comment" in about:
                entry.pax_headers = {"comment": about["comment"]}
            archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def linked(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = kind, target
        archive.addfile(entry)
    return stream.getvalue()


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.comment = comment
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return stream.getvalue()


def gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def named_gzip(data: bytes, name: bytes, comment: bytes = b"") -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    flags = 8 | (16 if comment else 0)
    head = b"\x1f\x8b\x08" + bytes([flags]) + bytes(6) + name + b"\0" + (comment + b"\0" if comment else b"")
    body = packer.compress(data) + packer.flush()
    return head + body + struct.pack("<II", zlib.crc32(data), len(data))


def inspected(data: bytes, name: str = "bundle", *, is_full: bool = False, budget: Budget | None = None) -> Inspection:
    return inspect_file(Held(data), Asked(name, is_full=is_full), budget=budget)


def codes(inspection: Inspection) -> list[str]:
    return [noted.code for noted in inspection.noted]
