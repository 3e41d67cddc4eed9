"""What is true about a refused request on entities. The wire's tests know several of these texts."""

from theatrum.kernel.errors import DomainError, Kind


class EntityNotFound(DomainError):
    """No entity has this id."""

    code = "entities.not_found"
    kind = Kind.NOT_FOUND
    template = "Resource: '{id}' does not exist"


class EntityInTrash(DomainError):
    """The entity was deleted, and can still be restored."""

    code = "entities.in_trash"
    kind = Kind.NOT_FOUND
    template = "Entity {id} is in trash can."


class VersionNotFound(DomainError):
    """The entity exists, this version of it does not."""

    code = "entities.version_not_found"
    kind = Kind.NOT_FOUND
    template = "Cannot find a node with id {id} and version {version}"


class ChildNotFound(DomainError):
    """No child of this name under this parent."""

    code = "entities.child_not_found"
    kind = Kind.NOT_FOUND
    template = "Child not found for parent: '{parent}' with name: '{name}'"


class NameIsTaken(DomainError):
    """Another live entity under the same parent has the name."""

    code = "entities.name_is_taken"
    kind = Kind.CONFLICT
    template = "An entity with the name: {name} already exists with a parentId: {parent}"


class AliasIsTaken(DomainError):
    """Another project has the alias."""

    code = "entities.alias_is_taken"
    kind = Kind.CONFLICT
    template = "The friendly url name (alias): {alias} is already taken.  Please select another."


class EtagIsStale(DomainError):
    """Somebody else changed the entity since it was read."""

    code = "entities.etag_is_stale"
    kind = Kind.STALE
    template = "Object: {id} was updated since you last fetched it, retrieve it again and reapply the update"


class EntityIsInvalid(DomainError):
    """A field of the entity cannot be what it is."""

    code = "entities.invalid"
    kind = Kind.INVALID
    template = "{reason}"


class AnnotationsAreInvalid(DomainError):
    """An annotation's name, type or value cannot be stored."""

    code = "entities.annotations_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class VersionLabelIsTaken(DomainError):
    """Another version of the entity has the label."""

    code = "entities.version_label_is_taken"
    kind = Kind.INVALID
    template = (
        "The label '{label}' has already been used for a version of this entity: {id}."
        " Choose another one, or leave it empty."
    )


class LastVersion(DomainError):
    """The only version of an entity is to be deleted."""

    code = "entities.last_version"
    kind = Kind.INVALID
    template = "Cannot delete the last version of a node: delete {id} itself instead."


class ParentInTrash(DomainError):
    """The place to restore to was deleted as well."""

    code = "entities.parent_in_trash"
    kind = Kind.FORBIDDEN
    template = (
        "{parent}, the place to restore {id} to, is itself in the trash: restore it first, or name another parent."
    )


class NotInTrash(DomainError):
    """There is nothing to restore."""

    code = "entities.not_in_trash"
    kind = Kind.NOT_FOUND
    template = "The node {id} is not in the trash can."


class NotYoursToRestore(DomainError):
    """Somebody else deleted it."""

    code = "entities.not_yours_to_restore"
    kind = Kind.FORBIDDEN
    template = "{id} was deleted by somebody else: ask them, or an administrator, to restore it."


class AccessIsRestricted(DomainError):
    """An access requirement stands in the way of a download, whatever the ACL grants."""

    code = "entities.access_restricted"
    kind = Kind.FORBIDDEN
    template = (
        "There are unmet access requirements that must be met to read content in the requested container: {id}."
        " An administrator can lift them."
    )


class AlreadyRestricted(DomainError):
    """An entity is to be restricted that is so already, itself or by what it is in."""

    code = "entities.already_restricted"
    kind = Kind.INVALID
    template = "Entity {id} is already restricted."


class LessRestrictedThere(DomainError):
    """An entity is to be moved out of reach of a requirement that holds for it."""

    code = "entities.less_restricted_there"
    kind = Kind.FORBIDDEN
    template = "Cannot move restricted entity to a location having fewer access restrictions: {id}, to {parent}."


class RequirementNotFound(DomainError):
    """There is no such access requirement."""

    code = "entities.requirement_not_found"
    kind = Kind.NOT_FOUND
    template = "An access requirement with id {id} cannot be found."


class NoBinding(DomainError):
    """No schema is bound here or above."""

    code = "entities.no_binding"
    kind = Kind.NOT_FOUND
    template = "No JSON schema found for '{id}'"


class NoValidation(DomainError):
    """There is no verdict, because nothing was judged yet."""

    code = "entities.no_validation"
    kind = Kind.NOT_FOUND
    template = "{id} has no validation result: {reason}"


class FileOfVersionNotFound(DomainError):
    """No file of this id, or it has no such version."""

    code = "entities.file_of_version_not_found"
    kind = Kind.NOT_FOUND
    template = "A file entity with id {id} and revision {version} does not exist."


class FileIsAnother(DomainError):
    """The handle of a version cannot be replaced so: the version carries another one, or the bytes differ."""

    code = "entities.file_is_another"
    kind = Kind.STALE
    template = "{reason}"


class TextIdentifies(DomainError):
    """A text holds what may identify a person, and may not be stored: nothing of the request was."""

    code = "entities.identifying"
    kind = Kind.INVALID
    template = "Nothing was stored: {where}{reason}"
