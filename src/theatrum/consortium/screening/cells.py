"""Texts on their way into a grid, as ``grids.refusing`` asks about them."""

from collections.abc import Collection, Mapping

from theatrum.consortium.screening.people import is_on
from theatrum.consortium.screening.texts import seen_in_columns
from theatrum.repository.entities.refusing import Seen
from theatrum.repository.grids.models import Workspace


def seen_in_texts(workspace: Workspace, texts: Mapping[int, Collection[str]]) -> dict[int, dict[str, Seen]]:
    """Return by slot and text what is blocked or held of it."""
    if not is_on() or not texts:
        return {}
    headers = {str(workspace.column_names[slot]): slot for slot in texts}
    by_header = {header: texts[slot] for header, slot in headers.items()}
    found = seen_in_columns(by_header, workspace.columns, workspace.schema_id)
    return {headers[header]: by_text for header, by_text in found.items()}
