"""Messages about provenance: activities, what they used, what they made."""

from typing import Annotated, Final, Literal

from pydantic import Field

from theatrum.doors.api.wire.message import Long, Wire, WireTime

USED_ENTITY: Final = "org.sagebionetworks.repo.model.provenance.UsedEntity"
USED_URL: Final = "org.sagebionetworks.repo.model.provenance.UsedURL"


class Reference(Wire):
    """An entity, and which version of it."""

    target_id: str | None = None
    target_version_number: Long | None = None


class UsedEntity(Wire):
    """An entity that was used."""

    concrete_type: Literal["org.sagebionetworks.repo.model.provenance.UsedEntity"] = USED_ENTITY
    was_executed: bool | None = None
    reference: Reference | None = None


class UsedURL(Wire):
    """What a URL names, outside of this server."""

    concrete_type: Literal["org.sagebionetworks.repo.model.provenance.UsedURL"] = USED_URL
    was_executed: bool | None = None
    name: str | None = None
    url: str | None = None


Used = Annotated[UsedEntity | UsedURL, Field(discriminator="concrete_type")]


class Activity(Wire):
    """What was done, and what it used. What the server fills in is absent when it is made."""

    id: str | None = None
    name: str | None = None
    description: str | None = None
    etag: str | None = None
    created_on: WireTime | None = None
    modified_on: WireTime | None = None
    created_by: str | None = None
    modified_by: str | None = None
    used: list[Used] | None = None


class ReferenceList(Wire):
    """A page of versions of entities that an activity made."""

    results: list[Reference]
    total_number_of_results: int
