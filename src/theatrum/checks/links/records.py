"""What links are checked between: the rows of one component as one table has them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Rows of a known component, as cells of text (see ``checks.tables.table``): null is an empty cell.

    ``frame`` needs only the columns that rules of the overlay speak of, under the names of the model; a column that is
    not there counts as empty. ``first_row`` is the number of the frame's first row in its table, from 1. ``names`` are
    what people call the rows where these are no lines of a table but things of their own, such as files; a row that
    they call nothing has an empty name.
    """

    component: str
    file: str
    sheet: str | None
    frame: pl.DataFrame = field(repr=False)
    first_row: int = 1
    names: Sequence[str] | None = field(default=None, repr=False)
