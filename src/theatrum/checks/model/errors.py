"""What can be wrong with a schema or with what it is held against."""

from theatrum.kernel.errors import DomainError, Kind


class SchemaUnusable(DomainError):
    """The document is no JSON Schema that can be compiled."""

    code = "schema.unusable"
    kind = Kind.INVALID
    template = "This JSON Schema cannot be used: {reason} {fix}"


class ReferenceUnresolved(SchemaUnusable):
    """A ``$ref`` leads out of the document, or nowhere in it. Nothing is ever fetched."""

    code = "schema.reference_unresolved"
    template = "This JSON Schema cannot be used: a $ref cannot be resolved inside the document ({reason}). {fix}"


class PartUnknown(DomainError):
    """There is no schema at that place of a document."""

    code = "schema.part_unknown"
    kind = Kind.NOT_FOUND
    template = "There is no schema at {place}."


class SubjectUnusable(DomainError):
    """The object cannot be held against any schema."""

    code = "schema.subject_unusable"
    kind = Kind.INVALID
    template = "This object cannot be validated: {reason} {fix}"


class AnnotationUnreadable(DomainError):
    """The text of an annotation's value does not fit its declared type."""

    code = "schema.annotation_unreadable"
    kind = Kind.INVALID
    template = "The annotation '{key}' has a value that is no {type}. {fix}"


class ModelUnreadable(DomainError):
    """A folder that should hold a published data model does not, or a file of it is no usable schema."""

    code = "model.unreadable"
    kind = Kind.INVALID
    template = "{file}: {reason} {fix}"


class ModelUnknown(DomainError):
    """There is no data model of that version."""

    code = "model.unknown"
    kind = Kind.NOT_FOUND
    template = "There is no data model '{version}'. {fix}"


class ComponentUnknown(DomainError):
    """A version of the data model has no component of that name."""

    code = "model.component_unknown"
    kind = Kind.NOT_FOUND
    template = "The data model {version} has no component '{component}'. {fix}"
