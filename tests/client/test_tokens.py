"""Tokens in configuration files: found as synapseclient finds them, and shown to their own server only."""

from pathlib import Path

import pytest

from theatrum.client import tokens
from theatrum.client.errors import ConfigurationUnreadable, TokenIsUnusable
from theatrum.client.tokens import configured_server, configured_token, valid_token

SERVER = "https://dcc.example.org/repo/v1/theatrum/known"
ENDPOINTS = "[endpoints]\nrepoEndpoint = https://dcc.example.org/repo/v1\n"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the place of the file that is looked at without being named."""
    monkeypatch.setattr(tokens, "DEFAULT_PATH", tmp_path / ".synapseConfig")
    return tmp_path / ".synapseConfig"


@pytest.mark.parametrize(
    "text",
    [
        "[default]\nauthtoken = thm_a\n" + ENDPOINTS,
        "[authentication]\nauthtoken=thm_a\n" + ENDPOINTS,
        "[authentication]\nauthtoken=thm_b\n[default]\nauthtoken = thm_a\n" + ENDPOINTS,
        "# 100%\n[default]\nauthtoken =\n[authentication]\nauthtoken = thm_a\n" + ENDPOINTS,
    ],
)
def test_token_is_found_in_either_section(config: Path, text: str) -> None:
    config.write_text(text, encoding="utf-8")
    assert configured_token(SERVER, None) == "thm_a"
    assert configured_token(SERVER, config) == "thm_a"


def test_where_there_is_no_file_there_is_no_token(config: Path) -> None:
    assert configured_token(SERVER, None) is None
    with pytest.raises(ConfigurationUnreadable, match="No such file"):
        configured_token(SERVER, config)


@pytest.mark.parametrize(
    ("endpoints", "reason"),
    [
        ("", "it names no repoEndpoint"),
        ("[endpoints]\nrepoEndpoint = https://other.example.org/repo/v1\n", "https://other.example.org/repo/v1"),
        ("[endpoints]\nrepoEndpoint = http://dcc.example.org/repo/v1\n", "http://dcc.example.org"),
        ("[endpoints]\nrepoEndpoint = https://dcc.example.org:8443/repo/v1\n", "8443"),
        ("[endpoints]\nrepoEndpoint = dcc\n", "its repoEndpoint is dcc"),
    ],
)
def test_token_of_another_server_is_never_used(config: Path, endpoints: str, reason: str) -> None:
    config.write_text("[default]\nauthtoken = thm_secret\n" + endpoints, encoding="utf-8")
    assert configured_token(SERVER, None) is None
    with pytest.raises(ConfigurationUnreadable, match=reason) as caught:
        configured_token(SERVER, config)
    assert "thm_secret" not in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"thm_secret\n", b"\xff\xfe", ENDPOINTS.encode(), b"[default\nauthtoken=thm_secret"]
)
def test_file_without_a_token_is_told_when_it_was_named(config: Path, content: bytes) -> None:
    config.write_bytes(content)
    assert configured_token(SERVER, None) is None
    with pytest.raises(ConfigurationUnreadable, match="gives no access token") as caught:
        configured_token(SERVER, config)
    assert "thm_secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "thm_sec ret", "thm_secret\n", "thm_secret\u200b"])
def test_token_that_cannot_be_sent_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(TokenIsUnusable, match="--token") as caught:
        valid_token(text, place="--token")
    assert "thm_" not in str(caught.value)


@pytest.mark.parametrize(
    ("endpoints", "server"),
    [
        (
            ("https://dcc.example.org/repo/v1", "https://dcc.example.org/auth/v1", "https://dcc.example.org/"),
            "https://dcc.example.org",
        ),
        # Pages on a host of their own: another service, which has none of ours.
        (("https://repo.example.org/repo/v1", "https://repo.example.org/auth/v1", "https://www.example.org/"), None),
        (("https://dcc.example.org/repo/v1", "https://dcc.example.org/auth/v1", "nowhere"), None),
        (("", "", ""), None),
    ],
)
def test_a_server_whose_pages_and_api_are_one(
    config: Path, endpoints: tuple[str, str, str], server: str | None
) -> None:
    assert configured_server(None) is None
    names = ("repoEndpoint", "authEndpoint", "portalEndpoint")
    lines = [f"{name} = {value}" for name, value in zip(names, endpoints, strict=True)]
    config.write_text("\n".join(["[endpoints]", *lines]), encoding="utf-8")
    assert configured_server(None) == server
    config.write_text("no configuration", encoding="utf-8")
    assert configured_server(None) is None
