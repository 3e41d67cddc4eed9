"""The attributes of a component, and the values of an attribute, as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence

from theatrum.checks.catalogue.page import AttributePage, Choice, ComponentPage

COLUMNS = (
    "Attribute",
    "Description",
    "Type",
    "Required",
    "Pattern",
    "Examples",
    "Wrong",
    "At least",
    "At most",
    "Values",
    "Vocabulary",
    "First values",
    "Conditions",
    "Asked by",
    "Requirement",
)
_BETWEEN = "; "


def csv_text(page: ComponentPage) -> str:
    """Write the attributes of a component, one a line, in the order of the form."""
    return _written(COLUMNS, (_line(one) for one in page.attributes))


def values_text(choices: Iterable[Choice]) -> str:
    """Write permissible values, one a line, with what they mean where that is known."""
    return _written(("Value", "Label", "Address"), ((one.value, one.label or "", one.url or "") for one in choices))


def _line(one: AttributePage) -> Sequence[object]:
    values = one.values
    return (
        one.name,
        one.about,
        one.type,
        one.need,
        one.pattern or "",
        _BETWEEN.join(one.passing or ((one.example,) if one.example else ())),
        _BETWEEN.join(one.failing),
        "" if one.minimum is None else one.minimum,
        "" if one.maximum is None else one.maximum,
        values.count if values else "",
        values.vocabulary or "" if values else "",
        _BETWEEN.join(choice.value for choice in values.first) if values else "",
        " ".join(one.conditions),
        one.origin.source,
        one.origin.requirement or "",
    )


def _written(header: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue()
