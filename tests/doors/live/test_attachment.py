from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.doors.live.attachment import content_disposition, media_type


def _read_as_clients_do(value: str) -> str | None:
    """Python's e-mail parser is what the Python client of Synapse reads the header with."""
    message = Message()
    message["content-disposition"] = value
    return message.get_filename()


@given(name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_header_is_one_safe_line(name: str) -> None:
    value = content_disposition(name)
    assert value.isascii()
    assert value.isprintable()
    assert value.startswith("attachment; ")


@pytest.mark.parametrize(
    "name",
    ["a.csv", "with space.csv", "Zellkörper.ome.tiff", "细胞.txt", "a;b=c.txt", "50%.txt", "it's.txt", "a\r\nX-Bad: 1"],
)
def test_clients_read_the_name_back(name: str) -> None:
    assert _read_as_clients_do(content_disposition(name)) == name


@pytest.mark.parametrize("name", ['a"b', "", "\n", "\0"])
def test_awkward_names_do_no_harm(name: str) -> None:
    assert content_disposition(name).isprintable()


def test_name_is_no_path() -> None:
    assert "/" not in content_disposition("../../etc/passwd").removeprefix("attachment")
    assert "\\" not in content_disposition("..\\a")


@pytest.mark.parametrize("text", ["text/csv", "text/plain; charset=utf-8", 'text/plain; charset="utf-8"', "image/tiff"])
def test_media_type_is_kept(text: str) -> None:
    assert media_type(text) == text


@pytest.mark.parametrize(
    "text", ["", "csv", "text/plain\r\nX: 1", "text/plain; x", "a/b/c", "téxt/plain", "text/ plain"]
)
def test_what_is_no_media_type_becomes_unknown_bytes(text: str) -> None:
    assert media_type(text) == "application/octet-stream"
