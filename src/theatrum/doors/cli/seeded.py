"""The network's wiki as the command line makes it. Imported when Django is ready."""

from typing import Any

from theatrum.consortium.handbook.seeding import Report, draft_handbook, seed_handbook
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.principals import OPERATOR


def seed() -> Report | None:
    """Make the wiki, or bring it up to date; None for a profile without pages. Raises ProjectIsTaken."""
    draft = draft_handbook()
    with writing():
        return seed_handbook(actor=OPERATOR, draft=draft)


def told(report: Report) -> dict[str, Any]:
    """Return what was done, as facts for scripts."""
    return {
        "project": report.project.public_id,
        "made": report.made,
        "updated": report.updated,
        "offered": report.offered,
    }
