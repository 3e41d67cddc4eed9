"""Storage locations: which there are, and what one may ask for."""

from collections.abc import Collection
from dataclasses import asdict, dataclass

from theatrum.kernel.jsontext import sha256
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files.errors import (
    StorageLocationIsInvalid,
    StorageLocationIsNotYours,
    StorageLocationNotFound,
)
from theatrum.repository.files.models import StorageLocation
from theatrum.repository.files.policy import STORAGE_LOCATION

LONGEST_TEXT = 1000


@dataclass(frozen=True)
class WantedLocation:
    """A request for a storage location in this installation's own store."""

    banner: str = ""
    description: str = ""
    sts_enabled: bool = False

    @property
    def fingerprint(self) -> str:
        """The hash by which the same request of the same person is known again."""
        return sha256(asdict(self))


def valid_location(wanted: WantedLocation) -> WantedLocation:
    """Return the request as it is kept. Raises StorageLocationIsInvalid."""
    for name, value in (("banner", wanted.banner), ("description", wanted.description)):
        if len(value) > LONGEST_TEXT:
            reason = f"{name} has {len(value)} characters; at most {LONGEST_TEXT} are allowed."
            raise StorageLocationIsInvalid(reason=reason)
    return wanted


def find_location(number: int) -> StorageLocation:
    """Return a storage location. Raises StorageLocationNotFound."""
    found = StorageLocation.objects.filter(pk=number).first()
    if found is None:
        raise StorageLocationNotFound(id=number)
    return found


def own_location(actor: Actor, number: int) -> StorageLocation:
    """Return a storage location that the actor made, or the default, which is everybody's.

    Raises StorageLocationNotFound, StorageLocationIsNotYours.
    """
    found = find_location(number)
    if found.created_by != actor.id and number != STORAGE_LOCATION and not actor.sees_all:
        raise StorageLocationIsNotYours(id=number)
    return found


def own_locations(actor: Actor) -> list[StorageLocation]:
    """Return the storage locations that the actor made, oldest first."""
    return list(StorageLocation.objects.filter(created_by=actor.id).order_by("pk"))


def locations(numbers: Collection[int]) -> dict[int, StorageLocation]:
    """Return storage locations by number; unknown ones are absent."""
    return StorageLocation.objects.in_bulk(set(numbers))


def require_location(number: int) -> None:
    """Raise StorageLocationNotFound unless there is one of this number."""
    if not StorageLocation.objects.filter(pk=number).exists():
        raise StorageLocationNotFound(id=number)
