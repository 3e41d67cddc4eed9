"""What opening a release computes before its transaction: the schemas of its components, compiled."""

from dataclasses import dataclass

from theatrum.checks.model.component import registered_id
from theatrum.checks.model.schemas import bound_document
from theatrum.checks.profile.network_shapes import Release
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.releases.errors import ReleaseNotFound
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.schemas.actions.organizations import create_organization
from theatrum.repository.schemas.errors import SchemaNotFound
from theatrum.repository.schemas.models import Organization
from theatrum.repository.schemas.names import parse_schema_id
from theatrum.repository.schemas.preparing import PreparedSchema, prepare_schema
from theatrum.repository.schemas.queries import get_version


@dataclass(frozen=True)
class Opening:
    """A release that is ready to be opened for centers."""

    profile: Profile
    release: Release
    # Those that are not registered yet.
    schemas: list[PreparedSchema]
    # The registered id for each leaf whose component the profile models.
    bindings: dict[str, str]


def prepare_opening(*, actor: Actor, profile: Profile, number: int) -> Opening:
    """Compile the schemas of a release. Makes the organization that they belong to if there is none.

    Raises ReleaseNotFound, ProfileInvalid, and what access refuses.
    """
    release = profile.releases.get(number)
    if release is None:
        raise ReleaseNotFound(number=number, known=", ".join(str(one) for one in profile.releases))
    if not Organization.objects.filter(name=profile.organization).exists():
        with writing():
            create_organization(actor=actor, name=profile.organization)
    found = ((leaf.path, profile.component(leaf.component, release.model)) for leaf in profile.tree(release))
    modelled = {path: component for path, component in found if component is not None}
    ids = {path: registered_id(component, profile.overlay) for path, component in modelled.items()}
    # By id: a component that describes several folders is registered once.
    missing = {ids[path]: component for path, component in modelled.items() if not _is_registered(ids[path])}
    schemas = [
        prepare_schema(actor=actor, schema=bound_document(profile, component.component, release.model))
        for component in missing.values()
    ]
    return Opening(profile=profile, release=release, schemas=schemas, bindings=ids)


def _is_registered(schema_id: str) -> bool:
    try:
        get_version(parse_schema_id(schema_id))
    except SchemaNotFound:
        return False
    return True
