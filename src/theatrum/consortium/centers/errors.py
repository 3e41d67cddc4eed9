"""What is true about a refused request on centers."""

from theatrum.kernel.errors import DomainError, Kind


class CenterNotFound(DomainError):
    """The profile has no center of this atlas id."""

    code = "centers.not_found"
    kind = Kind.NOT_FOUND
    template = "There is no center {id!r} in the profile; it has {known}."


class RoleNotFound(DomainError):
    """The profile has no such role, or the role has no team."""

    code = "centers.role_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no role {role!r} that a team holds; the profile has {known}."


class CenterNotActive(DomainError):
    """The center has no project here yet."""

    code = "centers.not_active"
    kind = Kind.CONFLICT
    template = "{id} has no project here yet: activate the center first."
