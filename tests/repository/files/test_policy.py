"""What an upload may ask for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.kernel.errors import DomainError
from theatrum.repository.files import policy
from theatrum.repository.files.errors import UploadIsInvalid
from theatrum.repository.files.policy import LEAST_PART, MOST_PARTS, Wanted, count_parts, valid_upload

LIMIT = 5 * 1024**4
GOOD = Wanted(file_name="reads.fastq", content_type="text/plain", md5="0" * 32, size=1, part_size=LEAST_PART)


def test_good_request_stays_as_it_is() -> None:
    assert valid_upload(GOOD, largest=LIMIT) == GOOD


def test_spelling_of_the_checksum_does_not_make_another_request() -> None:
    loud = replace(GOOD, md5=" " + "AB" * 16)
    quiet = replace(GOOD, md5="ab" * 16)
    assert valid_upload(loud, largest=LIMIT).fingerprint == valid_upload(quiet, largest=LIMIT).fingerprint


@pytest.mark.parametrize(
    "change",
    [
        {"file_name": "x"},
        {"content_type": "a/b"},
        {"md5": "1" * 32},
        {"size": 2},
        {"part_size": LEAST_PART + 1},
        {"generates_preview": True},
    ],
)
def test_every_field_makes_another_request(change: dict[str, object]) -> None:
    changed = replace(GOOD, **change)  # type: ignore[arg-type]  # one field each
    assert changed.fingerprint != GOOD.fingerprint


@given(st.integers(), st.integers())
def test_sizes_are_refused_or_give_a_countable_number_of_parts(size: int, part_size: int) -> None:
    try:
        wanted = valid_upload(replace(GOOD, size=size, part_size=part_size), largest=LIMIT)
    except DomainError:
        return
    count = count_parts(wanted.size, wanted.part_size)
    assert 1 <= count <= MOST_PARTS
    assert (count - 1) * part_size <= size <= count * part_size


@given(st.text(max_size=300))
def test_name_that_is_accepted_can_be_written_on_any_disk(name: str) -> None:
    try:
        accepted = policy.valid_file_name(name)
    except UploadIsInvalid:
        return
    assert accepted == name
    assert not set(accepted) & set("/\\\0\r\n")
    assert accepted not in {"", ".", ".."}


@given(st.text(max_size=300))
def test_content_type_that_is_accepted_fits_into_a_header(content_type: str) -> None:
    try:
        accepted = policy.valid_content_type(content_type)
    except UploadIsInvalid:
        return
    assert accepted.isascii()
    assert accepted.isprintable()
    assert 0 < len(accepted) <= 256
