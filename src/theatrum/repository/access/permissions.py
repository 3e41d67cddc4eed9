"""The permissions, the principals that are not people, and the actor: pure values."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

AUTHENTICATED_USERS = 273948
PUBLIC = 273949
ANONYMOUS_USER = 273950


class Permission(StrEnum):
    """What an ACL entry grants; the names are Synapse's access types."""

    READ = "READ"
    CREATE = "CREATE"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    CHANGE_PERMISSIONS = "CHANGE_PERMISSIONS"
    DOWNLOAD = "DOWNLOAD"
    UPLOAD = "UPLOAD"
    PARTICIPATE = "PARTICIPATE"
    SUBMIT = "SUBMIT"
    READ_PRIVATE_SUBMISSION = "READ_PRIVATE_SUBMISSION"
    UPDATE_SUBMISSION = "UPDATE_SUBMISSION"
    DELETE_SUBMISSION = "DELETE_SUBMISSION"
    TEAM_MEMBERSHIP_UPDATE = "TEAM_MEMBERSHIP_UPDATE"
    SEND_MESSAGE = "SEND_MESSAGE"
    CHANGE_SETTINGS = "CHANGE_SETTINGS"
    MODERATE = "MODERATE"


# Who creates a project, and every administrator's grant on what they open.
OWNER = (
    Permission.READ,
    Permission.DOWNLOAD,
    Permission.CREATE,
    Permission.UPDATE,
    Permission.DELETE,
    Permission.CHANGE_PERMISSIONS,
    Permission.CHANGE_SETTINGS,
    Permission.MODERATE,
)


class Scope(StrEnum):
    """What an access token may be used for; a session in the browser has all of them."""

    VIEW = "view"
    DOWNLOAD = "download"
    MODIFY = "modify"


ALL_SCOPES = frozenset(Scope)

_SCOPE_OF = {Permission.READ: Scope.VIEW, Permission.DOWNLOAD: Scope.DOWNLOAD}


def scope_for(permission: Permission) -> Scope:
    """Return the token scope that a permission needs besides the ACL's grant."""
    return _SCOPE_OF.get(permission, Scope.MODIFY)


@dataclass(frozen=True)
class Actor:
    """Who asks: a person, or nobody in particular. It arrives with all ids that ACLs may name."""

    id: int
    principal_ids: frozenset[int]
    is_certified: bool = False
    is_administrator: bool = False
    scopes: frozenset[Scope] = field(default=ALL_SCOPES)

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is signed in."""
        return self.id == ANONYMOUS_USER

    @property
    def sees_all(self) -> bool:
        """Whether no ACL limits what this actor reads."""
        return self.is_administrator and Scope.VIEW in self.scopes


ANONYMOUS = Actor(id=ANONYMOUS_USER, principal_ids=frozenset({PUBLIC, ANONYMOUS_USER}), scopes=frozenset({Scope.VIEW}))


class Guarded(Protocol):
    """A thing that an ACL protects. ``acl_id`` is the id of the thing whose ACL holds for this one."""

    @property
    def guard_kind(self) -> str:
        """What sort of thing: ``entity``, ``team``, ``organization``."""

    @property
    def guard_id(self) -> int:
        """The thing's own number."""

    @property
    def acl_id(self) -> int:
        """The number of the thing (of the same kind) whose ACL holds: the benefactor."""

    @property
    def guard_name(self) -> str:
        """How the thing is named to people, such as ``syn12``."""


class Side(StrEnum):
    """What of a thing is meant where it is not the thing itself; its ACL holds all the same."""

    # What lies in it.
    CONTENT = "content"
    # What is written about it beside the data: its wiki.
    PAGES = "pages"


@dataclass(frozen=True, slots=True)
class Aspect:
    """A side of a thing, for gates that tell it from the thing itself."""

    thing: Guarded
    side: Side

    @property
    def guard_kind(self) -> str:
        """See Guarded."""
        return self.thing.guard_kind

    @property
    def guard_id(self) -> int:
        """See Guarded."""
        return self.thing.guard_id

    @property
    def acl_id(self) -> int:
        """See Guarded."""
        return self.thing.acl_id

    @property
    def guard_name(self) -> str:
        """See Guarded."""
        return self.thing.guard_name


def granted(actor: Actor, permission: Permission, entries: Collection[tuple[int, str]]) -> bool:
    """Tell whether ACL entries (principal id, permission) and the token's scope let the actor do it."""
    if scope_for(permission) not in actor.scopes:
        return False
    if actor.is_administrator:
        return True
    # A person who is not signed in may read and nothing else, whatever an ACL says.
    if actor.is_anonymous and permission is not Permission.READ:
        return False
    return any(principal in actor.principal_ids and value == permission for principal, value in entries)
