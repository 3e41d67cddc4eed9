"""A whole server that takes mail: a report with a file goes in by the command, and is answered by mail, both ways."""

import smtplib
import socket
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.support.installations import Installation, free_port, migrated_installation
from tests.support.mailboxes import world
from theatrum.kernel.settings import Settings
from theatrum.wiring.environment import SettingsAreInvalid, read_settings
from theatrum.wiring.errors import CannotStart
from theatrum.wiring.premises import require_free_port

pytestmark = pytest.mark.db
DESK = "help@dcc.example.org"


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return migrated_installation(tmp_path)


def make(installation: Installation, name: str, *options: str) -> str:
    done = installation.run(
        "admin", "user", "create", name, "--email", f"{name}@example.org", "--accept-terms", "--token", *options
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_reported_by_command_and_answered_by_mail(installation: Installation, tmp_path: Path) -> None:
    log = tmp_path / "upload.log"
    log.write_text("part 3 of 7: connection reset\n", encoding="utf-8")
    token, port = make(installation, "maria"), free_port()
    make(installation, "ada", "--administrator")
    with world() as everybody:
        settings = {"THEATRUM_MAIL_IN": f"127.0.0.1:{port}", "THEATRUM_MAIL_IN_ADDRESS": DESK}
        with installation.serving(**settings, THEATRUM_SMTP_URL=everybody.url) as server:
            options = ("--text", "At 40 %.", "--to", server.url, "--token", token, "--file", log)
            done = installation.run("report", "Upload breaks off", *options)
            assert done.returncode == 0, done.stderr
            assert done.stdout.startswith("Ticket 1: ")
            told = everybody.next_to("ada@example.org")
            assert told["Subject"] == "[Ticket 1] Upload breaks off"
            assert "1 file is attached" in told.get_content()
            answer = EmailMessage()
            answer["From"], answer["To"], answer["Subject"] = "ada@example.org", str(told["Reply-To"]), "Re: it"
            answer.set_content("Try again, please.")
            with smtplib.SMTP("127.0.0.1", port) as smtp:
                smtp.send_message(answer)
            assert "Try again, please." in everybody.next_to("maria@example.org").get_content()
            assert server.stop() == 0


@pytest.mark.one_engine("no database is opened")
def test_a_port_that_is_taken_is_told_before_the_start() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        settings = Settings(port=free_port(), mail_in=address, mail_in_address=DESK)
        with pytest.raises(CannotStart, match="THEATRUM_MAIL_IN"):
            require_free_port(settings)


@pytest.mark.one_engine("no database is opened")
@pytest.mark.parametrize(
    "given",
    [
        {"THEATRUM_MAIL_IN": "8025", "THEATRUM_MAIL_IN_ADDRESS": DESK},
        {"THEATRUM_MAIL_IN": "localhost:99999", "THEATRUM_MAIL_IN_ADDRESS": DESK},
        {"THEATRUM_MAIL_IN": "localhost:25"},
        {"THEATRUM_MAIL_IN": "localhost:25", "THEATRUM_MAIL_IN_ADDRESS": "help+desk@dcc.example.org"},
        {"THEATRUM_MAIL_IN": "localhost:25", "THEATRUM_MAIL_IN_ADDRESS": "Help <help@dcc.example.org>"},
    ],
)
def test_settings_that_do_not_fit(given: dict[str, str]) -> None:
    with pytest.raises(SettingsAreInvalid, match="THEATRUM_MAIL_IN"):
        read_settings(given)
    assert Settings().mail_in == ""
