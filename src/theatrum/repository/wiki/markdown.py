"""The text of a page as a file: compressed by gzip when the server writes it, read within bounds."""

import gzip
import zlib

from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files import locks
from theatrum.repository.files.queries import require_whole
from theatrum.repository.wiki.errors import MarkdownUnreadable
from theatrum.repository.wiki.models import PageVersion

CONTENT_TYPE = "application/x-gzip; charset=utf-8"
# As much as travels inside a page, or is shown as one.
LONGEST = 2 * 1024**2
_GZIP = b"\x1f\x8b"


def file_name(page_id: int | None) -> str:
    """Return what the file is called that the server makes for a page."""
    return f"{'wiki' if page_id is None else page_id}_markdown.txt.gz"


def keep(text: str) -> StoredBlob:
    """Store a text, outside of any transaction. Raises StoreFull."""
    return store().put([gzip.compress(text.encode(), mtime=0)])


def read(actor: Actor, version: PageVersion) -> str:
    """Return the text of a version of a page. Raises MarkdownUnreadable, FileIsBroken, FileIsLocked."""
    locks.require_open(actor, version.markdown)
    return text_of(version)


def text_of(version: PageVersion) -> str:
    """Return the text of a version of a page, whoever may read it. Raises MarkdownUnreadable, FileIsBroken."""
    require_whole(version.markdown)
    with store().open(version.markdown.key) as file:
        content = file.read(LONGEST + 1)
    try:
        if content.startswith(_GZIP):
            content = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(content, LONGEST + 1)
        if len(content) > LONGEST:
            raise MarkdownUnreadable(id=version.page_id, reason=f"it has more than {LONGEST} bytes")
        return content.decode()
    except zlib.error as error:
        raise MarkdownUnreadable(id=version.page_id, reason="its compressed file is damaged") from error
    except UnicodeDecodeError as error:
        raise MarkdownUnreadable(id=version.page_id, reason="it is not UTF-8") from error
