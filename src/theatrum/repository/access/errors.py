"""What access refuses."""

from theatrum.kernel.errors import DomainError, Kind


class AccessDenied(DomainError):
    """The actor lacks a permission on the thing."""

    code = "access.denied"
    kind = Kind.FORBIDDEN
    template = "You lack {permission} access to the requested {what}: {name}."


class NotSignedIn(DomainError):
    """The thing is not public and nobody is signed in."""

    code = "access.not_signed_in"
    kind = Kind.FORBIDDEN
    template = "Anonymous users lack {permission} access to the requested {what}: {name}. Sign in and repeat."


class GateIsClosed(DomainError):
    """A rule of the consortium stands in the way, whatever the ACL grants."""

    code = "access.gate_is_closed"
    kind = Kind.FORBIDDEN
    template = "{reason}"


class AclNotFound(DomainError):
    """The thing has no ACL of its own; it inherits one."""

    code = "access.acl_not_found"
    kind = Kind.NOT_FOUND
    template = "The requested ACL does not exist. This entity inherits its permissions from: {benefactor}"


class AlreadyInherits(DomainError):
    """A local ACL is to be removed where there is none."""

    code = "access.already_inherits"
    kind = Kind.FORBIDDEN
    template = "Resource already inherits its permissions."


class AclIsInherited(DomainError):
    """An ACL is to be changed where there is none: the entity inherits it."""

    code = "access.acl_is_inherited"
    kind = Kind.FORBIDDEN
    template = "Cannot update ACL for a resource which inherits its permissions. It inherits from: {benefactor}"


class ProjectKeepsAcl(DomainError):
    """The ACL of a project is to be removed; there is nothing above that it could inherit."""

    code = "access.project_keeps_acl"
    kind = Kind.FORBIDDEN
    template = "Cannot restore inheritance for resource which has no parent: {name}"


class AclAlreadyExists(DomainError):
    """A local ACL is to be made where there is one."""

    code = "access.acl_already_exists"
    kind = Kind.FORBIDDEN
    template = "Resource already has an ACL: {name}"


class AclIsStale(DomainError):
    """Somebody else changed the ACL since it was read."""

    code = "access.acl_is_stale"
    kind = Kind.STALE
    template = "Object: {name} was updated since you last fetched it, retrieve it again and reapply the update"


class AclIsInvalid(DomainError):
    """An ACL that would lock everybody out, or grant what cannot be granted."""

    code = "access.acl_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"
