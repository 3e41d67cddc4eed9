"""Schemas and tables made up from a seed: references, anchors, made-up patterns, numbers and texts of every kind.

Quicker by far than strategies of Hypothesis, so that thousands can be looked at.
"""

from collections.abc import Callable
from random import Random

from theatrum.kernel.jsontext import JsonObject, JsonValue

NAMES = ["A", "B", "L", "a b", "é/~"]
DRAFTS = [
    *["http://json-schema.org/draft-07/schema#"] * 3,
    *["https://json-schema.org/draft/2019-09/schema", "https://json-schema.org/draft/2020-12/schema"] * 2,
    *["http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-06/schema#"],
]
KINDS = ["string", "integer", "number", "boolean", "array", "null", "object"]
LETTERS = "abzAZ019_- .,;:\"'[]{}()|^$*+?\\/\t\n\r\v\fé \u0663\uff11\u017fK\u0130ß\u0085\u2028\ufeff😀\x00\x1f"
TEXTS = [
    *[
        "0",
        "-0",
        "-0.0",
        "5",
        "05",
        "+5",
        "5.",
        ".5",
        "1e5",
        "1E+5",
        "1e-7",
        "1_000",
        "1,000",
        "\uff11\uff12",
        "0x10",
        "1e400",
    ],
    *["9007199254740993", "-9007199254740993", "999999999999999", "1000000000000000", "1" * 25, "0." + "3" * 31],
    *["true", "TRUE", "False", "NA", "null", "None", "-", ".", "[null]", "[[1]]", '{"a": 1}', '["a", "b"]', "[1.0, 1]"],
    *["a", "b", "ab", "a, b", "b;a", "[true,1]", "a,a", '"a, b", b', "1, 2", "2024-01-31", "a@b.example", "1.5,x", "é"],
]
NUMBERS: list[JsonValue] = [0, 1, -1, 0.5, 0.1, 1e-7, 1e300, 2**53, 2**53 + 1, 10**15, 10**15 - 1, 10**20, -0.0, 3]
PLAIN = [*"abz019_é ", "😀", "\u017f", "K"]
ESCAPED = [
    r"\d",
    r"\D",
    r"\w",
    r"\W",
    r"\s",
    r"\S",
    r"\.",
    r"\\",
    r"\n",
    r"\t",
    r"\/",
    r"\-",
    r"\b",
    r"\u0061",
    r"\x61",
]
IN_CLASS = [
    *["a-z", "A-Z", "0-9", "a", "b", "_", "-", ".", r"\d", r"\w", r"\s", r"\S", r"\]", r"\\", r"\-"],
    *["é", "[", "&&", "~~", "--", "^", " -~", "+--", "é-ü", ",-.", r"\n", r"\.", r"\--a"],
]
QUANTIFIERS = [*[""] * 4, "*", "+", "?", "{2}", "{1,3}", "{0,}", "*?", "+?", "{,2}", "{0}"]
AHEAD = ["", "", "(?=.{1,3}$)", "(?!a)", "(?=a|b)", "(?!.*b$)", "(?=.{0,5}$)(?!b)", "(?=.{1,2}$)"]
REFERENCES = [
    *["#/definitions/D", "#/definitions/E", "#/definitions/F", "#/definitions/a~1b", "#/$defs/G"] * 3,
    *["#", "#anchor", "#/definitions/D/items", "#/properties/A", "http://x.example/d", "urn:x", "#row"],
    *["#/definitions/E/properties/A", "#/definitions/D/allOf/0", "http://x.example/root#/definitions/E"],
]


class Maker:
    """Makes up schemas and tables; the same seed makes the same."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  # nothing here is secret

    def schema(self) -> JsonObject:
        """Return a schema of a row, with definitions that refer to each other; not all can be compiled."""
        definitions: JsonObject = {name: self._definition() for name in ("D", "E", "F", "a/b")}
        schema: JsonObject = {
            **self._row(3),
            "$schema": self._random.choice(DRAFTS),
            "definitions": definitions,
            "$defs": {"G": self._definition()},
        }
        return schema | ({"$id": "http://x.example/root"} if self._maybe(0.3) else {})

    def rows(self) -> list[dict[str, str | None]]:
        """Return some rows of text cells."""
        return [{name: self._text() for name in [*NAMES, "OTHER"]} for _ in range(self._random.randint(1, 6))]

    def pattern(self, depth: int = 3) -> str:
        """Return a pattern, mostly one that ECMA 262 has."""
        begin = self._random.choice(["", "^", "^"]) + (self._random.choice(AHEAD) if self._maybe(0.5) else "")
        return begin + self._inner_pattern(depth) + self._random.choice(["", "$"])

    def _maybe(self, share: float) -> bool:
        return self._random.random() < share

    def _inner_pattern(self, depth: int) -> str:
        pieces = [self._atom(depth) + self._random.choice(QUANTIFIERS) for _ in range(self._random.randint(1, 3))]
        other = ["|" + self._inner_pattern(depth - 1)] if depth and self._maybe(0.2) else []
        return "".join([*pieces, *other])

    def _atom(self, depth: int) -> str:
        kind = self._random.random()
        if depth and kind < 0.25:
            return self._random.choice(["(", "(?:", "(?:", "(?=", "(?!"]) + self._inner_pattern(depth - 1) + ")"
        if kind < 0.5:
            inside = "".join(self._random.choices(IN_CLASS, k=self._random.randint(1, 3)))
            return f"[{self._random.choice(['', '', '^'])}{inside}]"
        choices: list[str] = PLAIN if kind < 0.75 else [*ESCAPED, ".", "^", "$"]
        return self._random.choice(choices)

    def _text(self) -> str | None:
        kind = self._random.random()
        if kind < 0.1:
            return None
        if kind < 0.6:
            return self._random.choice(TEXTS)
        if kind < 0.7:
            return repr(self._random.choice([self._random.uniform(-3, 3), self._random.randint(-5, 12), 1e22]))
        return "".join(self._random.choices(LETTERS, k=self._random.randint(0, 5)))

    def _value(self) -> JsonValue:
        kind = self._random.random()
        if kind < 0.2:
            return [self._value() for _ in range(self._random.randint(0, 2))]
        if kind < 0.6:
            return self._random.choice(TEXTS)
        return self._random.choice([*NUMBERS, True, False, None, 5, 5.0])

    def _kinds(self) -> JsonValue:
        if self._maybe(0.6):
            return self._random.choice(KINDS)
        return list(self._random.sample(KINDS, k=self._random.randint(1, 3)))

    def _values(self) -> JsonValue:
        values = [self._value() for _ in range(self._random.randint(1, 4))]
        return list({repr(value): value for value in values}.values())

    def _number(self) -> JsonValue:
        return self._random.choice(NUMBERS)

    def _small(self) -> JsonValue:
        return self._random.choice([0, 1, 2, 3, 2.0])

    def _definition(self) -> JsonValue:
        made = self._cell(2) if self._maybe(0.7) else self._row(1)
        if isinstance(made, dict) and self._maybe(0.15):
            mark: list[JsonObject] = [{"$id": "http://x.example/d"}, {"$anchor": "anchor"}, {"$id": "#anchor"}]
            return made | self._random.choice(mark)
        return made

    def _cell(self, depth: int) -> JsonValue:
        kind = self._random.random()
        if kind < 0.1:
            return self._maybe(0.5)
        if kind < 0.25:
            return self._reference()
        return self._chosen(self._cell_keywords(), 2) | (
            self._chosen(self._held(self._cell, depth), 2) if depth else {}
        )

    def _row(self, depth: int) -> JsonObject:
        made = self._chosen(self._row_keywords(), 2) | (self._chosen(self._around(depth), 2) if depth else {})
        if self._maybe(0.7):
            made["properties"] = {
                name: self._cell(2) for name in self._random.sample(NAMES, k=self._random.randint(1, 3))
            }
        return made

    def _row_or_less(self, depth: int) -> JsonValue:
        kind = self._random.random()
        return self._maybe(0.5) if kind < 0.1 else self._reference() if kind < 0.25 else self._row(depth)

    def _reference(self) -> JsonObject:
        return {"$ref": self._random.choice(REFERENCES)}

    def _chosen(self, choices: dict[str, Callable[[], JsonValue]], most: int) -> JsonObject:
        names = self._random.sample(sorted(choices), k=self._random.randint(0, min(most, len(choices))))
        return {name: choices[name]() for name in names}

    def _cell_keywords(self) -> dict[str, Callable[[], JsonValue]]:
        formats = ["date", "date-time", "email", "uri", "ipv4", "regex", "nobody-knows"]
        bounds = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
        sizes = ("minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains")
        return {
            "type": self._kinds,
            "enum": self._values,
            "const": self._value,
            "pattern": self.pattern,
            "multipleOf": lambda: self._random.choice([1, 2, 0.5, 0.1, 3, 1e-7]),
            "uniqueItems": lambda: self._maybe(0.5),
            "format": lambda: self._random.choice(formats),
            "contentMediaType": lambda: "application/json",
            "nobody-knows": lambda: {"type": "integer"},
            **dict.fromkeys(bounds, self._number),
            **dict.fromkeys(sizes, self._small),
        }

    def _held(self, make: Callable[[int], JsonValue], depth: int) -> dict[str, Callable[[], JsonValue]]:
        def one() -> JsonValue:
            return make(depth - 1)

        def several() -> JsonValue:
            return [one() for _ in range(self._random.randint(1, 3))]

        return {
            **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), several),
            **dict.fromkeys(("not", "if", "then", "else", "contains", "unevaluatedItems", "additionalItems"), one),
            "items": lambda: one() if self._maybe(0.7) else several(),
            "$ref": lambda: self._random.choice(REFERENCES),
        }

    def _around(self, depth: int) -> dict[str, Callable[[], JsonValue]]:
        def dependent() -> JsonValue:
            return {self._random.choice(NAMES): self._row_or_less(depth - 1)}

        held = self._held(self._row_or_less, depth)
        rows = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "$ref")
        return {key: held[key] for key in rows} | dict.fromkeys(("dependentSchemas", "dependencies"), dependent)

    def _names(self) -> JsonValue:
        return list(self._random.sample([*NAMES, "Z"], k=self._random.randint(0, 2)))

    def _row_keywords(self) -> dict[str, Callable[[], JsonValue]]:
        open_or_not: list[JsonValue] = [{}, True, False, {"type": "string"}, {"maxLength": 1}]
        kinds: list[JsonValue] = ["object", "object", ["object", "string"], "array"]
        others: dict[str, Callable[[], JsonValue]] = {
            "required": self._names,
            "additionalProperties": lambda: self._random.choice(open_or_not),
            "unevaluatedProperties": lambda: self._random.choice(open_or_not),
            "patternProperties": lambda: {"^[AB]": self._cell(1)},
            "propertyNames": lambda: {"pattern": "^[ABL]$"},
            "minProperties": self._small,
            "maxProperties": self._small,
            "dependentRequired": lambda: {self._random.choice(NAMES): self._names()},
            "type": lambda: self._random.choice(kinds),
            "$anchor": lambda: "row",
            "const": dict,
        }
        return others if self._maybe(0.5) else {"required": self._names}
