"""The beginning of a text as a small file of its own, made when somebody first asks for it."""

import codecs
import zlib

from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.repository.files.errors import NoPreview
from theatrum.repository.files.models import FileHandle, Verification

FILE_NAME = "preview.txt"
CONTENT_TYPE = "text/plain; charset=utf-8"
LONGEST = 32 * 1024
_GZIP = b"\x1f\x8b"


def find(handle: FileHandle) -> FileHandle | None:
    """Return the preview of a file, if one was made."""
    return FileHandle.objects.filter(preview_of=handle).first()


def keep_beginning(handle: FileHandle) -> StoredBlob:
    """Store the first 32 KiB of a text, compressed by gzip or not; outside of any transaction.

    Raises NoPreview for what is no text, or was not verified yet.
    """
    if handle.verification != Verification.VERIFIED:
        raise NoPreview(name=handle.file_name)
    with store().open(handle.key) as file:
        content = file.read(LONGEST)
    return store().put([_text(handle, content).encode()])


def _text(handle: FileHandle, content: bytes) -> str:
    try:
        if content.startswith(_GZIP):
            content = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(content, LONGEST)
        # Of a character that is cut off at the end, nothing is taken.
        text = codecs.getincrementaldecoder("utf-8")().decode(content)
    except (zlib.error, UnicodeDecodeError) as error:
        raise NoPreview(name=handle.file_name) from error
    if "\0" in text:
        raise NoPreview(name=handle.file_name)
    return text
