"""What the data model says of the columns of a grid: values, help. Of a schema of nobody's, what that says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from theatrum.checks.catalogue.describing import describe
from theatrum.checks.catalogue.page import MODEL, AttributePage, Choice, ComponentPage, Need
from theatrum.checks.catalogue.vocabulary import choices, choices_of, item_of, resolved
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.phrases import permissible
from theatrum.consortium.profile.queries import in_force, model_of
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.grids.models import Workspace
from theatrum.repository.schemas.compiled import compiled
from theatrum.repository.schemas.models import Document
from theatrum.repository.schemas.names import SchemaId, parse_schema_id


@dataclass(frozen=True, slots=True)
class Known:
    """The columns that are known, by name: their pages and permissible values, and the key of the component."""

    component: str = ""
    version: str = ""
    pages: Mapping[str, AttributePage] = field(default_factory=dict)
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    key: tuple[str, ...] = ()

    def page(self, name: str) -> AttributePage:
        """Return the page of a column; of an unknown one a page that says nothing."""
        return self.pages.get(name) or blank_page(name)


def known_columns(workspace: Workspace) -> Known:
    """Return what is known of the columns of a grid."""
    schema_id = schema_of(workspace)
    if schema_id is None:
        return Known()
    profile = in_force()
    version = model_of(profile, schema_id)
    try:
        document = compiled(workspace.digest).schema
    except (Document.DoesNotExist, DomainError):
        return Known(component=schema_id.name)
    if version is None:
        return _of_schema(schema_id.name, document)
    return _of_profile(profile, schema_id.name, version)


def schema_of(workspace: Workspace) -> SchemaId | None:
    """Return the schema that judges a grid; None where none does, or several."""
    if not workspace.schema_id:
        return None
    try:
        return parse_schema_id(workspace.schema_id)
    except DomainError:
        return None


def component_of(workspace: Workspace) -> str:
    """Return the component of a grid's rows; empty where no schema holds."""
    schema_id = schema_of(workspace)
    return "" if schema_id is None else schema_id.name


def blank_page(name: str, *, kind: str = "anything", is_list: bool = False, need: Need = "optional") -> AttributePage:
    """Return the page of a column of which little is known."""
    return AttributePage(
        name=name,
        about="",
        type=kind,
        is_list=is_list,
        need=need,
        origin=MODEL,
        pattern=None,
        passing=(),
        failing=(),
        example=None,
        minimum=None,
        maximum=None,
        values=None,
        constant=None,
        kinds=(),
        filled=None,
        conditions=(),
    )


def _of_profile(profile: Profile, component: str, version: str) -> Known:
    page: ComponentPage = describe(profile, component, version)
    pages = {one.name: one for one in page.attributes}
    listed = {name: choices_of(profile, component, name, version=version) for name, one in pages.items() if one.values}
    key = (page.key[0],) if page.key else ()
    return Known(component, version, pages, listed, key)


def _of_schema(component: str, document: JsonObject) -> Known:
    properties = document.get("properties")
    declared = properties if isinstance(properties, dict) else {}
    required = document.get("required")
    needed = set(required) if isinstance(required, list) else set()
    pages = {
        name: blank_page(
            name,
            kind="true or false" if resolved(document, part).get("type") == "boolean" else "anything",
            is_list=isinstance(resolved(document, part).get("items"), dict),
            need="required" if name in needed else "optional",
        )
        for name, part in declared.items()
    }
    values = {name: _values(document, part) for name, part in declared.items()}
    return Known(component, "", pages, {name: some for name, some in values.items() if some})


def _values(document: JsonObject, part: JsonValue) -> tuple[Choice, ...]:
    return choices(permissible(item_of(document, part)) or [], None)
