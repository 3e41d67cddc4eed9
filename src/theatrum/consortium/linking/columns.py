"""What rules of links say of the columns of a grid: in which of them other rows are named."""

from collections.abc import Mapping
from dataclasses import replace

from theatrum.consortium.linking.subject import subject_of
from theatrum.consortium.linking.targets import own_columns, targets_of
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.grids.live.columns import ColumnFacts
from theatrum.repository.grids.models import Workspace


def known_columns(workspace: Workspace, facts: Mapping[str, ColumnFacts]) -> Mapping[str, ColumnFacts]:
    """Return the columns that name other rows, or give out what others name, as such."""
    subject = subject_of(in_force(), workspace)
    if subject is None:
        return {}
    rules, own = subject.profile.links, own_columns(subject.profile.links, subject.component)
    headers = {slot: header for header, slot in workspace.slots.items()}
    found: dict[str, ColumnFacts] = {}
    for attribute, slot in subject.slots.items():
        header = headers[slot]
        if targets_of(rules, subject.component, attribute) is not None:
            found[header] = replace(facts[header], kind="reference")
        elif attribute in own:
            found[header] = replace(facts[header], is_key=True)
    return found
