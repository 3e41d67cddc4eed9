"""What is wrong with a published data model itself. Verdicts follow it to the letter; this says what it misses.

A rule that can never apply lets rows pass that its author meant to stop. Nobody learns of it from the rows, so
it is told once for each component, as a note, with what Theatrum does about it.
"""

from collections.abc import Iterator, Mapping

from theatrum.checks.findings import Finding, Severity, Source
from theatrum.checks.model.dialect import META_SCHEMAS
from theatrum.checks.model.imported import declared_properties
from theatrum.checks.model.schemas import published_schema
from theatrum.checks.model.walk import depth_first
from theatrum.checks.profile.profile import Profile
from theatrum.kernel.jsontext import JsonObject, JsonValue

CODE = "schema.model_defect"
_CONSTRAINTS = frozenset(
    {"$ref", "allOf", "anyOf", "const", "enum", "items", "maximum", "minimum", "not", "oneOf", "pattern", "type"}
)
# What a test asks that only some types can meet.
_OF_TEXT = frozenset({"pattern", "minLength", "maxLength"})
_OF_NUMBERS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
_ANSWERS: dict[str, frozenset[str]] = {
    "string": _OF_TEXT,
    "integer": _OF_NUMBERS,
    "number": _OF_NUMBERS,
    "array": frozenset(),
    "boolean": frozenset(),
}
_A = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "boolean": "true or false",
}
_SPELLINGS = frozenset(uri.removesuffix("#") for uri in META_SCHEMAS.values())
_Defect = tuple[str | None, str, str]


def defects_of(profile: Profile, component: str, version: str, *, is_whole_told: bool = True) -> list[Finding]:
    """Return what is wrong with a component's published schema; nothing for one that only the profile defines.

    Unless ``is_whole_told``, without what is the same in every component of a model. Raises ModelUnknown,
    ComponentUnknown.
    """
    schema = published_schema(profile, component, version).schema
    if profile.models[version].components[component].origin != "published":
        return []
    return model_defects(schema, component, is_whole_told=is_whole_told)


def model_defects(schema: Mapping[str, JsonValue], name: str, *, is_whole_told: bool = True) -> list[Finding]:
    """Return what is wrong with the published schema of a component, as notes; ``column`` is the attribute."""
    properties = declared_properties(schema)
    whole = _of_the_whole(schema) if is_whole_told else ()
    # Several conditions repeat one test; whoever reads this wants each defect once.
    found = dict.fromkeys(
        (
            *_of_conditions(schema, properties),
            *_of_attributes(properties),
            *_of_requirements(schema, properties),
            *whole,
        )
    )
    return [_note(name, *one) for one in found]


def _note(component: str, column: str | None, message: str, fix: str) -> Finding:
    return Finding(
        code=CODE,
        severity=Severity.NOTE,
        message=message,
        fix=fix,
        column=column,
        source=Source.MODEL,
        component=component,
    )


def _of_conditions(schema: Mapping[str, JsonValue], properties: JsonObject) -> Iterator[_Defect]:
    for part in depth_first(schema):
        test = part.get("if")
        for name, asked in _tests(test) if isinstance(test, dict) else ():
            declared = properties.get(name)
            if declared is None:
                message = f"A condition tests {name}, which the data model does not have, so it never applies."
                fix = "Theatrum follows the model; a row that has the column anyway is held to the condition."
                yield name, message, fix
            elif isinstance(declared, dict) and isinstance(asked, dict):
                yield from _of_test(name, declared, asked)


def _tests(test: JsonObject) -> Iterator[tuple[str, JsonValue]]:
    for part in depth_first(test):
        yield from declared_properties(part).items()


def _of_test(name: str, declared: JsonObject, asked: JsonObject) -> Iterator[_Defect]:
    kind = declared.get("type")
    answers = _ANSWERS.get(kind) if isinstance(kind, str) else None
    if answers is None:
        return
    # Keywords for text and numbers hold for everything of another type: such a test says nothing.
    idle = sorted({keyword for part in depth_first(asked) for keyword in part} & (_OF_TEXT | _OF_NUMBERS) - answers)
    for keyword in idle:
        message = f"A condition asks a {keyword} of {name}, which is {_A[str(kind)]}: it holds for every value."
        yield name, message, "Theatrum follows the model: what the condition asks for is asked whatever the value."
    if any(_is_impossible(part["const"], str(kind)) for part in depth_first(asked) if "const" in part):
        message = f"A condition compares {name}, which is {_A[str(kind)]}, with something else: it never holds."
        yield name, message, "Theatrum follows the model: what the condition asks for is never asked."


def _is_impossible(value: JsonValue, kind: str) -> bool:
    match value:
        case bool():
            return kind != "boolean"
        case int() | float():
            return kind not in {"integer", "number"}
        case str():
            return kind != "string"
        case list():
            return kind != "array"
        case _:
            return True


def _of_attributes(properties: JsonObject) -> Iterator[_Defect]:
    for name, declared in properties.items():
        if isinstance(declared, dict) and _CONSTRAINTS.isdisjoint(declared):
            message = f"The data model says nothing of what {name} must be: any value passes."
            yield name, message, "Theatrum asks what the overlay asks, and nothing else."


def _of_requirements(schema: Mapping[str, JsonValue], properties: JsonObject) -> Iterator[_Defect]:
    if properties and not any(part.get("required") for part in _always(schema)):
        yield None, "The data model asks for no attribute: an empty row passes.", "Theatrum asks what the overlay asks."


def _of_the_whole(schema: Mapping[str, JsonValue]) -> Iterator[_Defect]:
    """Yield what is the same in every component of a model."""
    spelling = schema.get("$schema")
    if isinstance(spelling, str) and spelling.removesuffix("#") not in _SPELLINGS:
        message = f"Its $schema is spelled {spelling}: some validators do not know it and judge by another draft."
        yield None, message, "Theatrum judges by the draft that is meant."
    if schema.get("additionalProperties", {}) in ({}, True) and "patternProperties" not in schema:
        message = "The data model lets any further column pass, so a misspelt one is not seen."
        yield None, message, "Theatrum warns of columns that the model does not have."


def _always(schema: Mapping[str, JsonValue]) -> Iterator[Mapping[str, JsonValue]]:
    """Yield the parts that every row is held to."""
    yield schema
    combined = schema.get("allOf")
    yield from (part for part in (combined if isinstance(combined, list) else []) if isinstance(part, dict))
