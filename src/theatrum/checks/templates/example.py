"""One row that is valid by construction, to show what a filled-in row looks like."""

import random
import re
from collections.abc import Mapping

from theatrum.checks.catalogue.page import AttributePage, ComponentPage
from theatrum.checks.model.schemas import advice_schema, bound_schema
from theatrum.checks.profile.profile import Profile
from theatrum.checks.synthesis.cells import cell_of
from theatrum.checks.synthesis.rows import ComponentIsUnfillable, RowMaker
from theatrum.kernel.jsontext import JsonObject, JsonValue

# In days since birth, where the model gives no example: at about 55 years.
_A_DAY = 20_000


def example_row(profile: Profile, page: ComponentPage, center: str | None = None) -> Mapping[str, str]:
    """Return a valid row as the texts of its cells, every time the same; empty where none could be made.

    Its identifiers are of a center, the first one of the profile where none is named.
    """
    advised = advice_schema(profile, page.name, page.version)
    schemas = [bound_schema(profile, page.name, page.version), *([advised] if advised else [])]
    maker = RowMaker(page.name, schemas, fill=1.0)
    given = _ages(profile, page) | _identifiers(profile, page, center or next(iter(profile.centers), ""))
    given |= _examples(page)
    for start in (given | _file(profile, page), given, {}):
        row = _made(maker, {name: value for name, value in start.items() if name in maker.attributes})
        if row is not None:
            cells = ((name, cell_of(value)) for name, value in row.items())
            return {name: cell for name, cell in cells if cell}
    return {}


def _made(maker: RowMaker, given: JsonObject) -> JsonObject | None:
    try:
        return maker.make(random.Random(0), given)  # noqa: S311  # an example, no secret
    except ComponentIsUnfillable:  # what is given contradicts a rule, or the rules contradict each other
        return None


def _identifiers(profile: Profile, page: ComponentPage, center: str) -> JsonObject:
    forms, links = profile.overlay.identifiers.forms, {link.column: link.kind for link in page.parents[::-1]}
    found: JsonObject = {}
    for one in page.attributes:
        if one.kinds:
            text = forms.write(links.get(one.name, one.kinds[0]), center=center, slot=1, number=1)
            found[one.name] = [text] if one.is_list else text
    return found


def _examples(page: ComponentPage) -> JsonObject:
    """Take the examples that the model itself gives of texts and numbers, as far as they are of the type."""
    typed = ((one, _typed(one)) for one in page.attributes if one.example and not one.kinds)
    return {one.name: [value] if one.is_list else value for one, value in typed if value is not None}


def _typed(one: AttributePage) -> JsonValue:
    text = one.example or ""
    if one.type == "text" or one.type.startswith("list of texts") or one.type == "anything":
        return text
    return int(text) if one.type == "whole number" and text.isdecimal() else None


def _ages(profile: Profile, page: ComponentPage) -> JsonObject:
    """Let everything be on one day, so that nothing comes before what it follows."""
    ages = profile.overlay.ages
    columns = [one for one in page.attributes if ages and re.search(ages.attributes, one.name)]
    day = max((int(one.example or 0) for one in columns if (one.example or "").isdecimal()), default=_A_DAY)
    return {one.name: day for one in columns if one.type == "whole number"}


def _file(profile: Profile, page: ComponentPage) -> JsonObject:
    """Name a file in the first format that is accepted, and that format."""
    if not page.formats:
        return {}
    shape = page.formats[0]
    path = f"batch1/sample1{shape.endings[0]}"
    values = {"path": path, "format": shape.format}
    return {name: values[filled] for name, filled in profile.overlay.fills.items()}
