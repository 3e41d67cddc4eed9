"""A new record set in a folder: the empty table of the folder's component, which is filled in the grid."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.consortium.curation.empty_tables import EmptyTable, empty_table
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.doors.web.pages.entities.changing import NameForm
from theatrum.doors.web.pages.grids import opening
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError, InvalidRequest
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.drafts import draft_creation
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries import nodes
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.files.actions.handles import create_handle_of_blob


@viewer.signed_in
def new_records(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Ask for a name, make a record set of it, and open its grid."""
    actor = viewer.actor(request)
    folder = nodes.require_node(actor, parse_entity_id(entity_id), Permission.CREATE)
    table = _table(folder)
    form = NameForm(request.POST or None, initial={"name": table.component})
    if request.method == "POST" and form.is_valid():
        try:
            made = _make(actor, folder, table, form.cleaned_data["name"])
        except DomainError as error:
            form.add_error("name", str(error))
        else:
            return opening.open_new(actor, made)
    values = {"form": form, "table": table, "title": f"New {table.component} record set"}
    return render(request, "grids/new_records.html", shown.frame(actor, folder) | values)


def _table(folder: Node) -> EmptyTable:
    bound = bound_for(folder.id)
    if bound is None or not folder.is_container:
        reason = f"No component is set for {folder.name}: a record set that is typed in needs the columns of one."
        raise InvalidRequest(reason=reason)
    return empty_table(in_force(), bound)


def _make(actor: Actor, folder: Node, table: EmptyTable, name: str) -> Node:
    blob = store().put([table.content])
    with writing():
        handle = create_handle_of_blob(actor=actor, blob=blob, file_name=f"{name}.csv", content_type="text/csv")
    fields = EntityFields(
        kind=Kind.RECORD_SET,
        name=name,
        parent_id=folder.id,
        handle_id=handle.pk,
        details={"upsertKey": list(table.key)} if table.key else {},
    )
    draft = draft_creation(actor=actor, fields=fields)
    with writing():
        return create_entity(actor=actor, draft=draft)
