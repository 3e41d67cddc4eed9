"""A process that changes one cell of a grid again and again, and says each time what was acknowledged.

Run as ``python -m tests.support.grid_writer DATABASE ACTOR SESSION``, to be killed at any moment.
"""

import itertools
import os
import sys

import django


def main(database: str, actor_id: int, session_id: str) -> None:
    """Write a number into the first cell of each row in turn; print the operation and the number after the commit."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "theatrum.wiring.django_settings"
    django.setup()
    from django.db import connections  # app ready

    from theatrum.repository.accounts.queries import actor_of, find_user  # app ready
    from theatrum.repository.grids.changes import Change  # app ready
    from theatrum.repository.grids.editing import edit  # app ready
    from theatrum.repository.grids.queries import get_workspace  # app ready

    connections["default"].settings_dict["NAME"] = database
    actor = actor_of(find_user(actor_id))
    workspace = get_workspace(actor, session_id)
    for number in itertools.count(1):
        stored = edit(actor, workspace, Change(cells={1 + number % 3: {0: str(number)}}))
        print(stored.operation.sequence, number, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
