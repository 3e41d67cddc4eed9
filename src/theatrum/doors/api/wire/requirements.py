"""Messages about access requirements, and about what they mean for who asks."""

from typing import Literal

from theatrum.doors.api.wire.message import MODEL, Wire, WireTime

ENTITY = "ENTITY"


class RestrictableObjectDescriptor(Wire):
    """What a requirement is about."""

    id: str
    type: str = ENTITY


class LockAccessRequirement(Wire):
    """A lock: nobody but who made a file downloads it until an administrator lifts the lock."""

    concrete_type: str = MODEL + "LockAccessRequirement"
    id: int
    version_number: int = 0
    etag: str
    created_on: WireTime
    created_by: str
    modified_on: WireTime
    modified_by: str
    access_type: str = "DOWNLOAD"
    subjects_defined_by_annotations: bool = False
    subject_ids: list[RestrictableObjectDescriptor]


class AccessRequirementPage(Wire):
    """A page of requirements."""

    results: list[LockAccessRequirement]
    total_number_of_results: int


class RestrictionFulfillment(Wire):
    """Whether who asks meets one requirement."""

    access_requirement_id: int
    is_approved: bool
    is_met: bool
    is_exempt: bool


class RestrictionInformationResponse(Wire):
    """Whether an access requirement stands in the way of a download."""

    object_id: int
    restriction_level: str
    has_unmet_access_requirement: bool
    restriction_details: list[RestrictionFulfillment]


class RestrictionInformationRequest(Wire):
    """What is asked about."""

    object_id: str
    restrictable_object_type: Literal["ENTITY", "TEAM"]
