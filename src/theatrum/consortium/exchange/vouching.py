"""Whether a workbook that comes back is the one that went out: the signature in its properties.

Spreadsheets that drop the properties of a file leave none: its rows are vouched for one by one then. A signature that
is there and does not fit was made up or damaged.
"""

import hmac
import re
import zipfile
import zlib
from html import unescape

from theatrum.checks.tables.source import Source
from theatrum.consortium.exchange.identity import PROPERTY, sign
from theatrum.consortium.exchange.models import Checkout

_PART = "docProps/custom.xml"
# Properties of a workbook are some hundred bytes.
_LONGEST = 1 << 18
_VALUE = re.compile(rf'<property\b[^>]*\bname="{re.escape(PROPERTY)}"[^>]*>\s*<[^>]*>([^<]*)<', re.DOTALL)
_NAMED = f'"{PROPERTY}"'


def signature_of(checkout: Checkout) -> str:
    """Return what a workbook says of itself: which one it is, of what, and at which state."""
    facts = f"{checkout.source_id}|{checkout.source_version}|{checkout.sequence}|{checkout.digest}"
    return sign(checkout.pk, facts)


def is_vouched(source: Source, checkout: Checkout) -> bool:
    """Tell whether a file may be the workbook of a checkout: it has its signature, or none at all."""
    text = _signature(source)
    return text is None or hmac.compare_digest(text.encode(), signature_of(checkout).encode())


def _signature(source: Source) -> str | None:
    """Return what stands in the property; empty where that cannot be read, None where there is none."""
    try:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            names = {name.casefold(): name for name in archive.namelist()}
            if _PART.casefold() not in names:
                return None
            with archive.open(names[_PART.casefold()]) as part:
                text = part.read(_LONGEST + 1)
    except ConnectionError:
        raise  # what cannot be reached now says nothing of the file
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        # A workbook of another format has no such part; one whose part is damaged has been in other hands.
        return "" if _is_archive(source) else None
    told = text[:_LONGEST].decode("utf-8", errors="replace")
    found = _VALUE.search(told)
    if found is None:
        return "" if _NAMED in told or len(text) > _LONGEST else None
    return unescape(found[1]).strip()


def _is_archive(source: Source) -> bool:
    with source.open() as file:
        return zipfile.is_zipfile(file)
