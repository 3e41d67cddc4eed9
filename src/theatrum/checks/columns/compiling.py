"""From a JSON Schema to rules over the rows of a table."""

from collections.abc import Callable, Mapping

from theatrum.checks.columns.circles import has_circle
from theatrum.checks.columns.list_rules import compile_cell
from theatrum.checks.columns.place import NotCompilable, Place
from theatrum.checks.columns.reading import TEXT, Reading
from theatrum.checks.columns.row_rules import All, Choice, Condition, Never, Property, Required, RowRules, Rowwise
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.dialect import Draft
from theatrum.checks.model.walk import resolve
from theatrum.kernel.jsontext import JsonObject, JsonValue

_COMPILED = frozenset({Draft.DRAFT_7, Draft.DRAFT_2019_09, Draft.DRAFT_2020_12})
# Ask something of a row that no column says; or give names a meaning that the walk does not follow.
_ROWWISE = frozenset(
    [
        "enum",
        "const",
        "patternProperties",
        "propertyNames",
        "minProperties",
        "maxProperties",
        "unevaluatedProperties",
        "$anchor",
        "$dynamicAnchor",
        "$dynamicRef",
        "$recursiveAnchor",
        "$recursiveRef",
        "$vocabulary",
    ]
)
# Mean nothing in draft 7.
_SINCE_2019 = frozenset({"dependentRequired", "dependentSchemas", "unevaluatedProperties"})
_DEEPEST = 64


def compile_rows(schema: CompiledSchema, readings: Mapping[str, Reading]) -> RowRules:
    """Return the rules of a schema; whatever cannot be expressed is judged row by row, never left out."""
    if schema.draft not in _COMPILED or has_circle(schema.schema):
        return Rowwise(schema, (), ())
    return _Compiler(schema, readings).rules(schema.schema, Place())


class _Compiler:
    def __init__(self, schema: CompiledSchema, readings: Mapping[str, Reading]) -> None:
        self._schema = schema
        self._readings = readings

    def rules(self, part: JsonValue, place: Place) -> RowRules:
        """Compile a part, or leave it to jsonschema-rs whole."""
        try:
            return self._compiled(part, place)
        except NotCompilable:
            # A part that has no validator of its own can be judged only together with what is around it.
            if place.location and not self._schema.has_part(place.location):
                raise
            return Rowwise(self._schema, place.location, place.walked)

    def _compiled(self, part: JsonValue, place: Place) -> RowRules:
        if isinstance(part, bool):
            return All() if part else Never(place.walked)
        if not isinstance(part, dict) or len(place.walked) > _DEEPEST:
            raise NotCompilable(str(place.location))
        if place.location and {"$id", "id"} & part.keys():
            raise NotCompilable("$id")
        inside = [self._referred(part["$ref"], place)] if "$ref" in part else []
        if inside and self._schema.draft is Draft.DRAFT_7:
            return inside[0]
        return All(
            inside + [rule for keyword, asked in part.items() for rule in self._keyword(keyword, asked, part, place)]
        )

    def _keyword(self, keyword: str, asked: JsonValue, part: JsonObject, place: Place) -> list[RowRules]:
        if keyword in _SINCE_2019 and self._schema.draft is Draft.DRAFT_7:
            return []
        if keyword in _ROWWISE:
            raise NotCompilable(keyword)
        compiler = _KEYWORDS.get(keyword)
        return compiler(self, asked, part, place) if compiler else []

    def typed(self, asked: JsonValue, _part: JsonObject, place: Place) -> list[RowRules]:
        if "object" not in (asked if isinstance(asked, list) else [asked]):
            raise NotCompilable(str(place.location))
        return []

    def properties(self, asked: JsonValue, _part: JsonObject, place: Place) -> list[RowRules]:
        return [
            Property(
                name, compile_cell(self._schema, shape, place.into("properties", name), self._readings.get(name, TEXT))
            )
            for name, shape in _named(asked).items()
        ]

    def additional(self, asked: JsonValue, _part: JsonObject, _place: Place) -> list[RowRules]:
        if asked is True or (isinstance(asked, dict) and not asked.keys() - {"$comment", "title", "description"}):
            return []
        raise NotCompilable("additionalProperties")

    def required(self, asked: JsonValue, _part: JsonObject, place: Place) -> list[RowRules]:
        return [Required("required", place.into("required").walked, _names(asked))]

    def every(self, asked: JsonValue, _part: JsonObject, place: Place) -> list[RowRules]:
        return self._branches("allOf", asked, place)

    def choice(self, keyword: str, asked: JsonValue, place: Place) -> list[RowRules]:
        return [Choice(keyword, place.into(keyword).walked, self._branches(keyword, asked, place))]

    def negated(self, asked: JsonValue, _part: JsonObject, place: Place) -> list[RowRules]:
        return [Choice("not", place.into("not").walked, [self.rules(asked, place.into("not"))])]

    def conditional(self, asked: JsonValue, part: JsonObject, place: Place) -> list[RowRules]:
        then, otherwise = (self.rules(part.get(key, True), place.into(key)) for key in ("then", "else"))
        return [Condition(self.rules(asked, place.into("if")), then, otherwise)]

    def dependencies(self, asked: JsonValue, _part: JsonObject, place: Place) -> list[RowRules]:
        return [self._dependency(name, held, place.into("dependencies")) for name, held in _named(asked).items()]

    def _dependency(self, name: str, asked: JsonValue, place: Place) -> RowRules:
        if isinstance(asked, list):
            return Required("required", place.walked, _names(asked), trigger=name)
        return self._where_present(name, asked, place.into(name))

    def dependent_required(self, asked: JsonValue, _part: JsonObject, place: Place) -> list[RowRules]:
        walked = place.into("dependentRequired").walked
        return [Required("required", walked, _names(names), trigger=name) for name, names in _named(asked).items()]

    def dependent_schemas(self, asked: JsonValue, _part: JsonObject, place: Place) -> list[RowRules]:
        inside = place.into("dependentSchemas")
        return [self._where_present(name, held, inside.into(name)) for name, held in _named(asked).items()]

    def _where_present(self, name: str, asked: JsonValue, place: Place) -> RowRules:
        return Condition(Required("required", (), (name,)), self.rules(asked, place), All())

    def _branches(self, keyword: str, asked: JsonValue, place: Place) -> list[RowRules]:
        if not isinstance(asked, list) or not asked:
            raise NotCompilable(keyword)
        return [self.rules(branch, place.into(keyword, index)) for index, branch in enumerate(asked)]

    def _referred(self, reference: JsonValue, place: Place) -> RowRules:
        found = resolve(self._schema.schema, reference) if isinstance(reference, str) else None
        if found is None or place.walked.count("$ref") > _DEEPEST // 4:
            raise NotCompilable(str(reference))
        return self.rules(found[1], place.referred(tuple(found[0])))


_Keyword = Callable[[_Compiler, JsonValue, JsonObject, Place], list[RowRules]]
_KEYWORDS: dict[str, _Keyword] = {
    "type": _Compiler.typed,
    "properties": _Compiler.properties,
    "additionalProperties": _Compiler.additional,
    "required": _Compiler.required,
    "allOf": _Compiler.every,
    "anyOf": lambda compiler, asked, _part, place: compiler.choice("anyOf", asked, place),
    "oneOf": lambda compiler, asked, _part, place: compiler.choice("oneOf", asked, place),
    "not": _Compiler.negated,
    "if": _Compiler.conditional,
    "dependencies": _Compiler.dependencies,
    "dependentRequired": _Compiler.dependent_required,
    "dependentSchemas": _Compiler.dependent_schemas,
}


def _named(asked: JsonValue) -> JsonObject:
    if not isinstance(asked, dict):
        raise NotCompilable(str(asked))
    return asked


def _names(asked: JsonValue) -> tuple[str, ...]:
    if not isinstance(asked, list):
        raise NotCompilable(str(asked))
    return tuple(map(str, asked))
