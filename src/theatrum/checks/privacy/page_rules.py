"""What a page needs to say of a cell, before anything is sent, that it would be refused: strong writings as data.

A page knows no vocabularies and no weak signs: what it says nothing of is judged by the server.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from theatrum.checks.findings import Verdict
from theatrum.checks.privacy.detecting import writings_for
from theatrum.checks.privacy.detectors.calendar import MONTH_NAMES
from theatrum.checks.privacy.exporting import as_data
from theatrum.checks.privacy.hits import Kind, Strength, Where
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.privacy.tables import NUMBER, Column
from theatrum.checks.privacy.texts import hits_in
from theatrum.checks.privacy.wording import SEEN
from theatrum.checks.privacy.writing import Writing
from theatrum.kernel.jsontext import JsonObject, JsonValue


def page_rules(judge: Judge, columns: Mapping[str, str], component: str | None) -> JsonObject:
    """Return ``writings``, and for each column, by its key, the numbers of those that count there.

    ``columns`` leads from the keys to the attributes that they mean.
    """
    numbers: dict[Writing, int] = {}
    found: JsonObject = {key: _column(judge, component, name, numbers) for key, name in columns.items()}
    return {
        "months": dict(MONTH_NAMES),
        "numbers": NUMBER,
        "harmless": [rule.pattern for rule in judge.policy.harmless],
        "writings": [_writing(judge, writing) for writing in numbers],
        "columns": found,
    }


def calling_codes() -> JsonObject:
    """Return for each country's number how many digits may follow it."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata  # slow import

    found: JsonObject = {}
    for code, regions in sorted(COUNTRY_CODE_TO_REGION_CODE.items()):
        known = (
            PhoneMetadata.metadata_for_nongeo_region(code)
            if regions[0] == "001"
            else PhoneMetadata.metadata_for_region(regions[0])
        )
        described = None if known is None else known.general_desc
        if described is not None:
            found[str(code)] = [*sorted({*described.possible_length, *described.possible_length_local_only} - {-1})]
    return found


def _column(judge: Judge, component: str | None, name: str, numbers: dict[Writing, int]) -> JsonObject:
    column = judge.column(component, name)
    counting = [one for one in writings_for(column.context) if one.strength is Strength.STRONG]
    return {
        "writings": [numbers.setdefault(one, len(numbers)) for one in counting],
        "shaped": [
            {"pattern": one.pattern.pattern, "kinds": [*sorted(kind.value for kind in one.kinds)]}
            for one in column.context.shaped
        ],
        "is_number": column.is_number,
        "values": [*_lookalikes(column)],
    }


def _lookalikes(column: Column) -> Iterator[JsonValue]:
    """Yield the values that the data model lists and that are written like something strong."""
    values = column.context.values
    bare = Column(replace(column.context, values=frozenset()), is_number=column.is_number)
    for _, text, hits in hits_in({"": sorted(values)}, {"": bare}):
        if any(hit.strength is Strength.STRONG for hit in hits):
            yield text


def _writing(judge: Judge, writing: Writing) -> JsonObject:
    data = as_data(writing)
    told = ("kind", "pattern", "flags", "part", "test")
    return {
        **{key: data[key] for key in told},
        "words": SEEN[writing.kind],
        "blocks": _blocks(judge, writing.kind),
    }


def _blocks(judge: Judge, kind: Kind) -> bool:
    outcome = judge.policy.outcome(kind, Where.CELL, Strength.STRONG)
    return outcome is not None and outcome.verdict is Verdict.BLOCK
