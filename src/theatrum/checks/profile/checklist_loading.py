"""Reads ``checklists.yaml``, and holds it against the roles."""

from collections.abc import Collection

from theatrum.checks.profile.checklist_shapes import Checklists
from theatrum.checks.profile.cross_checks import check_all_known, check_unique
from theatrum.checks.profile.documents import read_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.typed import typed

FILE = "checklists.yaml"


def read_checklists(folder: ProfileFolder, *, center_roles: Collection[str]) -> Checklists:
    """Read and cross-check what centers affirm; nothing where there is no such file. Raises ProfileInvalid."""
    if not any(folder.names(".", FILE)):
        return Checklists()
    document = read_document(folder, FILE)
    found = typed(Checklists, document)
    check_unique(document, ("sessions",), (session.session for session in found.sessions))
    check_unique(document, ("reminders",), (rule.reminder for rule in found.reminders))
    if found.acceptance is not None:
        check_unique(document, ("acceptance", "items"), (item.item for item in found.acceptance.items))
        check_all_known(document, ("acceptance", "signed_by"), found.acceptance.signed_by, center_roles)
    return found
