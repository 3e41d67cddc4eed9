"""How rows of a workbook are known when it comes back: a mark a row, which nobody can make up. Pure but for the key.

``12.57.9f3ac1d2b0e4`` is row 57 of what went out as number 12. A mark that a spreadsheet invents by filling down, or
that belongs to another installation, does not fit its keyed hash.
"""

import hashlib
import hmac
import re

from theatrum.drivers import installation

HEADER = "Theatrum row"
PROPERTY = "Theatrum workbook"
_HASHED = 12
_MARK = re.compile(rf"\s*([0-9]{{1,18}})\.([0-9]{{1,9}})\.([0-9a-f]{{{_HASHED}}})\s*")


def mark(checkout_id: int, index: int) -> str:
    """Return the mark of a row, by its place from 0 in what went out."""
    text = f"{checkout_id}.{index}"
    return f"{text}.{_hash(text)}"


def read_mark(text: str | None) -> tuple[int, int] | None:
    """Return what went out and which row of it; None for a text that is no mark of ours."""
    found = _MARK.fullmatch(text or "")
    if found is None or not hmac.compare_digest(_hash(f"{found[1]}.{found[2]}"), found[3]):
        return None
    return int(found[1]), int(found[2])


def sign(checkout_id: int, facts: str) -> str:
    """Return what stands in the properties of a workbook: which one it is, with a keyed hash of what it is of."""
    text = f"{checkout_id}|{facts}"
    return f"{checkout_id}.{_hash(text)}"


def _hash(text: str) -> str:
    key = installation.secret("exchange")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:_HASHED]
