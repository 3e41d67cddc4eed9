"""What the first visitors of a process would wait for, made while nobody waits."""

from threading import Thread, Timer

import structlog

from theatrum.doors.web.pages.model.kept import kept

_log = structlog.get_logger()
# Shorter lists are ready before anybody notices.
_LONG = 1_000
# In seconds: who comes right after the start is answered first.
_AFTER = 5.0


def warm_up(*, after: float = _AFTER) -> Thread:
    """Some seconds from now, begin with ``prepare``, in a thread that keeps no process from its end."""
    timer = Timer(after, prepare)
    timer.daemon = True
    timer.start()
    return timer


def prepare() -> None:
    """Describe the newest data model, index it for the search, and fold its long lists of values."""
    try:
        _prepare()
    except Exception:  # noqa: BLE001  # whoever opens a page is told; nothing else must stop for it
        _log.exception("the data model could not be made ready")


def _prepare() -> None:
    shelf = kept()
    pages = shelf.components(shelf.newest)
    shelf.search(shelf.newest, "")
    for page in pages:
        for one in page.attributes:
            if one.values is not None and one.values.count >= _LONG:
                shelf.choices(page, one.name)
