"""A JSON value as the text of a cell."""

import json

from theatrum.kernel.jsontext import JsonValue


def cell_of(value: JsonValue) -> str | None:
    """Return the text that is read back as this value; None, an empty cell, for null and the empty list.

    Items of a list stand side by side with commas; where an item holds a comma itself, the list is a JSON array.
    """
    match value:
        case None | []:
            return None
        case bool():
            return "true" if value else "false"
        case list():
            return _list_cell(value)
        case dict():
            return json.dumps(value)
        case _:
            return str(value)


def _list_cell(items: list[JsonValue]) -> str:
    texts = [cell_of(item) or "" for item in items]
    is_plain = all("," not in text and text == text.strip() and text for text in texts)
    return ",".join(texts) if is_plain else json.dumps(items, ensure_ascii=False)
