"""Which draft of JSON Schema a document is written in."""

import re
from collections.abc import Mapping
from enum import StrEnum

import jsonschema_rs

from theatrum.checks.model.errors import SchemaUnusable


class Draft(StrEnum):
    """The drafts that are judged by their own rules."""

    DRAFT_4 = "04"
    DRAFT_6 = "06"
    DRAFT_7 = "07"
    DRAFT_2019_09 = "2019-09"
    DRAFT_2020_12 = "2020-12"


VALIDATORS: dict[Draft, type[jsonschema_rs.Validator]] = {
    Draft.DRAFT_4: jsonschema_rs.Draft4Validator,
    Draft.DRAFT_6: jsonschema_rs.Draft6Validator,
    Draft.DRAFT_7: jsonschema_rs.Draft7Validator,
    Draft.DRAFT_2019_09: jsonschema_rs.Draft201909Validator,
    Draft.DRAFT_2020_12: jsonschema_rs.Draft202012Validator,
}

# The name of each draft that every library knows.
META_SCHEMAS: dict[Draft, str] = {
    Draft.DRAFT_4: "http://json-schema.org/draft-04/schema#",
    Draft.DRAFT_6: "http://json-schema.org/draft-06/schema#",
    Draft.DRAFT_7: "http://json-schema.org/draft-07/schema#",
    Draft.DRAFT_2019_09: "https://json-schema.org/draft/2019-09/schema",
    Draft.DRAFT_2020_12: "https://json-schema.org/draft/2020-12/schema",
}

# Any of http and https, with or without the closing '#': some publishers write the draft 7 one as nobody
# else does, and a library that compares the whole string falls back to another draft.
_META_SCHEMA = re.compile(r"https?://json-schema\.org/draft[-/](04|06|07|2019-09|2020-12)/schema#?")


def draft_of(schema: Mapping[str, object]) -> Draft:
    """Return the draft that ``$schema`` names; draft 7 where it is missing. Raises SchemaUnusable."""
    named = schema.get("$schema")
    if named is None or named == "":
        return Draft.DRAFT_7
    match = _META_SCHEMA.fullmatch(named) if isinstance(named, str) else None
    if match is None:
        raise SchemaUnusable(
            reason=f"its $schema is {named!r}, which is no known draft.",
            fix="Write http://json-schema.org/draft-07/schema# there, or leave $schema out.",
        )
    return Draft(match[1])
