"""The one form in which every refusal travels."""

from theatrum.doors.api.wire.message import MODEL, Wire


class ErrorResponse(Wire):
    """Synapse's error body; ``code`` is ours: stable, and named in docs/reference/errors.md."""

    concrete_type: str = MODEL + "ErrorResponse"
    reason: str
    error_code: str | None = None
    code: str
