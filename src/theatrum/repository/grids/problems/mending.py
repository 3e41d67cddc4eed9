"""What the text of a cell would have to be, by a finding that offers exactly one value. Pure."""

import json
import re
from collections.abc import Mapping, Sequence

from theatrum.checks.columns.lists import join_list, split_list
from theatrum.checks.columns.reading import TEXT, Reading
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.grids.policy import LONGEST_CELL

# What is told of one item of a list; its number counts from 1.
_ITEM = re.compile(r"Item ([0-9]{1,6}) of ")
# Suggestions of these are names of columns, or of records, and not what stands in a cell.
_NO_TEXTS = frozenset({"schema.additional_properties", "table.unknown_column", "table.header_spelling"})
# What links tell is judged with all rows of a center: what was meant there is asked for, not kept with the row.
_LINKS = "links."


def mended(finding: JsonObject, text: str | None, reading: Reading = TEXT) -> str | None:
    """Return what a cell with a text would have to hold; None where that is not known.

    Whether the finding is gone then is for a judge to say.
    """
    offered = finding.get("suggestions")
    code = str(finding.get("code"))
    if text is None or not isinstance(offered, list) or len(offered) != 1:
        return None
    if code in _NO_TEXTS or code.startswith(_LINKS):
        return None
    found = str(offered[0])
    item = _ITEM.match(str(finding.get("message")))
    if item is not None:
        listed = _with_item(text, int(item[1]) - 1, found, reading)
        if listed is None:
            return None
        found = listed
    return None if found == text or len(found) > LONGEST_CELL else found


def identifiers_in(text: str) -> list[str]:
    """Return what a cell names: one identifier, or those of a list."""
    return [item for item in split_list(text) if isinstance(item, str)]


def exchanged(text: str, meant: Mapping[str, str]) -> str | None:
    """Return a cell with other identifiers in the place of some; None where it names none of them."""
    items = identifiers_in(text)
    new = [meant.get(item, item) for item in items]
    if new == items:
        return None
    found = json.dumps(new, ensure_ascii=False) if text.lstrip().startswith("[") else join_list(new)
    return None if len(found) > LONGEST_CELL else found


def order_of(finding: JsonObject) -> int:
    """Return when what is told of a list's items is mended: the last item first, as one may become several."""
    item = _ITEM.match(str(finding.get("message")))
    return -int(item[1]) if item is not None else 0


def _with_item(text: str, place: int, found: str, reading: Reading) -> str | None:
    """Return a list with one of its items written otherwise, or taken apart into several."""
    items = split_list(text, reading.whole)
    if place >= len(items) or not all(isinstance(item, str) for item in items):
        return None
    whole = reading.items.whole if reading.items is not None else reading.whole
    new: Sequence[JsonValue] = [found] if found in whole else split_list(found, reading.whole)
    items[place : place + 1] = new
    if text.lstrip().startswith("["):
        return json.dumps(items, ensure_ascii=False)
    return join_list([str(item) for item in items])
