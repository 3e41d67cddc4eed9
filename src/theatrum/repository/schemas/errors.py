"""What is true about a refused request on organizations and schemas. Clients know several of these texts."""

from theatrum.kernel.errors import DomainError, Kind


class OrganizationNameInvalid(DomainError):
    """A name that no organization can have."""

    code = "schemas.organization_name_invalid"
    kind = Kind.INVALID
    template = (
        "Invalid 'organizationName' : '{name}': {rule}. A name has 6 to 250 characters: letters, digits and dots,"
        " where it and each part after a dot begins with a letter, such as my.organization."
    )


class OrganizationNotFound(DomainError):
    """No organization has this name."""

    code = "schemas.organization_not_found"
    kind = Kind.NOT_FOUND
    template = "Organization with name: '{name}' not found"


class OrganizationIdNotFound(DomainError):
    """No organization has this number."""

    code = "schemas.organization_id_not_found"
    kind = Kind.NOT_FOUND
    template = "Organization with id: '{id}' not found"


class OrganizationAlreadyExists(DomainError):
    """The name is taken; Synapse answers 400 here, and clients count on it."""

    code = "schemas.organization_already_exists"
    kind = Kind.INVALID
    template = "An Organization with the name: '{name}' already exists"


class OrganizationNotEmpty(DomainError):
    """Schemas are registered under it."""

    code = "schemas.organization_not_empty"
    kind = Kind.INVALID
    template = "All schemas defined under an organization must be deleted before the organization can be deleted."


class SchemaIdInvalid(DomainError):
    """An ``$id`` that is not of the grammar."""

    code = "schemas.id_invalid"
    kind = Kind.INVALID
    template = (
        "Invalid '$id' : '{id}'. Expected organization-name or organization-name-1.0.0: letters, digits and dots, each"
        " part between dots beginning with a letter, 250 characters at most, then a semantic version without dashes"
        " in its labels."
    )


class SchemaNotFound(DomainError):
    """No schema has this name, or it has no such version."""

    code = "schemas.not_found"
    kind = Kind.NOT_FOUND
    template = "JSON Schema not found for $id: '{id}'"


class SchemaIsInvalid(DomainError):
    """A document that cannot be registered, with the place and the reason."""

    code = "schemas.invalid"
    kind = Kind.INVALID
    template = "{reason}"


class VersionAlreadyExists(DomainError):
    """Versioned schemas never change."""

    code = "schemas.version_already_exists"
    kind = Kind.INVALID
    template = "Semantic version: '{version}' already exists for this JSON schema"


class ReferenceInvalid(DomainError):
    """A ``$ref`` that leads nowhere, or where it must not."""

    code = "schemas.reference_invalid"
    kind = Kind.INVALID
    template = "The $ref '{ref}' cannot be used: {reason}"


class ReferenceNotVersioned(DomainError):
    """A fixed version would depend on what can change."""

    code = "schemas.reference_not_versioned"
    kind = Kind.INVALID
    template = (
        "The schema $id includes a semantic version, therefore all sub-schema references ($ref) must also include a"
        " semantic version.  The following $ref does not include a semantic version: '{ref}'"
    )


class ReferenceIsCircular(DomainError):
    """A schema that would contain itself."""

    code = "schemas.reference_circular"
    kind = Kind.INVALID
    template = "Schema $id: '{id}' has a circular dependency: {way}"


class SchemaIsReferenced(DomainError):
    """Another schema needs it."""

    code = "schemas.referenced"
    kind = Kind.INVALID
    template = "Cannot delete a {what} that is referenced by another schema: {referrer}"


class SchemaIsBound(DomainError):
    """Entities are judged by it."""

    code = "schemas.bound"
    kind = Kind.INVALID
    template = "Cannot delete a {what} that is bound to an object"


class ReferencesChanged(DomainError):
    """A schema that this one refers to changed while it was prepared."""

    code = "schemas.references_changed"
    kind = Kind.CONFLICT
    template = "A schema that '{id}' refers to has just changed. Send the request once more."
