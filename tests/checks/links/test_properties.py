"""Random submissions, judged as a slow and simple implementation judges them; order and pieces make no difference."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.checks.links.plain import FILES, Found, Plain, Row, kind
from tests.checks.links.tables import found, known_as, table
from theatrum.checks.findings import Group
from theatrum.checks.links.known import Known
from theatrum.checks.links.records import Records

PEOPLE = ["HTA201_1", "HTA201_2", "HTA201_3", "HTA201_0000", "HTA201_EXT1"]
SPECIMENS = [f"{person}_B{number}" for person in PEOPLE[:4] for number in (1, 2, 3)]
DATA = [f"{person}_D{number}" for person in PEOPLE[:4] for number in (1, 2, 3)]
BAD = ["HTA201", "HTA999_1_B1", "x"]
KEYS = {"Demographics": "HTAN_PARTICIPANT_ID", "BiospecimenData": "HTAN_BIOSPECIMEN_ID"}
CODES = {
    "links.missing_parent",
    "links.parent_kind",
    "links.self_parent",
    "links.cycle",
    "links.pool",
    "links.participant_mismatch",
    "links.unused_biospecimen",
}


def _own(names: Sequence[str]) -> st.SearchStrategy[str | None]:
    return st.one_of(st.sampled_from(names), st.sampled_from([*BAD, None]))


def _rows(component: str, own: Sequence[str], parents: Sequence[str], most: int) -> st.SearchStrategy[list[Row]]:
    # Few names below and many rows: circles, pools and duplicates come by themselves.
    row = st.tuples(_own(own), st.lists(st.sampled_from([*parents, *BAD[:1]]), max_size=3, unique=True))
    return st.lists(row, max_size=most).map(
        lambda pairs: [Row(component, number, name, tuple(above)) for number, (name, above) in enumerate(pairs, 1)]
    )


@st.composite
def submissions(draw: st.DrawFn) -> list[Row]:
    """Draw rows of all the components; each component is one table."""
    rows = draw(_rows("Demographics", PEOPLE, [], 4))
    rows += draw(_rows("BiospecimenData", SPECIMENS, [*PEOPLE, *SPECIMENS], 8))
    for component in FILES:
        rows += draw(_rows(component, DATA, [*SPECIMENS, *DATA], 4))
    return rows


@st.composite
def known_things(draw: st.DrawFn) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Draw what is known, each with its component and parents."""
    names = draw(st.lists(st.sampled_from([*PEOPLE[:3], *SPECIMENS, *DATA]), max_size=4, unique=True))
    components = {"participant": ["Demographics"], "biospecimen": ["BiospecimenData"], "data_file": FILES}
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for name in names:
        wanted = str(kind(name))
        above = {"participant": [], "biospecimen": [*PEOPLE, *SPECIMENS], "data_file": [*SPECIMENS, *DATA]}[wanted]
        parents = draw(st.lists(st.sampled_from(above), max_size=2, unique=True)) if above else []
        found[name] = (draw(st.sampled_from(components[wanted])), tuple(parents))
    return found


def _tables(rows: Sequence[Row]) -> list[Records]:
    listed = []
    for component in ["Demographics", "BiospecimenData", *FILES]:
        cells = [
            {
                KEYS.get(component, "HTAN_DATA_FILE_ID"): row.own,
                "HTAN_PARENT_ID": ", ".join(row.parents) or None,
                "NUMBER": str(row.number),
            }
            for row in rows
            if row.component == component
        ]
        listed.append(table(component, *cells))
    return listed


def _known(things: dict[str, tuple[str, tuple[str, ...]]]) -> Known:
    rows = [(name, component, ", ".join(parents) or None) for name, (component, parents) in things.items()]
    return known_as(*rows) if rows else Known.nothing()


def _places(groups: Sequence[Group], severity: str | None = None) -> Found:
    return {
        (group.finding.code, str(group.finding.component), row)
        for group in groups
        for row in group.rows
        if severity is None or group.finding.severity.value == severity
    }


@settings(max_examples=40)
@given(submissions(), known_things())
@example([Row("BiospecimenData", 1, "HTA201_1_B1", ("HTA201_1_B1", "HTA201_1_B2"))], {})
def test_provenance_is_judged_as_by_a_simple_implementation(
    rows: list[Row], things: dict[str, tuple[str, tuple[str, ...]]]
) -> None:
    groups = found(_tables(rows), known=_known(things))
    plain = Plain(rows, things)
    expected = plain.missing_parents() | plain.wrong_kinds() | plain.circles() | plain.owners() | plain.unused()
    assert {place for place in _places(groups) if place[0] in CODES} == expected
    unlinked = [group for group in groups if group.finding.code == "links.unlinked_file"]
    for severity, places in plain.unlinked().items():
        assert _places(unlinked, severity) == places


@settings(max_examples=8)
@given(submissions(), st.randoms(use_true_random=False))
def test_order_and_pieces_make_no_difference(rows: list[Row], chance: Random) -> None:
    whole = _tables(rows)
    pieces = []
    for records in whole:
        cut = chance.randint(0, records.frame.height)
        pieces.append(replace(records, frame=records.frame.head(cut)))
        pieces.append(replace(records, frame=records.frame.slice(cut), first_row=1 + cut))
    chance.shuffle(pieces)
    assert found(pieces) == found(whole)


@settings(max_examples=8)
@given(submissions(), st.integers(0, 8))
def test_rows_in_two_files_are_told_as_in_one(rows: list[Row], cut: int) -> None:
    whole = _tables(rows)
    apart = [part for records in whole for part in _in_two_files(records, cut)]
    assert _by_number(apart) == _by_number(whole)


def _in_two_files(records: Records, cut: int) -> list[Records]:
    return [
        replace(records, frame=records.frame.head(cut), file=f"1-{records.component}"),
        replace(records, frame=records.frame.slice(cut), file=f"2-{records.component}"),
    ]


def _by_number(tables: Sequence[Records]) -> set[tuple[str, str, str | None, str]]:
    """Return what was found, each row named by what stands in it rather than by its place."""
    numbers = {
        (records.component, records.file, row): number
        for records in tables
        for row, number in enumerate(records.frame["NUMBER"] if records.frame.height else (), 1)
    }
    return {
        (group.finding.code, group.finding.severity.value, group.finding.value, _number(numbers, group, row))
        for group in found(tables)
        for row in group.rows
    }


def _number(numbers: dict[tuple[str, str, int], str], group: Group, row: int) -> str:
    finding = group.finding
    return f"{finding.component} {numbers[str(finding.component), str(finding.file), row]}"
