"""Mail by SMTP, to a small server of the test's own."""

import socketserver
import threading
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings

from theatrum.drivers.jobs import registry
from theatrum.drivers.jobs.models import Job
from theatrum.drivers.mail import folder, jobs
from theatrum.drivers.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db(transaction=True)


class _Server(socketserver.ThreadingTCPServer):
    """Takes every message and keeps its lines."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        self.taken: list[str] = []
        super().__init__(("127.0.0.1", 0), _Conversation)


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline().decode():
            verb = line.split()[0].upper()
            if verb == "DATA":
                self._say("354 go on")
                self.server.taken.append(self._message())
            self._say({"QUIT": "221 bye"}.get(verb, "250 fine"))
            if verb == "QUIT":
                return

    def _message(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            lines.append(line)
        return "".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def server(settings: Settings) -> Iterator[_Server]:
    with _Server() as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        url = f"smtp://127.0.0.1:{running.server_address[1]}"
        settings.THEATRUM = settings.THEATRUM.model_copy(update={"smtp_url": url})
        yield running
        running.shutdown()
        thread.join()


def test_message_goes_out_by_a_job_and_is_blanked(server: _Server) -> None:
    kept = folder.names()
    EmailMessage("Your link", "http://localhost/secret", to=["anna@example.org"]).send()
    mail, job = OutgoingMail.objects.get(), Job.objects.get(name="mail.deliver")
    assert (server.taken, mail.sent_on) == ([], None)
    assert job.arguments == {"mail_id": mail.pk}
    assert "secret" not in str(job.arguments)

    registry.find("mail.deliver").function(mail_id=mail.pk)
    mail.refresh_from_db()
    assert (mail.content, mail.sent_on is not None) == (None, True)
    [message] = server.taken
    assert "Subject: Your link" in message
    assert "http://localhost/secret" in message
    assert folder.names() == kept


def test_message_sent_is_not_sent_again(server: _Server) -> None:
    EmailMessage("Once", "text", to=["anna@example.org"]).send()
    for _ in range(2):
        jobs.deliver(mail_id=OutgoingMail.objects.get().pk)
    assert len(server.taken) == 1


def test_message_waits_while_the_server_is_away(server: _Server) -> None:
    EmailMessage("Later", "text", to=["anna@example.org"]).send()
    server.shutdown()
    server.server_close()
    with pytest.raises(ConnectionError):
        jobs.deliver(mail_id=OutgoingMail.objects.get().pk)
    assert OutgoingMail.objects.get().content is not None
