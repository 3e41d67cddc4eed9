"""A grid in the data directory of the environment, and tickets for it: python -m tests.doors.live.grids.prepared ROWS.

Prints a JSON array of tickets, which are good for an hour.
"""

import json
import sys
from datetime import timedelta

from theatrum.wiring import setup

setup.set_up_django()

from django.core.management import call_command  # noqa: E402  # app ready

from tests.factories.grids import bind, make_sheet, open_grid  # noqa: E402  # app ready
from tests.support.seats import ticket  # noqa: E402  # app ready
from theatrum.repository.grids.actions import tickets  # noqa: E402  # app ready

call_command("migrate", verbosity=0)
tickets.LIFETIME = timedelta(hours=1)
ann, node = make_sheet(b"id,name,age\n" + b"".join(b"%d,Ann,40\n" % number for number in range(int(sys.argv[1]))))
bind(node)
workspace = open_grid(ann, node)
print(json.dumps([ticket(ann, workspace) for _ in range(10)]))  # the test reads it
