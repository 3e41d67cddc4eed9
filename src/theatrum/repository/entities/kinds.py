"""What each kind of entity is called on the wire and which fields of its own it carries. Pure."""

from dataclasses import dataclass

from theatrum.repository.entities.models import Kind

_MODEL = "org.sagebionetworks.repo.model."

# Fields of every entity, which no annotation can be.
STANDARD = frozenset(
    {
        "id",
        "name",
        "etag",
        "parentId",
        "concreteType",
        "createdOn",
        "createdBy",
        "modifiedOn",
        "modifiedBy",
        "versionNumber",
        "versionLabel",
        "versionComment",
        "isLatestVersion",
        "dataFileHandleId",
    }
)


@dataclass(frozen=True)
class KindTraits:
    """The wire's name of a kind, what a version of it keeps, and what must be there."""

    concrete_type: str
    own_fields: frozenset[str]
    required_fields: frozenset[str] = frozenset()
    needs_file: bool = False
    # Of these, what the server alone says: it goes with the file, and what a client sends is not looked at.
    server_fields: frozenset[str] = frozenset()


TRAITS: dict[Kind, KindTraits] = {
    Kind.PROJECT: KindTraits(_MODEL + "Project", frozenset({"description", "alias"})),
    Kind.FOLDER: KindTraits(_MODEL + "Folder", frozenset({"description"})),
    Kind.FILE: KindTraits(_MODEL + "FileEntity", frozenset({"description", "fileNameOverride"}), needs_file=True),
    Kind.RECORD_SET: KindTraits(
        _MODEL + "RecordSet",
        frozenset(
            {
                "description",
                "fileNameOverride",
                "upsertKey",
                "csvDescriptor",
                "validationSummary",
                "validationFileHandleId",
            }
        ),
        needs_file=True,
        server_fields=frozenset({"validationSummary", "validationFileHandleId"}),
    ),
    Kind.LINK: KindTraits(
        _MODEL + "Link",
        frozenset({"description", "linksTo", "linksToClassName"}),
        required_fields=frozenset({"linksTo"}),
    ),
    Kind.TABLE: KindTraits(_MODEL + "table.TableEntity", frozenset({"description", "columnIds", "isSearchEnabled"})),
    Kind.ENTITY_VIEW: KindTraits(
        _MODEL + "table.EntityView",
        frozenset({"description", "columnIds", "isSearchEnabled", "scopeIds", "viewTypeMask", "type"}),
    ),
}

# Kinds that Synapse has and this server has not, in words.
NOT_OFFERED = {
    _MODEL + "docker.DockerRepository": "Docker repositories",
    _MODEL + "table.Dataset": "Datasets",
    _MODEL + "table.DatasetCollection": "Collections of datasets",
    _MODEL + "table.MaterializedView": "Materialized views",
    _MODEL + "table.SearchIndex": "Search indexes",
    _MODEL + "table.SubmissionView": "Views of submissions",
    _MODEL + "table.VirtualTable": "Virtual tables",
}

KIND_OF = {traits.concrete_type: kind for kind, traits in TRAITS.items()}


def concrete_type(kind: str) -> str:
    """Return the wire's full type name, such as ``org.sagebionetworks.repo.model.Folder``."""
    return TRAITS[Kind(kind)].concrete_type
