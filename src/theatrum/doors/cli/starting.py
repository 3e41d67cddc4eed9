"""Starting up quickly: what a command imports and loads stays until its end, and is not looked through for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Import and load without collecting garbage meanwhile: that would take a quarter of the check of a small table.

    What is there at the end is left alone from then on.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_collecting:
            gc.enable()
