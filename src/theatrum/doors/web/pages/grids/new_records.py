"""A new record set in a folder: the empty table of the folder's component, which is filled in the grid."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.consortium.curation.beginning import begin_record_set
from theatrum.consortium.curation.empty_tables import EmptyTable, empty_table
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities import shown
from theatrum.doors.web.pages.entities.changing import NameForm
from theatrum.doors.web.pages.grids import opening
from theatrum.kernel.errors import DomainError, InvalidRequest
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.permissions import Permission
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries import nodes
from theatrum.repository.entities.validation.bound import bound_for


@viewer.signed_in
def new_records(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Ask for a name, make a record set of it, and open its grid."""
    actor = viewer.actor(request)
    folder = nodes.require_node(actor, parse_entity_id(entity_id), Permission.CREATE)
    table = _table(folder)
    form = NameForm(request.POST or None, initial={"name": table.component})
    if request.method == "POST" and form.is_valid():
        try:
            made = begin_record_set(actor, folder, table, form.cleaned_data["name"])
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
