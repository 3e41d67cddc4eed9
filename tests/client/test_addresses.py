"""Addresses of servers, as people write them."""

import pytest

from theatrum.client.addresses import known_address, origin, server_of_known, shown
from theatrum.client.errors import AddressIsInvalid

LIST = "https://dcc.example.org/repo/v1/theatrum/known"


@pytest.mark.parametrize(
    ("text", "center", "address"),
    [
        ("https://dcc.example.org", "HTA201", f"{LIST}?center=HTA201"),
        ("https://dcc.example.org/", None, LIST),
        ("https://dcc.example.org/repo/v1/", "a&b=c", f"{LIST}?center=a%26b%3Dc"),
        (LIST, "HTA201", f"{LIST}?center=HTA201"),
        (f"{LIST}?center=HTA202", "HTA201", f"{LIST}?center=HTA202"),
        ("https://example.org/lists/known.csv", "HTA201", "https://example.org/lists/known.csv"),
        ("https://example.org/?list=1", None, "https://example.org/?list=1"),
        ("HTTP://localhost:8080", None, "http://localhost:8080/repo/v1/theatrum/known"),
    ],
)
def test_server_alone_means_its_own_list(text: str, center: str | None, address: str) -> None:
    assert known_address(text, center) == address


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("https://dcc.example.org", "https://dcc.example.org"),
        ("https://me:secret@dcc.example.org:8443/repo/v1/", "https://dcc.example.org:8443"),
        (f"{LIST}?center=HTA202", "https://dcc.example.org"),
        ("https://example.org/lists/known.csv", None),
        ("https://example.org/?list=1", None),
    ],
)
def test_server_that_a_list_is_of(text: str, server: str | None) -> None:
    assert server_of_known(text) == server


@pytest.mark.parametrize("text", ["https://", "https:///known", "ftp://a", "http://[::1", "http://a:99999", "dcc", ""])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(AddressIsInvalid, match="no web address"):
        known_address(text, None)


def test_ports_that_go_without_saying_make_no_difference() -> None:
    assert origin("https://DCC.example.org:443/x") == origin("https://dcc.example.org")
    assert origin("http://dcc.example.org") != origin("https://dcc.example.org")
    assert origin("https://dcc.example.org:8443") != origin("https://dcc.example.org")


def test_nothing_secret_is_shown() -> None:
    assert shown("https://ann:secret@example.org:1/a?signature=secret#secret") == "https://example.org:1/a"
