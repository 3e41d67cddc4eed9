"""A template as CSV: a header, and rows that are pre-filled. A table has no place for help, so there is none."""

import csv
import io

from theatrum.checks.templates.template import Template


def csv_bytes(template: Template) -> bytes:
    """Return the table as UTF-8 with the line ends of Unix."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, template.names, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(template.rows)
    return stream.getvalue().encode()
