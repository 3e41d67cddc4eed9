"""Messages about entities: requests, headers, versions, annotations, permissions and bundles."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, WithJsonSchema

from theatrum.doors.api.wire.activities import Activity
from theatrum.doors.api.wire.message import MESSAGE, Long, Wire, WireTime
from theatrum.doors.api.wire.requirements import RestrictionInformationResponse
from theatrum.doors.api.wire.tables import TableBundle
from theatrum.kernel.jsontext import JsonObject, JsonValue

ENTITY = "Entity"
# The fields depend on the kind, so the entities' room reads and writes them.
Entity: TypeAlias = Annotated[JsonObject, WithJsonSchema({"type": "object", MESSAGE: ENTITY})]


# The entities' room reads it, and tells what is wrong with it.
AnnotationsValue: TypeAlias = Annotated[
    JsonValue,
    WithJsonSchema(
        {
            "title": "AnnotationsValue",
            "type": "object",
            "properties": {
                "type": {"enum": ["STRING", "DOUBLE", "LONG", "TIMESTAMP_MS", "BOOLEAN"]},
                "value": {"type": "array", "items": {"type": "string"}},
            },
            "required": ["type", "value"],
        }
    ),
]


class EntityHeader(Wire):
    """What lists say of an entity. ``type`` is the full concrete type."""

    id: str
    name: str
    type: str
    version_number: int
    version_label: str
    is_latest_version: bool
    benefactor_id: int
    created_on: WireTime
    modified_on: WireTime
    created_by: str
    modified_by: str


class EntityId(Wire):
    """Just an id."""

    id: str


class EntityPath(Wire):
    """The headers from the root down to an entity."""

    path: list[EntityHeader]


class HeaderList(Wire):
    """A page of headers, as GET operations answer it."""

    results: list[EntityHeader]
    total_number_of_results: int


class EntityLookupRequest(Wire):
    """Which child of this name? No parent means a project."""

    parent_id: str | None = None
    entity_name: str


class EntityChildrenRequest(Wire):
    """What is in a container? No parent lists projects."""

    parent_id: str | None = None
    next_page_token: str | None = None
    include_types: list[str] | None = None
    sort_by: Literal["NAME", "CREATED_ON", "MODIFIED_ON"] | None = None
    sort_direction: Literal["ASC", "DESC"] | None = None
    include_total_child_count: bool | None = None
    include_sum_file_sizes: bool | None = None


class EntityChildrenResponse(Wire):
    """One page of children."""

    page: list[EntityHeader]
    next_page_token: str | None = None
    total_child_count: int | None = None
    sum_file_sizes_bytes: int | None = None


class VersionInfo(Wire):
    """One version in the list of an entity's versions."""

    id: str
    version_number: int
    version_label: str
    version_comment: str | None = None
    is_latest_version: bool
    modified_by: str
    modified_by_principal_id: str
    modified_on: WireTime
    content_size: str | None = None
    content_md5: str | None = None
    file_handle_id: str | None = None


class VersionInfoList(Wire):
    """A page of versions, newest first."""

    results: list[VersionInfo]
    total_number_of_results: int


class Annotations(Wire):
    """Annotations v2: every value is text, with its type beside it."""

    id: str | None = None
    etag: str | None = None
    annotations: dict[str, AnnotationsValue] = Field(default_factory=dict)


class ResourceAccess(Wire):
    """What one principal may do."""

    principal_id: Long
    access_type: list[str]


class AccessControlList(Wire):
    """An entity's own ACL."""

    id: str | None = None
    etag: str | None = None
    creation_date: WireTime | None = None
    modified_on: WireTime | None = None
    # Far more than anybody shares with, and fewer than a database takes in one question.
    resource_access: list[ResourceAccess] = Field(max_length=1000)


class UserEntityPermissions(Wire):
    """What the one who asks may do with an entity."""

    can_view: bool
    can_edit: bool
    can_move: bool
    can_add_child: bool
    can_certified_user_edit: bool
    can_certified_user_add_child: bool
    is_certified_user: bool
    is_certification_required: bool
    can_change_permissions: bool
    can_change_settings: bool
    can_delete: bool
    can_download: bool
    can_upload: bool
    can_enable_inheritance: bool
    owner_principal_id: int
    can_public_read: bool
    can_moderate: bool
    is_entity_open_data: bool
    is_data_contributor: bool


class EntityBundleRequest(Wire):
    """Which parts of a bundle are wanted."""

    include_entity: bool = False
    include_annotations: bool = False
    include_permissions: bool = False
    include_entity_path: bool = False
    include_has_children: bool = False
    include_access_control_list: bool = False
    include_file_handles: bool = False
    include_table_bundle: bool = False
    include_root_wiki_id: bool = False
    include_benefactor_acl: bool = Field(default=False, alias="includeBenefactorACL")
    include_doi_association: bool = Field(default=False, alias="includeDOIAssociation")
    include_file_name: bool = False
    include_thread_count: bool = False
    include_restriction_information: bool = False
    include_activity: bool = False


class EntityBundle(Wire):
    """An entity with what was asked for beside it."""

    entity: Entity | None = None
    entity_type: str
    annotations: Annotations | None = None
    permissions: UserEntityPermissions | None = None
    path: EntityPath | None = None
    has_children: bool | None = None
    access_control_list: AccessControlList | None = None
    benefactor_acl: AccessControlList | None = None
    file_handles: list[Annotated[JsonObject, WithJsonSchema({"type": "object", MESSAGE: "S3FileHandle"})]] | None = None
    file_name: str | None = None
    root_wiki_id: str | None = None
    thread_count: int | None = None
    restriction_information: RestrictionInformationResponse | None = None
    table_bundle: TableBundle | None = None
    activity: Activity | None = None


class EntityBundleCreate(Wire):
    """An entity to be stored with its annotations and ACL in one transaction."""

    entity: Entity | None = None
    annotations: Annotations | None = None
    access_control_list: AccessControlList | None = None


class TrashedEntity(Wire):
    """What was deleted, when and from where."""

    entity_id: str
    entity_name: str
    entity_type: str
    deleted_by_principal_id: str
    deleted_on: WireTime
    original_parent_id: str


class TrashedEntityList(Wire):
    """A page of the trash, newest first."""

    results: list[TrashedEntity]
    total_number_of_results: int
