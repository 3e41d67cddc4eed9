"""What a worker looks after on its rounds, for other rooms: whether there is work that nobody has asked for yet."""

from collections.abc import Callable

Look = Callable[[], None]

_looks: list[Look] = []


def register(look: Look) -> None:
    """Have every worker call this every ten seconds: it is quick, and wants a job where there is more to do."""
    if look not in _looks:
        _looks.append(look)


def look_after_all() -> None:
    """Call all that were registered."""
    for look in _looks:
        look()
