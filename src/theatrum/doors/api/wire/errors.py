"""The one form in which every refusal travels."""

from typing import Literal

from theatrum.doors.api.wire.base import MODEL, Wire


class ErrorResponse(Wire):
    """Synapse's error body; ``code`` is ours: stable, and named in docs/reference/errors.md."""

    concrete_type: Literal["org.sagebionetworks.repo.model.ErrorResponse"] = MODEL + "ErrorResponse"  # type: ignore[assignment]
    reason: str
    error_code: str | None = None
    code: str
