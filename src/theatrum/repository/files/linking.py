"""Links to files elsewhere: what may be one. Pure.

The address is handed to whoever may download; this server never fetches it, so it is no way to reach
what only the server can reach.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from theatrum.repository.files.errors import LinkIsInvalid
from theatrum.repository.files.policy import (
    LARGEST_FILE,
    LONGEST_TEXT,
    valid_content_type,
    valid_file_name,
)

LONGEST_URL = 4000
MD5_LENGTH = 32
# What clients know how to fetch. No ``javascript:`` or ``data:``, which a browser would run.
SCHEMES = frozenset({"http", "https", "ftp", "ftps", "sftp", "s3", "gs", "file"})
# Of what nobody named; Synapse writes the same.
NOT_SET = "NOT_SET"
_LOCAL = "file"
_NOT_IN_URLS = re.compile(r"[\x00-\x20\x7f\\\u2028\u2029]")


@dataclass(frozen=True)
class WantedLink:
    """A link that somebody wants; what is said of the bytes is theirs to know."""

    url: str
    file_name: str = ""
    content_type: str = ""
    md5: str = ""
    size: int | None = None


def valid_link(wanted: WantedLink) -> WantedLink:
    """Return the link in normal form, its name and type filled in. Raises LinkIsInvalid, UploadIsInvalid."""
    if wanted.size is not None and not 0 <= wanted.size <= LARGEST_FILE:
        raise LinkIsInvalid(reason=f"contentSize must be 0 to {LARGEST_FILE}, but was {wanted.size}.")
    return replace(
        wanted,
        url=_valid_url(wanted.url),
        file_name=valid_file_name((wanted.file_name or NOT_SET)[:LONGEST_TEXT]),
        content_type=valid_content_type(wanted.content_type or NOT_SET),
        md5=_valid_md5(wanted.md5.strip()),
    )


def _valid_md5(text: str) -> str:
    # Whatever its maker says: nobody here can hold it against the bytes.
    if len(text) > MD5_LENGTH or not text.isascii() or not text.isprintable():
        raise LinkIsInvalid(reason=f"contentMd5 must be at most {MD5_LENGTH} printable characters.")
    return text.lower()


def _valid_url(text: str) -> str:
    url = text.strip()
    if not url or len(url) > LONGEST_URL or _NOT_IN_URLS.search(url):
        must = f"it must have 1 to {LONGEST_URL} characters, no spaces among them"
        raise LinkIsInvalid(reason=f"The External URL is not a valid url: {must}.")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise LinkIsInvalid(reason=f"The External URL is not a valid url: {url[:200]}") from error
    if parts.scheme.lower() not in SCHEMES or not (parts.netloc or parts.scheme.lower() == _LOCAL):
        known = ", ".join(sorted(SCHEMES))
        raise LinkIsInvalid(
            reason=f"The External URL is not a valid url: {url[:200]}. It must begin with one of {known}."
        )
    return url
