import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.drivers.blobs.errors import PartOutOfRange, PlanInvalid
from theatrum.drivers.blobs.plan import LARGEST_BLOB, MOST_PARTS, make_plan


@given(size=st.integers(0, LARGEST_BLOB), part_size=st.integers(1, LARGEST_BLOB))
def test_parts_cover_the_file_without_gap_or_overlap(size: int, part_size: int) -> None:
    if size > MOST_PARTS * part_size:
        with pytest.raises(PlanInvalid, match="at least"):
            make_plan(size, part_size)
        return
    plan = make_plan(size, part_size)
    assert plan.offset(1) == 0
    assert plan.offset(plan.count) + plan.length(plan.count) == size
    if plan.count > 1:
        assert plan.length(1) == part_size
        assert 1 <= plan.length(plan.count) <= part_size


@given(size=st.integers(MOST_PARTS + 1, LARGEST_BLOB))
def test_the_part_size_that_is_advised_is_accepted(size: int) -> None:
    with pytest.raises(PlanInvalid) as refused:
        make_plan(size, 1)
    advised = int(str(refused.value).split("at least ")[1].split(" ")[0])
    assert make_plan(size, advised).count <= MOST_PARTS
    with pytest.raises(PlanInvalid):
        make_plan(size, advised - 1)


def test_empty_file_is_one_part_of_nothing() -> None:
    plan = make_plan(0, 5)
    assert (plan.count, plan.length(1)) == (1, 0)
    with pytest.raises(PartOutOfRange):
        plan.offset(2)
