"""Mail of an installation without SMTP."""

import stat

import pytest
from django.core.mail import EmailMessage

from theatrum.drivers import installation
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.mail import folder

pytestmark = pytest.mark.django_db(transaction=True)


def _send_and_fail() -> None:
    _send()
    raise RuntimeError("changed my mind")


@pytest.fixture(autouse=True)
def _empty() -> None:
    for name in folder.names():
        folder.discard(name)


def _send(subject: str = "Hällo", text: str = "Open http://localhost/x?a=1, soon.") -> None:
    EmailMessage(subject, text, to=["anna@example.org"]).send()


def test_message_is_kept_with_its_links() -> None:
    _send()
    mail = folder.read(folder.names()[0])
    assert mail is not None
    assert (mail.to, mail.subject, mail.links) == ("anna@example.org", "Hällo", ("http://localhost/x?a=1",))
    assert "soon" in mail.text


def test_only_the_installation_reads_the_files() -> None:
    _send()
    path = installation.settings().data / "mail" / folder.names()[0]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_message_about_what_was_rolled_back_is_not_kept() -> None:
    with pytest.raises(RuntimeError, match="changed my mind"), writing():
        _send_and_fail()
    assert folder.names() == []


def test_newest_comes_first_and_discarded_is_gone() -> None:
    _send("first")
    _send("second")
    names = folder.names()
    assert names == sorted(names, reverse=True)
    folder.discard(names[0])
    folder.discard(names[0])
    assert folder.names() == names[1:]
    assert folder.read(names[0]) is None


@pytest.mark.parametrize(
    "name", ["../theatrum.sqlite3", "/etc/passwd", "", "x.eml", "20260101T000000000-00000000.part"]
)
def test_names_that_are_no_messages_reach_nothing(name: str) -> None:
    assert folder.read(name) is None
    folder.discard(name)


def test_message_to_nobody_is_not_kept() -> None:
    assert EmailMessage("x", "y", to=[]).send() == 0
    assert folder.names() == []
