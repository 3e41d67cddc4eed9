"""Rows of which only a part is judged anew are worth what they are worth when all of them is."""

import json
import random

import pytest

from theatrum.checks.model.schemas import bound_schema
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.report.component_wordings import component_wordings
from theatrum.checks.report.schema_check import SchemaCheck
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.judging import Judged, Subject
from theatrum.repository.grids.models import RowVerdict
from theatrum.repository.grids.record_judging import RecordJudge

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
VERSION = "1.0.0"
JUNK = ["x", "NA", "-1", "7", "0.5", "2024-01-31", "HTA201_1", "Unknown", "a, b", "1,000", "true"]


class Rows:
    """Rows of a component: mostly what the schema permits, and what people write instead."""

    def __init__(self, component: str, seed: int) -> None:
        schema = bound_schema(PROFILE, component, VERSION)
        properties = schema.schema["properties"]
        assert isinstance(properties, dict)
        self.permitted = [self._permitted(declared) for declared in properties.values()]
        self.chance = random.Random(seed)  # noqa: S311  # rows to test with
        check = SchemaCheck(component_wordings(PROFILE, component, VERSION, schema), component=component)
        self.judge = RecordJudge({name: slot for slot, name in enumerate(properties)}, schema, check)

    @staticmethod
    def _permitted(declared: object) -> list[str]:
        values = declared.get("enum") if isinstance(declared, dict) else None
        return [str(one) for one in values] if isinstance(values, list) else []

    def text(self, slot: int) -> str:
        return self.chance.choice(self.permitted[slot] or JUNK) if self.chance.random() < 0.8 else self._junk()

    def _junk(self) -> str:
        return self.chance.choice(JUNK)

    def row(self) -> list[str | None]:
        return [self.text(slot) if self.chance.random() < 0.9 else None for slot in range(len(self.permitted))]

    def edited(self, row: list[str | None]) -> tuple[list[str | None], frozenset[int]]:
        """Return a row with some cells changed, and where."""
        slots = self.chance.sample(range(len(row)), min(len(row), self.chance.randrange(1, 4)))
        cells = list(row)
        for slot in slots:
            cells[slot] = self.text(slot) if self.chance.random() < 0.9 else None
        return cells, frozenset(slots)


@pytest.mark.requirement("R64")
@pytest.mark.parametrize("component", sorted(PROFILE.models[VERSION].components)[::5])
def test_a_part_of_a_row_is_judged_as_the_whole(component: str) -> None:
    made = Rows(component, 1)
    rows = [made.row() for _ in range(60)]
    said = made.judge([Subject(row) for row in rows])
    edits = [made.edited(row) for row in rows]
    subjects = [
        Subject(cells, fresh=fresh, found=_stored(one), was=row, said=one)
        for row, one, (cells, fresh) in zip(rows, said, edits, strict=True)
    ]
    assert made.judge(subjects) == made.judge([Subject(cells) for cells, _ in edits])


@pytest.mark.requirement("R64")
@pytest.mark.parametrize("component", sorted(PROFILE.models[VERSION].components)[1::6])
def test_a_column_of_many_rows_is_judged_as_all_of_them(component: str) -> None:
    made = Rows(component, 4)
    few = [made.row() for _ in range(6)]
    rows = few * 8
    said = made.judge([Subject(row) for row in rows])
    for _ in range(4):
        slot = made.chance.randrange(len(few[0]))
        texts = [made.text(slot), made.text(slot), None]
        cells = [[*row[:slot], made.chance.choice(texts), *row[slot + 1 :]] for row in rows]
        subjects = [
            Subject(new, fresh=frozenset({slot}), found=_stored(one), was=row, said=one)
            for row, one, new in zip(rows, said, cells, strict=True)
        ]
        assert made.judge(subjects) == made.judge([Subject(new) for new in cells])


@pytest.mark.parametrize("component", ["Demographics", "Diagnosis"])
def test_rows_that_are_judged_together_are_worded_as_each_alone(component: str) -> None:
    made = Rows(component, 3)
    # Some that are wrong in the same way, and many columns of which one text differs.
    rows = [made.row() for _ in range(12)]
    rows += [row for same in rows[:6] for row in (made.edited(same)[0], made.edited(same)[0])]
    assert made.judge([Subject(row) for row in rows]) == [made.judge([Subject(row)])[0] for row in rows]


def test_rows_are_left_alone_whose_new_texts_are_sound() -> None:
    made = Rows("Demographics", 2)
    told = Judged(RowVerdict.INVALID, "as it was")
    kept = [made.judge([_exchange(made, slot, told)]) == [told] for slot, texts in enumerate(made.permitted) if texts]
    assert any(kept)


def _exchange(made: Rows, slot: int, said: Judged) -> Subject:
    row = made.row()
    row[slot], cells = made.permitted[slot][0], list(row)
    cells[slot] = made.permitted[slot][-1]
    return Subject(cells, fresh=frozenset({slot}), was=row, said=said)


def _stored(judged: Judged) -> list[JsonObject]:
    """Return findings as a row has them after it was stored."""
    found: list[JsonObject] = json.loads(json.dumps(judged.findings or []))
    return found
