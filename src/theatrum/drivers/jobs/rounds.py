"""What a worker looks after on its rounds, for other rooms: whether there is work that nobody has asked for yet."""

from collections.abc import Callable

from theatrum.kernel.hooks import Hooks

Look = Callable[[], None]

_looks = Hooks[Look]()


def register(look: Look) -> None:
    """Have every worker call this every ten seconds: it is quick, and wants a job where there is more to do."""
    _looks.register(look)


def look_after_all() -> None:
    """Call all that were registered."""
    for look in _looks:
        look()
