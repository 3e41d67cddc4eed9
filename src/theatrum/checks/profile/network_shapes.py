"""The network as a profile writes it: people, centers, releases, folders and who may do what in them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from theatrum.checks.profile.model_shapes import OrganizationName
from theatrum.checks.profile.shape import SET, TUPLE, ComponentName, Key, Shape, Text, Version


class FolderKind(StrEnum):
    """The three folders that every center has for a release."""

    INGEST = "ingest"
    STAGE = "stage"
    RELEASE = "release"


class AccessPlace(StrEnum):
    """The places that have a row of their own in the matrix of permissions."""

    PROJECT = "project"
    INGEST = "ingest"
    STAGE = "stage"
    RELEASE = "release"


class Right(StrEnum):
    """What a role may do, in the words of the REST API."""

    READ = "READ"
    DOWNLOAD = "DOWNLOAD"
    CREATE = "CREATE"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    MODERATE = "MODERATE"
    CHANGE_SETTINGS = "CHANGE_SETTINGS"
    CHANGE_PERMISSIONS = "CHANGE_PERMISSIONS"


def _by_value(enum: type[StrEnum]) -> BeforeValidator:
    def read(value: object) -> object:
        known = {member.value: member for member in enum}
        return known.get(value, value) if isinstance(value, str) else value

    return BeforeValidator(read)


class Consortium(Shape):
    """Who the network is. ``mailbox`` is where people write to who have no liaison; it may be left out."""

    name: Text
    short_name: Text
    about: Text
    mailbox: Text | None = None


class Role(Shape):
    """A role of people: network-wide, or held at a center. ``team`` names the team that holds it.

    ``{project}`` in a team's name stands for the name of the center's project. At a center, who ``submits`` writes
    into its open ingest folders, and who ``represents`` it files its people. Of the network, ``staff`` sees every
    center, and who ``administers`` adds and activates them.
    """

    role: Key
    name: Text
    scope: Literal["network", "center"]
    about: Text
    team: Text | None = None
    submits: bool = False
    represents: bool = False
    staff: bool = False
    administers: bool = False


class Center(Shape):
    """A center of the network, keyed by its atlas id: one institution may have two, and one center span several.

    ``institutions`` names them one by one where ``institution`` is more than one. ``scope`` are the components that
    it may submit; empty means all.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+$")]
    name: Text
    institution: Text
    project: Text
    liaison: Key
    kind: Literal["center", "tnp", "associate"] = "center"
    institutions: Annotated[tuple[Text, ...], TUPLE] = ()
    scope: Annotated[tuple[ComponentName, ...], TUPLE] = ()

    @property
    def houses(self) -> tuple[str, ...]:
        """The institutions of the center, at least one."""
        return self.institutions or (self.institution,)


class Associates(Shape):
    """How associate members are admitted: by persons who hold one of the roles ``sponsors``.

    ``components`` are those that the scope of one may hold; empty means all of the data model.
    """

    sponsors: Annotated[tuple[Key, ...], TUPLE, Field(min_length=1)]
    components: Annotated[tuple[ComponentName, ...], TUPLE] = ()


class Admission(Shape):
    """Who may be added beside the centers of the profile; without it nobody.

    ``liaison`` is the role that guides those added, ``project`` the beginning of the names of their projects.
    """

    liaison: Key
    project: Text
    tnp: bool = False
    associates: Associates | None = None


class Terms(Shape):
    """The terms of service in force; a new version asks everybody again."""

    version: Version
    file: Text


class Release(Shape):
    """A data release, by number."""

    number: Annotated[int, Field(ge=1)]
    state: Literal["planned", "open", "closed", "published"]
    model: Version
    tree: Key


class FolderName(Shape):
    """How a folder of a release is called; ``{number}`` stands for the release's number."""

    name: Annotated[str, StringConstraints(pattern=r"\{number\}")]
    aliases: Annotated[tuple[str, ...], TUPLE] = ()


class Leaf(Shape):
    """A folder at the end of a release's tree, and the component that its content is described by."""

    path: Annotated[str, StringConstraints(pattern=r"^[^/\s][^/]*(/[^/]+)*$")]
    component: ComponentName
    kind: Literal["file", "record"]


class Screening(Shape):
    """Who deals with what screening finds in uploaded files, by roles that teams hold. Without it nothing is screened.

    ``reviewers`` decide on held files and may read what is locked; ``officers`` receive incidents and delete content.
    A file that waits or is looked at for ``stuck_after`` minutes without any progress is told of.
    """

    reviewers: Annotated[tuple[Key, ...], TUPLE, Field(min_length=1)]
    officers: Annotated[tuple[Key, ...], TUPLE, Field(min_length=1)]
    stuck_after: Annotated[int, Field(ge=1)] = 60


class ProfileFile(Shape):
    """The content of ``profile.yaml``."""

    profile: Key
    consortium: Consortium
    organization: OrganizationName
    terms_of_service: Terms
    texts: Mapping[Key, Text] = Field(default_factory=dict)
    roles: Annotated[tuple[Role, ...], TUPLE]
    centers: Annotated[tuple[Center, ...], TUPLE]
    releases: Annotated[tuple[Release, ...], TUPLE]
    folders: Mapping[Annotated[FolderKind, _by_value(FolderKind)], FolderName]
    trees: Mapping[Key, Annotated[tuple[Leaf, ...], TUPLE]]
    access: Mapping[
        Annotated[AccessPlace, _by_value(AccessPlace)],
        Mapping[Key, Annotated[frozenset[Annotated[Right, _by_value(Right)]], SET]],
    ]
    screening: Screening | None = None
    admission: Admission | None = None
