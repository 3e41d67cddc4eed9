"""No log line holds a secret, whoever wrote it."""

import pytest

from theatrum.wiring.logs import hide_secrets


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer thm_secret",
        "GET /live/grid?ticket=thm_secret&x=1",
        "PUT /bytes/parts/1?signature=thm_secret",
        "postgresql://user:thm_secret@db/theatrum",
        "https://s3/x?X-Amz-Signature=thm_secret",
        "GET /bytes/blobs/1?name=a&X-Theatrum-Signature=thm_secret",
        "GET /invitations/thm_secret",
        "POST /account/password/reset/key/1-thm_secret/",
        "GET /account/confirm-email/thm_secret/",
        "POST /notices/unsubscribe/thm_secret",
        "GET /calendar.ics?key=3300001.1.thm_secret",
    ],
)
def test_secret_in_a_text_is_hidden(text: str) -> None:
    assert "thm_secret" not in str(hide_secrets(None, "info", {"event": text}))


@pytest.mark.parametrize("key", ["token", "Authorization", "password", "ticket", "signature", "cookie"])
def test_value_under_a_secret_key_is_hidden(key: str) -> None:
    assert hide_secrets(None, "info", {"event": "x", key: "thm_secret"})[key] != "thm_secret"


def test_other_text_stays_as_it_is() -> None:
    for path in ("/repo/v1/entity/syn1", "/administration/invitations/3/revoke", "/account/password/reset/"):
        event = {"event": "request", "path": path, "status": 200}
        assert hide_secrets(None, "info", dict(event)) == event
