"""Why a server, a worker or a command cannot start: one line that says what to do."""

from typing import ClassVar

from theatrum.kernel.errors import DomainError, Kind


class CannotStart(DomainError):
    """Something of this machine is in the way."""

    code: ClassVar[str] = "wiring.cannot_start"
    kind: ClassVar[Kind] = Kind.CONFLICT
    template: ClassVar[str] = "{reason}"


class DatabaseIsNewer(DomainError):
    """A newer version of this program has written the database."""

    code: ClassVar[str] = "wiring.database_is_newer"
    kind: ClassVar[Kind] = Kind.CONFLICT
    template: ClassVar[str] = (
        "The database was upgraded by a newer Theatrum ({migrations}). Install that version again, "
        "or restore the backup that it made before the upgrade (theatrum restore)."
    )
