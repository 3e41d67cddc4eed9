"""What comes from what: edges from parents to children, in an order that has every parent before its children."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from theatrum.checks.links.repeating import repeated

CODE = pl.UInt32
# Nothing real is a thousand steps from its participant; what is longer is told and not followed.
DEEPEST = 1000
# Up to here a step at a time over all edges is quickest. What is deeper is narrow, and goes edge by edge.
_QUICK = 64


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
    for _ in range(_QUICK):
        if rest.is_empty():
            break
        waiting = _mask(size, rest["child"])
        is_blocked = waiting.gather(rest["parent"])
        blocked = _mask(size, rest["child"].filter(is_blocked)).gather(rest["child"])
        if blocked.all():
            return Graph(size, batches, rest)
        batches.append(rest.filter(~blocked))
        rest = rest.filter(blocked)
    if rest.is_empty():
        return Graph(size, batches, rest)
    deeper, rest, is_too_deep = _edge_by_edge(rest)
    return Graph(size, batches + deeper, rest, is_too_deep)


def _edge_by_edge(rest: pl.DataFrame) -> tuple[list[pl.DataFrame], pl.DataFrame, bool]:
    """Go on where many steps are left; return the batches, what has no place, and whether the limit was the reason."""
    nodes = set(rest["child"])
    waiting = dict.fromkeys(nodes, 0)
    below: dict[int, list[int]] = {}
    for child, parent in rest.select("child", "parent").iter_rows():
        if parent in nodes:
            waiting[child] += 1
            below.setdefault(parent, []).append(child)
    ready = [node for node, parents in waiting.items() if not parents]
    steps: dict[int, int] = {}
    for step in range(DEEPEST - _QUICK):
        steps.update(dict.fromkeys(ready, step))
        ready = _freed(ready, below, waiting)
    placed = pl.DataFrame({"child": list(steps), "step": list(steps.values())}, schema={"child": CODE, "step": CODE})
    stepped = rest.join(placed, on="child", how="left", maintain_order="left").sort("step", "child")
    parts = stepped.drop_nulls().partition_by("step", maintain_order=True, include_key=False)
    return parts, stepped.filter(pl.col("step").is_null()).drop("step"), bool(ready)


def _freed(done: list[int], below: Mapping[int, list[int]], waiting: dict[int, int]) -> list[int]:
    """Return what waited for nothing else than these."""
    freed = []
    for node in done:
        for child in below.get(node, ()):
            waiting[child] -= 1
            if not waiting[child]:
                freed.append(child)
    return freed


def cyclic_edges(rest: pl.DataFrame, size: int) -> pl.DataFrame:
    """Return edges without those that have nothing below them, taken away time and again, as long as that is quick."""
    for _ in range(_QUICK):
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
