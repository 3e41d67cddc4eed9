"""The grids that are measured: 60 columns of codes, numbers and names, and one row in twenty with a wrong cell."""

import csv
import io
import random
from typing import Any
from uuid import uuid4

CODES, NUMBERS, NAMES = range(20), range(20, 40), range(40, 60)
COLUMNS = 60
_FEW = 100


def schema() -> dict[str, object]:
    """Return what the rows are held against."""
    code = {"type": "string", "enum": ["a", "b", "c", "d"]}
    number = {"type": "integer", "minimum": 0, "maximum": 1000}
    name = {"type": "string", "pattern": "^HTA[0-9]+_[0-9]+$"}
    parts = {**dict.fromkeys(CODES, code), **dict.fromkeys(NUMBERS, number), **dict.fromkeys(NAMES, name)}
    properties = {f"C{index}": part for index, part in parts.items()}
    return {"type": "object", "properties": properties, "required": list(properties)[:10]}


def make_csv(rows: int) -> bytes:
    """Return so many rows as CSV, the same each time."""
    chance, text = random.Random(1), io.StringIO()  # noqa: S311  # the same rows each time
    writer = csv.writer(text)
    writer.writerow([f"C{index}" for index in range(COLUMNS)])
    for number in range(rows):
        row = [chance.choice("abcd") for _ in CODES] + [str(chance.randrange(1000)) for _ in NUMBERS]
        row += [f"HTA{chance.randrange(300)}_{number}" for _ in NAMES]
        if chance.random() < 0.05:
            row[chance.randrange(COLUMNS)] = "zz"
        writer.writerow(row)
    return text.getvalue().encode()


def open_grids(rows: int) -> tuple[Any, Any, Any]:
    """Return a person, their grid of so many rows with all verdicts, and a small one to warm a server up with."""
    from tests.factories.grids import bind, make_sheet  # app ready
    from tests.factories.records import make_records  # app ready
    from theatrum.repository.entities.models import Node  # app ready
    from theatrum.repository.entities.queries.nodes import get_node  # app ready
    from theatrum.repository.grids.models import Authorization, Workspace  # app ready
    from theatrum.repository.grids.opening import open_records  # app ready
    from theatrum.repository.grids.waiting import judge_waiting  # app ready

    ann, node = make_sheet(make_csv(rows), key=("C40",))
    bind(node, schema())  # type: ignore[arg-type]  # plain JSON
    few = make_records(ann, get_node(node.parent_id or 0), make_csv(_FEW), name="few", upsertKey=["C40"])

    def opened(one: Node) -> Workspace:
        session, mode = str(uuid4()), Authorization.SESSION_OWNER
        open_records(actor=ann, session_id=session, source=get_node(one.id), owner_id=ann.id, authorization=mode)
        workspace = Workspace.objects.select_related("source__current").get(session_id=session)
        judge_waiting(workspace)
        return workspace

    return ann, opened(node), opened(few)
