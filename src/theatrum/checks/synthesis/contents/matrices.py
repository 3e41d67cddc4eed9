"""CSV: a table of cells with their place and what was measured in them."""

from theatrum.checks.synthesis.contents.content import Content

_FEWEST = 20


def csv(content: Content) -> bytes:
    """Return one line a cell: its id, its center, a value a channel."""
    chance = content.chance()
    lines = [",".join(["CellID", "X_centroid", "Y_centroid", "Area", *content.channels])]
    size = 0
    while size < content.least or len(lines) <= _FEWEST:
        place = [f"{chance.uniform(0, 1000):.2f}", f"{chance.uniform(0, 1000):.2f}", str(chance.randint(20, 400))]
        values = [f"{chance.uniform(0, 100):.3f}" for _ in content.channels]
        lines.append(",".join([str(len(lines)), *place, *values]))
        size += len(lines[-1])
    return ("\n".join(lines) + "\n").encode()
