"""Time: always aware, always UTC, cut to milliseconds as the wire shows it."""

from datetime import UTC, date, datetime, time


def now() -> datetime:
    """Return the present moment in UTC, cut to whole milliseconds."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def end_of(day: date) -> datetime:
    """Return the last second of a day in UTC."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=UTC)


def wire_time(moment: datetime) -> str:
    """Format as ISO 8601 with milliseconds and ``Z``, the form of every timestamp on the wire."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def parse_wire_time(text: str) -> datetime:
    """Read an ISO 8601 timestamp; one without an offset is taken as UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def epoch_milliseconds(moment: datetime) -> int:
    """Return milliseconds since 1970-01-01 UTC."""
    return round(moment.timestamp() * 1000)
