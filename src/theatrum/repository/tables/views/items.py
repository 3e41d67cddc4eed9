"""The items of a list cell as texts of an annotation. Pure."""

import json


def items_of(text: str) -> list[object]:
    """Return the items of a JSON list as texts; what is no value is left out."""
    return [_text(item) for item in json.loads(text) if item is not None]


def _text(item: object) -> str:
    if isinstance(item, bool):
        return "true" if item else "false"
    return str(item)
