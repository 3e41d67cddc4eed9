"""How a failed query is told: what it was, never what else the database knows."""

import logging

from theatrum.repository.tables.sql.errors import QueryFailed

_log = logging.getLogger(__name__)

_CHANGED = "the table was changed or deleted at the same moment. Ask once more."
_TOLD = {
    "no such": _CHANGED,
    "does not exist": _CHANGED,
    "parser stack": "it is nested too deeply.",
    "stack depth": "it is nested too deeply.",
    "too many": "it names too many columns.",
    "at most": "it names too many columns.",
    "out of range": "a number is beyond 64 bits or the range of a DOUBLE.",
    "user-defined function raised": "a number is beyond 64 bits or a date beyond the year 9999.",
    "overflow": "a number is beyond 64 bits or the range of a DOUBLE.",
    "too large": "it is too large.",
    "too big": "a text that it makes is too long.",
    "too complex": "a pattern of LIKE is too long.",
    "invalid input": "a text is not what it is turned into.",
}


def failed(error: Exception) -> QueryFailed:
    """Return what is told about an error of the database; the log has the rest."""
    text = str(error).lower()
    for part, told in _TOLD.items():
        if part in text:
            return QueryFailed(reason=told)
    _log.error("a query failed in the database", exc_info=error)
    return QueryFailed(reason="the database refused it. Write it in a simpler way.")
