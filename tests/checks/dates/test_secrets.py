"""Whatever is put in: no date is in what comes out, and days are those of the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theatrum.checks.dates.converting import convert
from theatrum.checks.dates.rendering import as_csv, as_workbook
from theatrum.checks.dates.request import Request
from theatrum.checks.dates.sheets import Sheet
from theatrum.checks.dates.writings import Day, Order, Reading, holds_date, read_day

TODAY = date(2026, 11, 26)
DIAGNOSIS = "AGE_IN_DAYS_AT_DIAGNOSIS"
WRITINGS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y", "%d %B %Y", "%d-%b-%Y", "%B %d, %Y", "%Y-%m-%dT00:00:00")
BIRTHS = st.dates(date(1910, 1, 1), date(1995, 12, 31))
# No letters: what is said has all of them.
ODD = st.text("0123456789-/.:é漢", max_size=12)
AGES = st.integers(0, 11_000)


def request(**more: object) -> Request:
    return Request(birth="DOB", today=TODAY, targets=(DIAGNOSIS,), prefix="^AGE_IN_DAYS_", **more)  # type: ignore[arg-type]  # of tests


@settings(max_examples=100)
@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)), writing=st.sampled_from(WRITINGS))
def test_every_day_is_read_in_every_writing_and_known_for_a_date(day: date, writing: str) -> None:
    text = day.strftime(writing)

    assert read_day(text, Reading()) == Day(day)
    assert holds_date(text)
    assert writing == "%Y%m%d" or holds_date(f"seen {text}, well")


@settings(max_examples=100)
@given(
    day=st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    order=st.sampled_from([("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%Y"), ("dmy", "%d-%m-%Y"), ("mdy", "%m-%d-%Y")]),
)
def test_an_order_decides(day: date, order: tuple[Order, str]) -> None:
    text = day.strftime(order[1])

    assert read_day(text, Reading(order=order[0])) == Day(day)
    assert read_day(text, Reading()) in (Day(day), "dates.ambiguous")


@settings(max_examples=60)
@given(rows=st.lists(st.tuples(BIRTHS, AGES, st.sampled_from(WRITINGS)), min_size=1, max_size=8))
@pytest.mark.requirement("R67")
def test_ages_come_back_and_no_date_is_left(rows: list[tuple[date, int, str]]) -> None:
    births = [birth.strftime(writing) for birth, _, writing in rows]
    events = [(birth + timedelta(age)).strftime(writing) for birth, age, writing in rows]
    sheet = Sheet("clinic.csv", None, {"ID": [f"p{i}" for i in range(len(rows))], "DOB": births, "DX_DATE": events})  # type: ignore[dict-item]  # cells may be None

    done = convert([sheet], request())

    (made,) = done.sheets
    assert made.columns[DIAGNOSIS] == [str(age) for _, age, _ in rows]
    for text in (as_csv(made).decode(), repr(done.groups)):
        assert not any(secret in text for secret in [*births, *events])
        assert not any(holds_date(cell) for line in text.splitlines() for cell in line.split(","))


@settings(max_examples=150)
@given(
    birth=st.one_of(BIRTHS.map(str), ODD, st.sampled_from(["02/03/1960", "1960", "1.2.60"])),
    event=st.one_of(BIRTHS.map(str), ODD, st.sampled_from(["31.02.2000", "3000-01-01", "43891"])),
    note=st.one_of(st.none(), BIRTHS.map(lambda day: f"since {day}")),
)
def test_no_finding_holds_a_cell(birth: str, event: str, note: str | None) -> None:
    sheet = Sheet("clinic.csv", None, {"DOB": [birth], "DX": [event], "NOTE": [note], "ID": ["p1"]})

    done = convert([sheet], request(mapped={"DX": DIAGNOSIS}, person="ID"))

    told = repr(done.groups)
    assert not any(len(text.strip()) > 3 and text in told for text in (birth, event, note or ""))
    assert all(group.finding.value is None for group in done.groups)
    assert not any(holds_date(cell or "") for made in done.sheets for cells in made.columns.values() for cell in cells)


def test_a_workbook_holds_no_moment_of_its_own() -> None:
    sheet = Sheet("a.xlsx", "Visits", {"ID": ["007", "x"], "AGE": ["18263", None], "N": ["1.50", "=1+1"]})

    assert as_workbook([sheet]) == as_workbook([sheet])
