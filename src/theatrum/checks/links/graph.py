"""What comes from what: edges from parents to children, in an order that has every parent before its children."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from theatrum.checks.links.repeating import repeated

# Nothing real is a thousand steps from its participant; what is longer is told and not followed.
DEEPEST = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Edges in batches: the children of one batch have all their parents in earlier ones.

    Each batch has ``child`` and ``parent``, in the order of children. ``rest`` are the edges that have no place in
    such an order: their children are on a cycle, come from one, or are too many steps away.
    """

    size: int
    batches: list[pl.DataFrame]
    rest: pl.DataFrame
    is_too_deep: bool = field(default=False)

    def down(self) -> Iterator[pl.DataFrame]:
        """Yield the batches, parents first."""
        return iter(self.batches)

    def up(self) -> Iterator[pl.DataFrame]:
        """Yield the batches, children first; what cannot be ordered comes before all of them."""
        yield self.rest
        yield from reversed(self.batches)

    def marked_above(self, marked: pl.Series) -> pl.Series:
        """Return which nodes are marked, or have a marked one somewhere below them."""
        marked = marked.clone()
        for batch in self.up():
            above = batch["parent"].filter(marked.gather(batch["child"]))
            marked = marked.scatter(above, True)
        return marked


def build_graph(edges: pl.DataFrame, size: int) -> Graph:
    """Order edges between nodes 0 to ``size`` - 1."""
    rest = edges.sort("child")
    batches: list[pl.DataFrame] = []
    for _ in range(DEEPEST):
        if rest.is_empty():
            break
        waiting = _mask(size, rest["child"])
        is_blocked = waiting.gather(rest["parent"])
        blocked = _mask(size, rest["child"].filter(is_blocked)).gather(rest["child"])
        if blocked.all():
            return Graph(size, batches, rest)
        batches.append(rest.filter(~blocked))
        rest = rest.filter(blocked)
    return Graph(size, batches, rest, is_too_deep=not rest.is_empty())


def cyclic_edges(rest: pl.DataFrame, size: int) -> pl.DataFrame:
    """Return the edges that are left when all is taken away, time and again, that has nothing below it."""
    for _ in range(DEEPEST):
        has_children = _mask(size, rest["parent"])
        is_child = _mask(size, rest["child"])
        keeps = has_children.gather(rest["child"]) & is_child.gather(rest["parent"])
        if keeps.all():
            break
        rest = rest.filter(keeps)
    return rest


def _mask(size: int, nodes: pl.Series) -> pl.Series:
    mask = repeated(False, size, pl.Boolean)
    return mask.scatter(nodes, True)
