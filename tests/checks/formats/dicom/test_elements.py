import io
from contextlib import suppress
from functools import cache
from itertools import pairwise
from pathlib import Path

import pydicom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from tests.checks.formats.dicom.datasets import clean, inspected, nested, written
from theatrum.checks.formats.bytes import Budget, Counted, Held
from theatrum.checks.formats.dicom.opening import opened
from theatrum.checks.formats.errors import BudgetSpent, Unreadable


def _rich() -> Dataset:
    data = clean()
    data.update(nested(5))
    inner = Dataset()
    inner.PersonName = "Okafor^Ada"
    data.PersonIdentificationCodeSequence = Sequence([inner, Dataset(), inner])
    data.add_new(0x00880200, "SQ", Sequence([clean()]))
    data.DataSetTrailingPadding = bytes(10)
    return data


@cache
def _made(*, is_implicit: bool) -> bytes:
    return written(_rich(), ImplicitVRLittleEndian if is_implicit else ExplicitVRLittleEndian)


@pytest.mark.parametrize(
    "syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian], ids=lambda syntax: syntax.name
)
@pytest.mark.parametrize("is_open", [False, True])
def test_the_same_elements_as_pydicom_sees(syntax: UID, is_open: bool) -> None:  # noqa: FBT001  # a case
    data = _rich()
    for element in data.iterall():
        if element.VR == "SQ":
            element.is_undefined_length = is_open
            for item in element.value:
                item.is_undefined_length_sequence_item = is_open
    content = written(data, syntax)
    read = dcmread(io.BytesIO(content))
    wanted = [(int(element.tag), element.VR) for element in read.iterall()]
    walk = opened(Held(content), Budget(), is_full=True).walk
    found = [(element.tag, element.vr) for element in walk.elements()]
    assert [tag for tag, _ in found] == [tag for tag, _ in wanted]
    if syntax.is_implicit_VR is False:
        assert found == wanted


@settings(max_examples=200, deadline=None)
@given(
    place=st.integers(0, 10_000),
    new=st.binary(min_size=1, max_size=8),
    cut=st.integers(0, 10_000),
    is_implicit=st.booleans(),
)
def test_mutated_files_end_in_a_finding_or_are_read(*, place: int, new: bytes, cut: int, is_implicit: bool) -> None:
    content = bytearray(_made(is_implicit=is_implicit))
    place %= len(content)
    content[place : place + len(new)] = new
    del content[len(content) - cut % 200 :]
    budget = Budget(bytes=4 << 20, structures=5000)
    with suppress(Unreadable, BudgetSpent):
        inspected(bytes(content), budget=budget)
    assert budget.structures >= -1


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_finding_or_are_read(content: bytes) -> None:
    for head in (b"", bytes(128) + b"DICM"):
        with suppress(Unreadable, BudgetSpent):
            inspected(head + content)


def test_a_long_value_is_passed_over_not_read() -> None:
    data = clean()
    data.PixelData = bytes(4 << 20)
    content = written(data)
    budget = Budget()
    before = budget.bytes
    inspected(content, budget=budget)
    assert before - budget.bytes < 300_000
    file = Counted(Held(content), Budget())
    places = [element.offset for element in opened(file, Budget(), is_full=False).walk.elements()]
    assert all(one < other for one, other in pairwise(places))


def _real_files() -> list[Path]:
    """Return small files of many makers that pydicom comes with."""
    folder = Path(pydicom.__file__).parent / "data" / "test_files"
    return [path for path in sorted(folder.rglob("*.dcm")) if path.stat().st_size < 200_000]


# One begins behind a byte too many, two are cut off, and one has a sequence of unknown type, which is looked into.
_OTHERWISE = {"no_meta.dcm", "MR_truncated.dcm", "rtplan_truncated.dcm", "priv_SQ.dcm"}


@pytest.mark.filterwarnings("ignore::UserWarning")  # pydicom's, about what these files have on purpose
def test_real_files_are_read_as_pydicom_reads_them() -> None:
    files = [path for path in _real_files() if path.name not in _OTHERWISE]
    assert len(files) > 50
    for path in files:
        content = path.read_bytes()
        wanted = [int(element.tag) for element in dcmread(io.BytesIO(content), force=True).iterall()]
        walk = opened(Held(content), Budget(), is_full=True).walk
        found = [element.tag for element in walk.elements()]
        # Lengths of groups are retired, and pydicom leaves them out in places.
        assert [tag for tag in found if tag & 0xFFFF] == [tag for tag in wanted if tag & 0xFFFF], path.name
        inspected(content)
