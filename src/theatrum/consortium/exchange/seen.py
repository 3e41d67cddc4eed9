"""The rows that somebody sees in a grid: sorted and filtered as the page says."""

from pydantic import TypeAdapter, ValidationError

from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.live.arranging import Arrangement, arrange
from theatrum.repository.grids.live.loading import load_layout
from theatrum.repository.grids.models import Workspace

_VIEW: TypeAdapter[Arrangement] = TypeAdapter(Arrangement)


def read_view(view: JsonObject) -> Arrangement:
    """Read a view as the page has it: ``{"sort", "filters", "problems"}``. Raises GridIsInvalid."""
    try:
        return _VIEW.validate_python(view)
    except ValidationError as error:
        raise GridIsInvalid(reason="The sorting and the filters of the page cannot be read: load it again.") from error


def seen_rows(workspace: Workspace, view: JsonObject) -> list[int] | None:
    """Return the numbers of the rows of a view, in order; None where it has all, as they stand."""
    wanted = read_view(view)
    if wanted.is_plain:
        return None
    layout = load_layout(workspace)
    return list(arrange(workspace, wanted, numbers=layout.numbers, flags=bytes(layout.flags.content)))
