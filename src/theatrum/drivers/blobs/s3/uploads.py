"""The half of the store that takes bytes: S3's multipart uploads. Parts go straight to the service.

Nothing about an upload is kept here: its handle says it all, and the service knows its parts.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from theatrum.drivers.blobs.errors import (
    BlobNotFound,
    PartMismatch,
    PartMissing,
    PartsMissing,
    StoreUnavailable,
    UploadNotFound,
)
from theatrum.drivers.blobs.protocol import HeldPart, SignedRequest
from theatrum.drivers.blobs.s3 import naming
from theatrum.drivers.blobs.s3.connection import refusals_told
from theatrum.drivers.blobs.s3.naming import Ticket, read_handle
from theatrum.drivers.blobs.s3.objects import Objects
from theatrum.drivers.blobs.s3.signing import sign_parts

_CHUNK = 1024**2
_CHANGED = "InvalidPart"


class S3Uploads(Objects):
    """The multipart life of ``BlobStore`` on S3."""

    def begin(self, upload_id: str, *, size: int, part_size: int) -> str:
        """See ``BlobStore``; here each call makes a new handle, and sizes that differ are no conflict."""
        plan = naming.plan_of(size, part_size, least=self._bucket.least_part)
        key = naming.key_for(upload_id, plan)
        with refusals_told(size=size):
            answer = self._parts.create_multipart_upload(**self._named(key), ContentType="application/octet-stream")
        return naming.handle(key, answer["UploadId"])

    def key_of(self, upload: str) -> str:
        """See ``BlobStore``."""
        return read_handle(upload).key

    def sign_parts(self, upload: str, numbers: Sequence[int]) -> dict[int, SignedRequest]:
        """See ``BlobStore``; an address takes a part of its own length only, where there are several."""
        ticket = read_handle(upload)
        for number in numbers:
            ticket.plan.require(number)
        with refusals_told():
            return {number: SignedRequest(url, {}) for number, url in sign_parts(self._connection, ticket, numbers)}

    def held_parts(self, upload: str) -> dict[int, HeldPart]:
        """See ``BlobStore``; of a complete upload the service knows no checksums of parts: they are empty."""
        ticket = read_handle(upload)
        try:
            return self._listed(ticket)
        except UploadNotFound:
            if not self.exists(ticket.key):
                raise
        plan = ticket.plan
        return {number: HeldPart(number, plan.length(number), "") for number in range(1, plan.count + 1)}

    def confirm_part(self, upload: str, number: int, *, md5: str) -> HeldPart:
        """See ``BlobStore``; after completion the part is read again for that."""
        ticket = read_handle(upload)
        ticket.plan.require(number)
        try:
            held = self._listed(ticket, only=number).get(number)
        except UploadNotFound:
            held = self._read_part(ticket, number)
        if held is None:
            raise PartMissing(number=number)
        if held.md5 != md5.lower():
            raise PartMismatch(number=number, held=held.md5, claimed=md5)
        return held

    def complete(self, upload: str) -> str:
        """See ``BlobStore``; the service puts exactly those parts together that were listed, or none."""
        ticket = read_handle(upload)
        try:
            self._complete(ticket)
        except UploadNotFound:
            # Completed before, or by another request in this moment; else aborted.
            if not self.exists(ticket.key):
                raise
        return ticket.key

    def abort(self, upload: str) -> None:
        """See ``BlobStore``."""
        try:
            ticket = read_handle(upload)
            with refusals_told():
                self._parts.abort_multipart_upload(**self._named(ticket.key), UploadId=ticket.upload_id)
        except (UploadNotFound, BlobNotFound):
            return

    def unfinished(self, *, before: datetime) -> Iterator[str]:
        """See ``BlobStore``."""
        self._require_own()
        place = self._bucket.path("")
        pages = self._parts.get_paginator("list_multipart_uploads").paginate(Bucket=self._bucket.name, Prefix=place)
        with refusals_told():
            for one in chain.from_iterable(page.get("Uploads", ()) for page in pages):
                key = one["Key"].removeprefix(place)
                if naming.is_key(key) and one["Initiated"] < before:
                    yield naming.handle(key, one["UploadId"])

    def _complete(self, ticket: Ticket) -> None:
        held = self._listed(ticket)
        absent = (number for number in range(1, ticket.plan.count + 1) if number not in held)
        if (first := next(absent, None)) is not None:
            raise PartsMissing(count=ticket.plan.count - len(held), first=first)
        named = [{"PartNumber": number, "ETag": f'"{held[number].md5}"'} for number in sorted(held)]
        try:
            with refusals_told():
                self._parts.complete_multipart_upload(
                    **self._named(ticket.key), UploadId=ticket.upload_id, MultipartUpload={"Parts": named}
                )
        except StoreUnavailable as error:
            # A part was sent again with other bytes since it was listed: whoever asks anew gets a new list.
            if error.code == _CHANGED:
                raise PartsMissing(count=1, first=1) from error
            raise

    def _listed(self, ticket: Ticket, *, only: int | None = None) -> dict[int, HeldPart]:
        """Return the parts that are there whole. Raises UploadNotFound."""
        asked: dict[str, Any] = {**self._named(ticket.key), "UploadId": ticket.upload_id}
        if only is not None:
            asked |= {"PartNumberMarker": only - 1, "MaxParts": 1}
        parts = []
        with refusals_told():
            while True:
                page = self._parts.list_parts(**asked)
                parts += page.get("Parts", [])
                if only is not None or not page.get("IsTruncated"):
                    break
                asked["PartNumberMarker"] = page["NextPartNumberMarker"]
        held = (_held(part) for part in parts)
        return {one.number: one for one in held if ticket.fits(one.number, one.size)}

    def _read_part(self, ticket: Ticket, number: int) -> HeldPart:
        """Return a part of a complete upload by its bytes. Raises UploadNotFound."""
        try:
            file = self.open_ranged(ticket.key, self.stat(ticket.key).size)
        except BlobNotFound:
            raise UploadNotFound from None
        plan, md5, size = ticket.plan, hashlib.md5(usedforsecurity=False), 0
        # The only part is all there is, which may be more than was announced.
        end = plan.offset(number) + plan.length(number) if plan.count > 1 else file.size
        with file:
            file.seek(plan.offset(number))
            while chunk := file.read(min(_CHUNK, end - file.tell())):
                md5.update(chunk)
                size += len(chunk)
        return HeldPart(number, size, md5.hexdigest())


def _held(part: Mapping[str, Any]) -> HeldPart:
    return HeldPart(part["PartNumber"], part["Size"], str(part["ETag"]).strip('"').lower())
