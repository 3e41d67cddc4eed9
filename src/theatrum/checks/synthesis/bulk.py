"""Single tables of any length, for measurements: valid rows, and a share of rows with one bad cell each.

A few hundred valid rows are made and judged one by one; all others are drawn from them. Identifiers, ages and codes of
long vocabularies are then written column by column, so that a million rows take seconds.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from theatrum.checks.model.walk import depth_first
from theatrum.checks.profile.identifiers import PARTICIPANT, IdentifierForms
from theatrum.checks.profile.profile import Profile
from theatrum.checks.synthesis.assays import formats_of
from theatrum.checks.synthesis.blueprint import Blueprint, Part, blueprint_of
from theatrum.checks.synthesis.bulk_defects import CellDefect, spoil
from theatrum.checks.synthesis.lives import in_order
from theatrum.checks.synthesis.people import Makers

# So many rows of a table are of one participant.
ROWS_A_PARTICIPANT = 5
_POOL = 400
_LONG = 200
_YOUNGEST, _OLDEST = 9_000, 30_000


@dataclass(frozen=True, slots=True)
class SyntheticTable:
    """A table of text cells (null is an empty one), and the cells in it that are bad, in the order of their rows."""

    frame: pl.DataFrame
    defects: tuple[CellDefect, ...]


def synthetic_table(
    profile: Profile, component: str, rows: int, *, seed: int = 0, bad_share: float = 0.05, center: str | None = None
) -> SyntheticTable:
    """Return ``rows`` rows of a component of the newest release, of which ``bad_share`` (0 to 1) have one bad cell.

    Participants are numbered from 1, five rows each, in every table; the parent of a specimen or a file is there in a
    table as long as this one. Raises KeyError for a component that the release's tree does not have.
    """
    plan = blueprint_of(profile)
    part = plan.parts[component]
    maker = _Columns(plan, part, center or next(iter(profile.centers)), random.Random(seed))  # noqa: S311  # as elsewhere
    frame = maker.frame(rows)
    return SyntheticTable(*spoil(frame, part, plan, share=bad_share, seed=seed))


class _Columns:
    """The columns of one table."""

    def __init__(self, plan: Blueprint, part: Part, center: str, chance: random.Random) -> None:
        self._plan = plan
        self._part = part
        self._center = center
        self._chance = chance

    def frame(self, rows: int) -> pl.DataFrame:
        """Return valid rows."""
        drawn = self._pool().select(pl.all().gather(self._draw(_POOL, rows)))
        index = pl.int_range(rows, eager=True)
        is_person = self._part.key_kind == self._plan.participant_kind
        people = (index if is_person else index // ROWS_A_PARTICIPANT) + 1
        numbers = index % ROWS_A_PARTICIPANT + 1
        written = {
            **dict(self._codes(rows)),
            **dict(self._ages(rows)),
            **self._identifiers(people.cast(pl.String), numbers.cast(pl.String)),
        }
        # What was empty stays empty: a condition may ask for it.
        columns = [
            pl.when(pl.col(name).is_not_null()).then(series).alias(name)
            for name, series in written.items()
            if name in drawn.columns
        ]
        return drawn.with_columns(columns)

    def _pool(self) -> pl.DataFrame:
        makers = Makers(self._plan)
        found = [makers.row(self._part, self._chance, self._given()) for _ in range(_POOL)]
        columns = {name: [row.get(name) for row in found] for name in self._part.columns}
        return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))

    def _given(self) -> Mapping[str, str]:
        formats = formats_of(self._plan, self._part)
        fills = self._plan.profile.overlay.fills
        column = next((name for name, what in fills.items() if what == "format" and name in self._part.columns), None)
        return {column: formats[0][1]} if column and formats else {}

    def _draw(self, values: int, rows: int) -> pl.Series:
        return pl.Series(self._chance.choices(range(values), k=rows), dtype=pl.UInt32)

    def _codes(self, rows: int) -> Iterator[tuple[str, pl.Series]]:
        """Yield codes of long vocabularies, where no condition looks at them."""
        looked_at = _in_conditions(self._part)
        for name, attribute in self._part.component.attributes.items():
            if attribute.values and len(attribute.values) > _LONG and name not in looked_at:
                yield name, pl.Series(list(map(str, attribute.values))).gather(self._draw(len(attribute.values), rows))

    def _ages(self, rows: int) -> Iterator[tuple[str, pl.Series]]:
        day = self._draw(_OLDEST - _YOUNGEST, rows).cast(pl.Int64) + _YOUNGEST
        for place, name in enumerate(in_order(self._part)):
            yield name, (day + 10 * place).cast(pl.String)

    def _identifiers(self, people: pl.Series, numbers: pl.Series) -> dict[str, pl.Series]:
        part, plan, forms = self._part, self._plan, self._plan.forms
        person = _written(forms, plan.participant_kind, self._center, people, numbers)
        found: dict[str, pl.Series] = {}
        if part.person:
            found[part.person] = person
        if part.key and part.key_kind:
            found[part.key] = _written(forms, part.key_kind, self._center, people, numbers)
        if part.parent:
            found[part.parent] = self._parents(person, people, numbers)
        path = next((name for name, what in plan.profile.overlay.fills.items() if what == "path"), None)
        if path in part.columns and part.key:
            ending = formats_of(plan, part)[0][0]
            found[str(path)] = f"{part.leaf.path}/" + found[part.key] + f".{ending}"
        return found

    def _parents(self, person: pl.Series, people: pl.Series, numbers: pl.Series) -> pl.Series:
        """Return parents: of the first specimen the participant, of all others that specimen; of files a specimen."""
        plan, forms = self._plan, self._plan.forms
        kinds = {parent.kind for parent in self._part.parents}
        first = pl.repeat("1", people.len(), dtype=pl.String, eager=True)
        if plan.participant_kind in kinds:
            specimen = _written(forms, plan.specimen_kind, self._center, people, first)
            return pl.select(pl.when(numbers == "1").then(person).otherwise(specimen)).to_series()
        kind = plan.specimen_kind if plan.specimen_kind in kinds else plan.file_kind
        return _written(forms, kind, self._center, people, numbers)


def _written(forms: IdentifierForms, kind: str, center: str, people: pl.Series, numbers: pl.Series) -> pl.Series:
    """Return identifiers of a kind, one for each participant and number."""
    marks = ("\x00person\x00", "\x00number\x00")
    owner = forms.write(PARTICIPANT, center=center, slot=marks[0])
    text = owner if kind == PARTICIPANT else forms.write(kind, number=marks[1], **{PARTICIPANT: owner})
    pieces: Sequence[str] = text.split("\x00")
    columns = {"person": people, "number": numbers}
    return pl.select(pl.concat_str(columns.get(piece, pl.lit(piece)) for piece in pieces)).to_series()


def _in_conditions(part: Part) -> set[str]:
    """Return the attributes that conditions speak of."""
    schemas = [schema.schema for schema in part.schemas]
    inner = (inside for schema in schemas for inside in depth_first(schema) if inside is not schema)
    named = (inside.get("properties") for inside in inner)
    return {name for names in named if isinstance(names, dict) for name in names}
