"""The order of what comes from what, and the circles in it."""

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theatrum.checks.links.cycles import chain, find_cycles, parents_by_node
from theatrum.checks.links.graph import DEEPEST, build_graph

SIZE = 12
EDGES = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda edge: edge[0] != edge[1]), max_size=20
)


def _frame(edges: list[tuple[int, int]]) -> pl.DataFrame:
    return pl.DataFrame(edges, schema={"child": pl.UInt32, "parent": pl.UInt32}, orient="row")


def _ancestors(edges: list[tuple[int, int]], node: int) -> set[int]:
    seen: set[int] = set()
    todo = [node]
    while todo:
        above = [parent for child, parent in edges if child == todo[-1]]
        todo.pop()
        todo += [parent for parent in above if parent not in seen]
        seen.update(above)
    return seen


@settings(max_examples=80)
@given(EDGES)
def test_exactly_the_nodes_that_are_their_own_ancestors_are_on_circles(edges: list[tuple[int, int]]) -> None:
    graph = build_graph(_frame(edges), SIZE)
    groups = find_cycles(graph.rest, SIZE)
    on_circles = {node for node in range(SIZE) if node in _ancestors(edges, node)}
    assert {node for group in groups for node in group} == on_circles
    ordered = [node for batch in graph.batches for node in set(batch["child"])]
    assert sorted(ordered) == sorted(
        node for node in {child for child, _ in edges} if not on_circles & ({node} | _ancestors(edges, node))
    )
    for group in groups:
        way = chain(group, parents_by_node(graph.rest))
        assert way[0] == way[-1] == group[0]
        assert all(step in edges for step in pairwise(way))


@given(EDGES)
def test_parents_come_before_their_children(edges: list[tuple[int, int]]) -> None:
    done: set[int] = set()
    graph = build_graph(_frame(edges), SIZE)
    children = {child for child, _ in edges}
    for batch in graph.down():
        assert all(parent in done or parent not in children for parent in batch["parent"])
        done.update(batch["child"])


@given(EDGES, st.sets(st.integers(0, SIZE - 1)))
def test_marks_go_up(edges: list[tuple[int, int]], marked: set[int]) -> None:
    edges = [(max(edge), min(edge)) for edge in edges]
    mask = pl.Series([node in marked for node in range(SIZE)])
    above = build_graph(_frame(edges), SIZE).marked_above(mask)
    expected = marked.union(*(_ancestors(edges, node) for node in marked))
    assert set(above.arg_true()) == expected
    assert mask.to_list() == [node in marked for node in range(SIZE)]


@pytest.mark.parametrize(("length", "is_too_deep"), [(DEEPEST, False), (DEEPEST + 1, True)])
def test_chain_is_followed_up_to_a_limit(length: int, *, is_too_deep: bool) -> None:
    graph = build_graph(_frame([(node + 1, node) for node in range(length)]), length + 1)
    assert graph.is_too_deep == is_too_deep


def test_long_circle_is_found_whole() -> None:
    size = 5000
    edges = [(node, (node + 1) % size) for node in range(size)]
    assert find_cycles(build_graph(_frame(edges), size).rest, size) == [list(range(size))]
