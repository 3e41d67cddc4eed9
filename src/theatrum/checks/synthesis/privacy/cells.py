"""Labelled cells in memory: what a detector is measured with, any number of them."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from theatrum.checks.privacy.hits import Kind
from theatrum.checks.profile.profile import Profile
from theatrum.checks.synthesis.blueprint import Blueprint, Part, blueprint_of
from theatrum.checks.synthesis.bulk import synthetic_table
from theatrum.checks.synthesis.privacy.lookalikes import lookalike
from theatrum.checks.synthesis.privacy.planted import Sample
from theatrum.checks.synthesis.privacy.writings import samples

# So much of what people write in the wrong place stands in columns of free text.
_IN_TEXT = 0.7
# A column of serial numbers is no place for anything else.
_SERIAL = "SERIAL"
# Words in the names of columns that are for addresses of pages.
_LINKS = frozenset({"URL", "LINK", "DOI", "PROTOCOL"})


@dataclass(frozen=True, slots=True)
class LabelledCell:
    """A cell of a table of a component, and what is planted in it: nothing in a clean one.

    ``group`` names the kind of a clean text: the component it is a cell of, or what it is written like.
    """

    component: str
    column: str
    sample: Sample
    group: str = ""


def planted_cells(profile: Profile, *, size: int, seed: int = 0) -> Iterator[LabelledCell]:
    """Yield so many cells with one identifier each: every class and writing in turn, the same again for a seed."""
    chance = random.Random(f"planted/{seed}")  # noqa: S311  # a seed must give the same corpus again
    plan = blueprint_of(profile)
    parts = tuple(plan.parts.values())
    for sample in samples(size, chance):
        part = chance.choice(parts)
        yield LabelledCell(part.name, sample.column or column_for(part, plan, sample, chance), sample)


def lookalike_cells(profile: Profile, *, size: int, seed: int = 0) -> Iterator[LabelledCell]:
    """Yield so many clean cells that are written like identifiers."""
    chance = random.Random(f"lookalikes/{seed}")  # noqa: S311  # as above
    plan = blueprint_of(profile)
    parts = tuple(plan.parts.values())
    for number in range(size):
        group, sample = lookalike(number, chance)
        owners = [part for part in parts if sample.column in part.columns] or parts
        part = chance.choice(owners)
        free = [name for name in free_columns(part, plan) if _SERIAL not in name]
        column = sample.column or chance.choice(free or ("COMMENTS",))
        yield LabelledCell(part.name, column, sample, group)


def table_cells(profile: Profile, *, rows: int, seed: int = 0) -> Iterator[LabelledCell]:
    """Yield all cells of clean tables of so many rows, one of every component."""
    for name in blueprint_of(profile).parts:
        frame = synthetic_table(profile, name, rows, seed=seed, bad_share=0).frame
        for column in frame.columns:
            for text in frame[column].drop_nulls():
                yield LabelledCell(name, column, Sample(text), name)


def column_for(part: Part, plan: Blueprint, sample: Sample, chance: random.Random) -> str:
    """Return a column for something out of place: mostly one of free text, else any that does not ask for such."""
    wanted = free_columns(part, plan) if chance.random() < _IN_TEXT else part.columns
    kinds = {plant.kind for plant in sample.plants}
    allowed = [name for name in wanted if not _asks_for(part, name, sample.text, kinds)]
    return chance.choice(allowed or ("COMMENTS",))


def _asks_for(part: Part, name: str, text: str, kinds: set[Kind]) -> bool:
    """Say whether a column is for such texts: by its pattern, or links by its name."""
    properties = part.schema.schema.get("properties")
    declared = properties.get(name) if isinstance(properties, dict) else None
    pattern = declared.get("pattern") if isinstance(declared, dict) else None
    is_link = Kind.URL in kinds and any(word in _LINKS for word in name.upper().split("_"))
    return is_link or (isinstance(pattern, str) and re.search(pattern, text) is not None)


def free_columns(part: Part, plan: Blueprint) -> list[str]:
    """Return the columns that take any text."""
    properties = part.schema.schema.get("properties")
    declared = properties if isinstance(properties, dict) else {}
    texts = [
        name
        for name, one in declared.items()
        if isinstance(one, dict) and one.get("type") == "string" and not {"enum", "pattern", "const"} & one.keys()
    ]
    taken = {part.key, part.parent, part.person, *part.links, *plan.profile.overlay.fills}
    return [name for name in texts if name not in taken]
