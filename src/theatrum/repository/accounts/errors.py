"""What accounts refuse; several sentences are the wire's own and clients match them."""

from theatrum.kernel.errors import DomainError, Kind


class UserNotFound(DomainError):
    """No person has this id or name."""

    code = "accounts.user_not_found"
    kind = Kind.NOT_FOUND
    template = "User profile for '{name}' does not exist"


class TeamNotFound(DomainError):
    """No team has this id."""

    code = "accounts.team_not_found"
    kind = Kind.NOT_FOUND
    template = "Team id: '{id}' does not exist"


class NameIsTaken(DomainError):
    """A person or team has the name; people and teams share one space of names."""

    code = "accounts.name_is_taken"
    kind = Kind.CONFLICT
    template = "Name {name} is already used."


class EmailIsTaken(DomainError):
    """Another account has the address."""

    code = "accounts.email_is_taken"
    kind = Kind.CONFLICT
    template = "The address {email} already belongs to an account."


class NameIsInvalid(DomainError):
    """A user or team name has characters that names may not have."""

    code = "accounts.name_is_invalid"
    kind = Kind.INVALID
    template = "{rule} Value={name}"


class EmailIsInvalid(DomainError):
    """Not an e-mail address."""

    code = "accounts.email_is_invalid"
    kind = Kind.INVALID
    template = "{email!r} is not an e-mail address: expected name@host.domain."


class ProfileIsStale(DomainError):
    """Somebody else changed the profile or team since it was read."""

    code = "accounts.profile_is_stale"
    kind = Kind.STALE
    template = "Object: {id} was updated since you last fetched it, retrieve it again and reapply the update"


class NotAllowed(DomainError):
    """Only somebody else may do this."""

    code = "accounts.not_allowed"
    kind = Kind.FORBIDDEN
    template = "{reason}"


class LastMemberStays(DomainError):
    """A team keeps at least one member."""

    code = "accounts.last_member_stays"
    kind = Kind.FORBIDDEN
    template = "Cannot remove the last member of a Team."


class LastManagerStays(DomainError):
    """A team keeps at least one manager."""

    code = "accounts.last_manager_stays"
    kind = Kind.INVALID
    template = "Team must have at least one team manager."


class LastAdministratorStays(DomainError):
    """An installation keeps at least one active administrator."""

    code = "accounts.last_administrator_stays"
    kind = Kind.CONFLICT
    template = "{name} is the last active administrator. Make somebody else an administrator first."


class TeamIsReferenced(DomainError):
    """Something is still shared with the team."""

    code = "accounts.team_is_referenced"
    kind = Kind.INVALID
    template = "Team {id} cannot be deleted while something is shared with it. Remove it from those ACLs first."


class TokenIsInvalid(DomainError):
    """The access token is unknown, expired or revoked, or its owner's account is closed."""

    code = "accounts.token_is_invalid"
    kind = Kind.UNAUTHENTICATED
    template = "{reason}"


class TokenNotFound(DomainError):
    """The person has no such token."""

    code = "accounts.token_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no access token {id}."


class TokenRequestIsInvalid(DomainError):
    """A token is asked for without a name, with unknown scopes or an expiry in the past."""

    code = "accounts.token_request_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class TermsNotAccepted(DomainError):
    """The newest terms of service wait for this person's yes."""

    code = "accounts.terms_not_accepted"
    kind = Kind.FORBIDDEN
    template = "Terms of use have not been signed. Read and accept version {version} at {url}."


class TermsNotFound(DomainError):
    """No such version, or none is published."""

    code = "accounts.terms_not_found"
    kind = Kind.NOT_FOUND
    template = "There are no terms of service of version {version!r}."


class TermsAreInvalid(DomainError):
    """New terms without a text or under a version that exists."""

    code = "accounts.terms_are_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class InvitationNotUsable(DomainError):
    """The link is unknown, used, revoked or expired."""

    code = "accounts.invitation_not_usable"
    kind = Kind.NOT_FOUND
    template = "This invitation {reason}. Ask an administrator for a new one."


class MembershipInvitationNotFound(DomainError):
    """No such invitation into a team."""

    code = "accounts.membership_invitation_not_found"
    kind = Kind.NOT_FOUND
    template = "Membership invitation {id} does not exist."


class MembershipRequestNotFound(DomainError):
    """No such request to be let into a team."""

    code = "accounts.membership_request_not_found"
    kind = Kind.NOT_FOUND
    template = "Membership request {id} does not exist."


class MembershipIsInvalid(DomainError):
    """An invitation into a team, or a request to be let in, that makes no sense."""

    code = "accounts.membership_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class MemberNotFound(DomainError):
    """The person is not in the team."""

    code = "accounts.member_not_found"
    kind = Kind.NOT_FOUND
    template = "Member with id '{user}' was not found in team with id '{team}'"
