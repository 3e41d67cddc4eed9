"""The attributes of a component, described."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from theatrum.checks.catalogue.conditions import origin_of
from theatrum.checks.catalogue.examples import pattern_examples, such_as
from theatrum.checks.catalogue.page import AttributePage, ConditionPage, Need, Values
from theatrum.checks.catalogue.vocabulary import choices, item_of, resolved, vocabulary_of
from theatrum.checks.model.imported import declared_properties
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.phrases import literal, permissible
from theatrum.kernel.jsontext import JsonObject, JsonValue

FIRST_VALUES = 12
_TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
_PLURALS = {"text": "texts", "whole number": "whole numbers", "number": "numbers"}
_ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Described:
    """A component whose attributes are described: its schema, that of what is recommended, and its conditions."""

    profile: Profile
    component: str
    version: str
    schema: JsonObject
    advice: JsonObject
    conditions: Sequence[ConditionPage]


def attributes_of(one: Described) -> tuple[AttributePage, ...]:
    """Return the attributes in the order of the form."""
    return tuple(_attribute(one, name, declared) for name, declared in declared_properties(one.schema).items())


def type_words(schema: JsonObject, declared: JsonValue) -> str:
    """Say of what type an attribute is: ``text``, ``list of whole numbers``."""
    whole = resolved(schema, declared)
    if whole.get("type") == "array" or "items" in whole:
        item = _type(item_of(schema, whole))
        return "list" if item == _ANYTHING else f"list of {_PLURALS.get(item, item)}"
    return _type(whole)


def _type(declared: Mapping[str, JsonValue]) -> str:
    kind = declared.get("type")
    kinds = [kind] if isinstance(kind, str) else kind if isinstance(kind, list) else []
    if not kinds:
        values = permissible(declared) or []
        return "text" if values and all(isinstance(value, str) for value in values) else _branches(declared)
    return " or ".join(_TYPES.get(str(name), str(name)) for name in kinds if name != "null") or _ANYTHING


def _branches(declared: Mapping[str, JsonValue]) -> str:
    for keyword in ("anyOf", "oneOf"):
        branches = declared.get(keyword)
        if isinstance(branches, list):
            return " or ".join(dict.fromkeys(_type(branch) for branch in branches if isinstance(branch, dict)))
    return "text" if isinstance(declared.get("pattern"), str) else _ANYTHING


def _attribute(one: Described, name: str, declared: JsonValue) -> AttributePage:
    whole, item = resolved(one.schema, declared), item_of(one.schema, declared)
    about, pattern = str(whole.get("description") or name).strip(), item.get("pattern")
    identifiers = one.profile.overlay.identifiers
    kinds = identifiers.attribute_kinds(one.component, name)
    passing, failing = (
        pattern_examples(pattern, about, tuple(identifiers.kind(kind) for kind in kinds))
        if isinstance(pattern, str)
        else ((), ())
    )
    values = _values(one, name, item)
    constant = values.first[0].value if values and values.count == 1 else literal(pattern)
    return AttributePage(
        name=name,
        about=about,
        type=type_words(one.schema, declared),
        is_list=whole.get("type") == "array" or "items" in whole,
        need=_need(one, name),
        origin=origin_of(declared),
        pattern=pattern if isinstance(pattern, str) else None,
        passing=passing,
        failing=failing,
        example=_example(about, passing, permissible(item)),
        minimum=_bound(item, "minimum"),
        maximum=_bound(item, "maximum"),
        values=values,
        constant=constant,
        kinds=kinds,
        filled=one.profile.overlay.fills.get(name),
        conditions=tuple(condition.sentence for condition in one.conditions if _concerns(condition, name)),
    )


def _values(one: Described, name: str, item: JsonObject) -> Values | None:
    allowed = permissible(item)
    if not allowed:
        return None
    vocabulary = vocabulary_of(one.profile, one.component, name, version=one.version)
    shown = choices(allowed[:FIRST_VALUES], vocabulary)
    source = vocabulary.source if vocabulary else None
    told = (source.name, source.home) if source else None
    return Values(len(allowed), shown, vocabulary.name if vocabulary else None, told)


def _need(one: Described, name: str) -> Need:
    if _requires(one.schema, name):
        return "required"
    asking = [condition for condition in one.conditions if name in condition.required]
    if any(not condition.is_advice for condition in asking):
        return "conditional"
    return "recommended" if asking or _requires(one.advice, name) else "optional"


def _requires(schema: JsonObject, name: str) -> bool:
    required, combined = schema.get("required"), schema.get("allOf")
    parts = [part for part in (combined if isinstance(combined, list) else []) if isinstance(part, dict)]
    lists = [required, *(part.get("required") for part in parts)]
    return any(name in names for names in lists if isinstance(names, list))


def _concerns(condition: ConditionPage, name: str) -> bool:
    return name in {*condition.required, *condition.forbidden, *(refined for refined, _ in condition.refined)}


def _example(about: str, passing: Sequence[str], allowed: list[JsonValue] | None) -> str | None:
    given = such_as(about)
    if allowed:
        return given if given in allowed else choices(allowed[:1], None)[0].value
    return passing[0] if passing else given


def _bound(item: JsonObject, keyword: str) -> float | None:
    bound = item.get(keyword)
    return bound if isinstance(bound, int | float) and not isinstance(bound, bool) else None
