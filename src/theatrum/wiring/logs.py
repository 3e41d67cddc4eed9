"""How all processes write their logs: one form on stderr, for people or for machines, and no secrets in it."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

ERROR, WARNING = logging.ERROR, logging.WARNING
_SECRET_KEYS = frozenset({"authorization", "cookie", "password", "secret", "signature", "ticket", "token"})
# Bearer tokens wherever they stand, values of secret parameters in an address, passwords inside URLs, and
# the addresses that do something by themselves: invitations, new passwords, confirmations, the end of mails.
_SECRETS = re.compile(
    r"(?P<before>\bbearer\s+|[?&;](?:[a-z-]*token|ticket|[a-z-]*signature|sig|key|password|x-amz-[a-z]+)=|://[^/\s:@]+:"
    r"|/invitations/(?!\d+/)|/password/reset/key/|/confirm-email/|/notices/unsubscribe/)"
    r"[^\s&;,'\"@]+",
    re.IGNORECASE,
)
_HIDDEN = "…"
Event = MutableMapping[str, Any]


def configure(form: Literal["console", "json"], *, level: int = logging.INFO) -> None:
    """Send structlog and the standard library's logging through the same processors to stderr."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    last: list[structlog.typing.Processor]
    if form == "json":
        last = [structlog.processors.format_exc_info, hide_secrets, structlog.processors.JSONRenderer()]
    else:
        last = [structlog.processors.format_exc_info, hide_secrets, _console()]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers, root.level = [handler], level
    _quieten()


def hide_secrets(_logger: object, _method: str, event: Event) -> Event:
    """Blank what must not be written down, whoever logs it."""
    for key, value in event.items():
        if key.lower() in _SECRET_KEYS:
            event[key] = _HIDDEN
        elif isinstance(value, str):
            event[key] = _SECRETS.sub(rf"\g<before>{_HIDDEN}", value)
    return event


def _console() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)


def _quieten() -> None:
    # A refused request is in the access log already; these would write it again, with its query.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    logging.getLogger("django.security").setLevel(logging.ERROR)
    # Logged as an error with a traceback, once for each scanner that comes by without our name.
    logging.getLogger("django.security.DisallowedHost").setLevel(logging.CRITICAL)
    logging.getLogger("_granian").setLevel(logging.ERROR)
    dbos = logging.getLogger("dbos")
    dbos.handlers, dbos.propagate = [logging.NullHandler()], True
