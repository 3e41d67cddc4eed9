"""What this room tells the rooms above, inside the transaction in which it happens."""

from collections.abc import Callable

from theatrum.kernel.hooks import Hooks

# Gets the number of a schema whose name without a version now means another document.
LatestChanged = Callable[[int], None]

_listeners = Hooks[LatestChanged]()


def on_latest_changed(listener: LatestChanged) -> None:
    """Have a function called whenever what the newest version of a schema demands has changed."""
    _listeners.register(listener)


def latest_changed(schema_id: int) -> None:
    """Tell that the newest version of a schema is another one, or demands something else."""
    for listener in _listeners:
        listener(schema_id)
