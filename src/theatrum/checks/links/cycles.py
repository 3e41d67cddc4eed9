"""Cycles: rows that are their own ancestors. Exact, for any number of parents."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from theatrum.checks.links.graph import cyclic_edges

# A cycle that is longer is named by its beginning.
LONGEST_CHAIN = 12


def find_cycles(rest: pl.DataFrame, size: int) -> list[list[int]]:
    """Return the groups of nodes that are on cycles with one another, each with its nodes in order.

    ``rest`` are the edges that could not be ordered (``graph.Graph.rest``).
    """
    parents = parents_by_node(cyclic_edges(rest, size))
    found = [
        group for group in _Search(parents).components() if len(group) > 1 or group[0] in parents.get(group[0], ())
    ]
    return sorted(sorted(group) for group in found)


def parents_by_node(edges: pl.DataFrame) -> dict[int, list[int]]:
    """Return the parents of each child."""
    parents: dict[int, list[int]] = {}
    for child, parent in edges.select("child", "parent").iter_rows():
        parents.setdefault(child, []).append(parent)
    return parents


def chain(group: Sequence[int], parents: Mapping[int, Sequence[int]]) -> list[int]:
    """Return a shortest way from the first node of a group to itself by way of parents, both ends included."""
    first, inside = group[0], set(group)
    came_from: dict[int, int] = {}
    queue = deque([first])
    while queue:
        node = queue.popleft()
        for parent in sorted(parents.get(node, ())):
            if parent == first:
                return [*_way(came_from, first, node), first]
            if parent in inside and parent not in came_from:
                came_from[parent] = node
                queue.append(parent)
    return [first]


def _way(came_from: Mapping[int, int], first: int, node: int) -> list[int]:
    way = [node]
    while way[-1] != first:
        way.append(came_from[way[-1]])
    return way[::-1]


class _Search:
    """Tarjan's search for strongly connected components, without recursion."""

    def __init__(self, parents: Mapping[int, Sequence[int]]) -> None:
        self._parents = parents
        self._order: dict[int, int] = {}
        self._lowest: dict[int, int] = {}
        self._stack: list[int] = []
        self._on_stack: set[int] = set()

    def components(self) -> Iterator[list[int]]:
        """Yield each component once."""
        for root in self._parents:
            if root not in self._order:
                yield from self._from(root)

    def _from(self, root: int) -> Iterator[list[int]]:
        work = [(root, self._enter(root))]
        while work:
            node, following = work[-1]
            deeper = self._step(node, following)
            if deeper is not None:
                work.append((deeper, self._enter(deeper)))
                continue
            work.pop()
            if work:
                above = work[-1][0]
                self._lowest[above] = min(self._lowest[above], self._lowest[node])
            if self._lowest[node] == self._order[node]:
                yield self._taken(node)

    def _enter(self, node: int) -> Iterator[int]:
        self._order[node] = self._lowest[node] = len(self._order)
        self._stack.append(node)
        self._on_stack.add(node)
        return iter(self._parents.get(node, ()))

    def _step(self, node: int, following: Iterator[int]) -> int | None:
        """Look at the following nodes up to one that was never seen, and return that one."""
        for other in following:
            if other not in self._order:
                return other
            if other in self._on_stack:
                self._lowest[node] = min(self._lowest[node], self._order[other])
        return None

    def _taken(self, node: int) -> list[int]:
        group: list[int] = []
        while not group or group[-1] != node:
            group.append(self._stack.pop())
        self._on_stack.difference_update(group)
        return group
