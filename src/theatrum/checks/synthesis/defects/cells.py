"""Defects of single cells that the schema of a component speaks of."""

from collections.abc import Callable, Mapping

from theatrum.checks.synthesis.blueprint import Part
from theatrum.checks.synthesis.defects.bench import Bench, Place
from theatrum.checks.synthesis.defects.defect import Planted, Planter
from theatrum.checks.synthesis.drafts import Row
from theatrum.kernel.jsontext import JsonValue

_NUMBERS = frozenset({"integer", "number"})
_OTHER_WORDS = "see chart"
_SHORTEST = 6


def missing(bench: Bench) -> Planted:
    """Empty a required cell."""
    return bench.filled(lambda part, name: bench.is_plain(part, name) and part.requires(name)).write(
        "", "The cell was emptied."
    )


def wrong_type(bench: Bench) -> Planted:
    """Write a word where a number belongs."""
    return bench.filled(lambda part, name: _type(part, name) in _NUMBERS).write("several", "A word was written.")


def number_form(bench: Bench) -> Planted:
    """Put a comma between the thousands of a number."""
    place = bench.cell(
        lambda part, name: _type(part, name) in _NUMBERS,
        lambda _, row, name: row.get(name, "").isdecimal() and int(row[name]) > 999,
    )
    return place.write(f"{int(place.text):,}", "A comma was put between thousands.")


def misspelt(bench: Bench) -> Planted:
    """Double the second letter of a permissible value."""
    place = _choice(bench, lambda text, allowed: len(text) >= _SHORTEST and _doubled(text) not in allowed)
    return place.write(_doubled(place.text), "A letter was doubled.")


def wrong_case(bench: Bench) -> Planted:
    """Write a permissible value in capitals."""
    place = _choice(bench, lambda text, allowed: text.upper() not in allowed)
    return place.write(place.text.upper(), "It was put in capitals.")


def label(bench: Bench) -> Planted:
    """Write the label of a code instead of the code."""
    place = bench.cell(
        lambda part, name: bool(_labels(bench, part, name)),
        lambda part, row, name: row.get(name) in _labels(bench, part, name),
    )
    label_there = _labels(bench, place.part, place.column)[place.text]
    return place.write(label_there, "The label was written instead of the code.")


def not_permissible(bench: Bench) -> Planted:
    """Write a value that is like none of the permissible ones."""
    return _choice(bench, lambda _, allowed: _OTHER_WORDS not in allowed).write(
        _OTHER_WORDS, "Other words were written."
    )


def too_small(bench: Bench) -> Planted:
    """Write a number below the minimum."""
    place = bench.filled(lambda part, name: bench.is_plain(part, name) and _bound(part, name, "minimum") is not None)
    return place.write(str(int(_bound(place.part, place.column, "minimum") or 0) - 7), "A smaller number was written.")


def too_large(bench: Bench) -> Planted:
    """Write a number above the maximum."""
    place = bench.filled(lambda part, name: bench.is_plain(part, name) and _bound(part, name, "maximum") is not None)
    return place.write(str(int(_bound(place.part, place.column, "maximum") or 0) + 7), "A larger number was written.")


def pattern(bench: Bench) -> Planted:
    """Write a text without the form that is asked."""
    place = bench.filled(
        lambda part, name: (
            bench.is_plain(part, name)
            and "pattern" in _declared(part, name)
            and bool(part.schema.judge_at(("properties", name), _OTHER_WORDS))
        )
    )
    return place.write(_OTHER_WORDS, "Words without that form were written.")


def condition(bench: Bench) -> Planted:
    """Empty a cell that another cell of its row makes required."""
    place = bench.cell(
        lambda part, name: not part.requires(name) and bench.is_plain(part, name),
        lambda part, row, name: name in row and _is_asked(bench, part, row, name),
    )
    return place.write("", "The cell was emptied.")


def list_item(bench: Bench) -> Planted:
    """Add an item to a list that is not permissible."""
    place = bench.filled(lambda part, name: part.takes_list(name) and bool(_item_values(part, name)))
    text = place.text
    longer = f'{text[:-1]}, "{_OTHER_WORDS}"]' if text.startswith("[") else f"{text},{_OTHER_WORDS}"
    return place.write(longer, "An item was added that is not permissible.")


def calendar_date(bench: Bench) -> Planted:
    """Write a date where an age in days belongs."""
    return bench.filled(lambda part, name: name in part.ages).write("2019-03-14", "A date was written.")


def na_word(bench: Bench) -> Planted:
    """Write N/A into a required cell."""
    return _choice(bench, lambda _, allowed: "N/A" not in allowed, is_required=True).write("N/A", "N/A was written.")


PLANTERS: dict[str, Planter] = {
    "schema-missing": missing,
    "schema-type": wrong_type,
    "schema-number-form": number_form,
    "schema-misspelt": misspelt,
    "schema-case": wrong_case,
    "schema-label": label,
    "schema-not-permissible": not_permissible,
    "schema-too-small": too_small,
    "schema-too-large": too_large,
    "schema-pattern": pattern,
    "schema-condition": condition,
    "schema-list-item": list_item,
    "schema-date": calendar_date,
    "table-na-word": na_word,
}


def _declared(part: Part, column: str) -> Mapping[str, JsonValue]:
    properties = part.schema.schema.get("properties")
    found = properties.get(column) if isinstance(properties, dict) else None
    return found if isinstance(found, dict) else {}


def _type(part: Part, column: str) -> JsonValue:
    return _declared(part, column).get("type")


def _bound(part: Part, column: str, keyword: str) -> int | float | None:
    bound = _declared(part, column).get(keyword)
    return bound if isinstance(bound, int | float) else None


def _values(part: Part, column: str) -> list[JsonValue]:
    allowed = _declared(part, column).get("enum")
    return allowed if isinstance(allowed, list) else []


def _item_values(part: Part, column: str) -> list[JsonValue]:
    items = _declared(part, column).get("items")
    allowed = items.get("enum") if isinstance(items, dict) else None
    return allowed if isinstance(allowed, list) else []


def _choice(bench: Bench, test: Callable[[str, list[JsonValue]], object], *, is_required: bool = False) -> Place:
    return bench.cell(
        lambda part, name: bool(_values(part, name)) and (part.requires(name) or not is_required),
        lambda part, row, name: name in row and test(row[name], _values(part, name)),
    )


def _doubled(text: str) -> str:
    return text[:2] + text[1:]


def _labels(bench: Bench, part: Part, column: str) -> Mapping[str, str]:
    attribute = part.component.attributes.get(column)
    model = bench.plan.profile.models[part.component.version]
    found = model.vocabularies.get(attribute.vocabulary or "") if attribute else None
    return found.labels if found else {}


def _is_asked(bench: Bench, part: Part, row: Row, column: str) -> bool:
    """Return whether the schema misses the cell when it is empty."""
    rest = {name: text for name, text in row.items() if name != column}
    return any(problem.keyword == "required" and problem.fact == column for problem in bench.problems(part, rest))
