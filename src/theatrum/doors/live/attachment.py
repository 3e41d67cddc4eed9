"""Response headers that make a browser save a user's bytes, and never show or run them. Pure."""

import re
from urllib.parse import quote

_QUOTABLE = re.compile(r"[ !#-\[\]-~]+")
_MEDIA_TYPE = re.compile(
    r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:[ \t]*;[ \t]*[\w.+-]+=(?:[\w.+-]+|\"[\w .:/+-]*\"))*", re.ASCII
)
_ATTRIBUTE_CHARACTERS = "!#$&+-.^_`|~"

PROTECTION = (
    ("x-content-type-options", "nosniff"),
    ("content-security-policy", "sandbox; default-src 'none'"),
    ("cache-control", "private, no-store, no-transform"),
    ("referrer-policy", "no-referrer"),
)


def content_disposition(file_name: str) -> str:
    """Return the header that names the file to save (RFC 6266).

    A name outside ASCII is sent as ``filename*`` only: with both forms the Python client of Synapse
    takes the plain one, and with it loses the name.
    """
    name = file_name.replace("/", "_").replace("\\", "_")
    if _QUOTABLE.fullmatch(name):
        return f'attachment; filename="{name}"'
    return f"attachment; filename*=UTF-8''{quote(name, safe=_ATTRIBUTE_CHARACTERS)}"


def media_type(text: str) -> str:
    """Return the type if it is one, else the type of unknown bytes: it goes into a header."""
    return text if _MEDIA_TYPE.fullmatch(text) else "application/octet-stream"
