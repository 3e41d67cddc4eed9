"""Reports a problem to the help desk of a server."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from theatrum.client.addresses import shown
from theatrum.client.talking import Conversation
from theatrum.client.uploading import upload

TICKETS = "/repo/v1/theatrum/tickets"


@dataclass(frozen=True)
class Report:
    """What is reported; an empty queue means a problem."""

    title: str
    text: str
    queue: str = ""
    center: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[Path] = ()
    takes_out: bool = False


@dataclass(frozen=True)
class Sent:
    """The ticket that was opened."""

    number: int
    url: str
    taken_out: tuple[str, ...]


def server_of(address: str) -> str:
    """Return the server of an address as people write it, without a path. Raises AddressIsInvalid."""
    parts = urlsplit(shown(address))
    return urlunsplit((parts.scheme, parts.netloc, "", "", ""))


def send(server: str, token: str | None, report: Report) -> Sent:
    """Send the files, then the report. Raises SendingFailed, OSError."""
    with Conversation(server, token) as conversation:
        handles = [upload(conversation, path) for path in report.files]
        body = {
            "title": report.title,
            "text": report.text,
            "queue": report.queue,
            "center": report.center,
            "context": {**_about(), **report.context},
            "fileHandleIds": handles,
            "takeOut": report.takes_out,
        }
        answer = conversation.ask("POST", TICKETS, body)
    return Sent(int(answer["number"]), str(answer["url"]), tuple(map(str, answer.get("takenOut", ()))))


def _about() -> dict[str, str]:
    # Neither names of people nor of machines.
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return {"Theatrum": version("theatrum"), "System": system}
