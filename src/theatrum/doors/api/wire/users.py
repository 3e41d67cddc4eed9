"""People on the wire: profiles, headers, the certification record."""

from pydantic import Field

from theatrum.doors.api.wire.message import Long, Wire, WireTime


class UserProfile(Wire):
    """A person's profile; addresses are shown to the person and to administrators only."""

    owner_id: str
    etag: str | None = None
    user_name: str
    display_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    emails: list[str] = Field(default_factory=list)
    open_ids: list[str] = Field(default_factory=list)
    company: str | None = None
    position: str | None = None
    created_on: WireTime | None = None


class ProfileChange(Wire):
    """What a person sends to change their profile; what is absent stays as it is."""

    owner_id: str | None = None
    etag: str | None = None
    user_name: str | None = Field(None, max_length=150)
    first_name: str | None = Field(None, max_length=150)
    last_name: str | None = Field(None, max_length=150)
    company: str | None = Field(None, max_length=250)
    position: str | None = Field(None, max_length=250)


class UserGroupHeader(Wire):
    """A person or team in one line."""

    owner_id: str
    user_name: str
    is_individual: bool
    first_name: str | None = None
    last_name: str | None = None


class UserGroupHeaderPage(Wire):
    """A list of headers; Synapse calls it ``children``."""

    children: list[UserGroupHeader]
    prefix_filter: str | None = None
    total_number_of_results: int


class UserBundle(Wire):
    """What was asked for about a person, by a mask."""

    user_id: str
    user_profile: UserProfile | None = None
    is_certified: bool | None = None
    is_verified: bool | None = None
    is_act_member: bool | None = Field(None, alias="isACTMember")
    is_ar_reviewer: bool | None = Field(None, alias="isARReviewer")


class PassingRecord(Wire):
    """That a person is certified to submit, and since when."""

    user_id: str
    quiz_id: int = 1
    response_id: int
    score: Long
    passed: bool
    certified: bool
    revoked: bool = False
    passed_on: WireTime | None = None


class TermsStatus(Wire):
    """Which terms a person has accepted, and whether they are the ones in force."""

    user_id: str
    user_current_terms_of_service_state: str
    last_agreement_version: str | None = None


class TermsInfo(Wire):
    """The terms in force and where they can be read."""

    latest_terms_of_service_version: str | None = None
    terms_of_service_url: str


class TermsAgreement(Wire):
    """That a person accepts the terms of a version."""

    access_token: str | None = None
    terms_of_service_version: str | None = None
