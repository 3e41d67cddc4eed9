"""The SMTP client: one message, one connection, with TLS wherever the server offers it."""

import smtplib
import ssl
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from theatrum.drivers import installation

_PATIENCE = 30
_PORTS = {"smtp": 587, "smtps": 465}


def send(*, sender: str, recipients: list[str], content: bytes) -> None:
    """Hand a message to the server that ``smtp_url`` names. Raises SMTPException, OSError."""
    parts = urlsplit(installation.settings().smtp_url)
    host, port = parts.hostname or "localhost", parts.port or _PORTS[parts.scheme]
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_PATIENCE, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=_PATIENCE)
    with server:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.sendmail(parseaddr(sender)[1], recipients, content)
