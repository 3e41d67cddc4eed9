"""Saving a grid: what the source has become comes in, and where nothing waits for a choice the grid goes out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.clock import wire_time
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.actions.labels import check_label, label_version
from theatrum.repository.entities.errors import EtagIsStale, VersionLabelIsTaken
from theatrum.repository.entities.models import Kind, Node, Version
from theatrum.repository.grids import after_saving, news
from theatrum.repository.grids.authorization import FOLDERS
from theatrum.repository.grids.conflicts import Conflicts
from theatrum.repository.grids.disputes import forget_settled, open_disputes
from theatrum.repository.grids.errors import SourceOvertaken
from theatrum.repository.grids.folders.saving import save_alone
from theatrum.repository.grids.models import Row, RowVerdict, Workspace
from theatrum.repository.grids.saving import Naming, save_records
from theatrum.repository.grids.sources import source_of
from theatrum.repository.grids.synchronizing import TRIES, alone, has_changes, take_in_records
from theatrum.repository.grids.view_synchronizing import Met, synchronize_files


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of saving.

    ``state`` is ``saved``, ``unchanged`` where there was nothing to write, ``named`` where there was not and the
    current version got the name, or ``conflicts``: of a record set nothing was written then. ``version`` is that of
    the record set; ``written`` how many files were; ``refused`` the others, each with the reason. ``messages`` are
    what people should know besides.
    """

    state: str
    version: int | None = None
    written: int = 0
    conflicts: int = 0
    invalid: int = 0
    refused: Sequence[tuple[str, str]] = ()
    messages: Sequence[str] = field(default_factory=list)

    def as_json(self) -> JsonObject:
        """Return it as jobs keep it."""
        return {
            "state": self.state,
            "version": self.version,
            "written": self.written,
            "conflicts": self.conflicts,
            "invalid": self.invalid,
            "refused": [[entity, reason] for entity, reason in self.refused],
            "messages": [*self.messages],
        }


def save_session(actor: Actor, workspace: Workspace, *, token: str, naming: Naming) -> Outcome:
    """Write a grid to its record set as a version of this name, or to its files as annotations.

    ``token`` is a word of the caller's outside of jobs. Raises GridIsBusy, SourceOvertaken, VersionLabelIsTaken,
    and as ``edit``.
    """
    if workspace.source.kind == Kind.RECORD_SET:
        with alone(workspace, token):
            outcome = _save_records(actor, workspace, naming)
    else:
        outcome = _files_saved(workspace, _met(actor, workspace, token))
    if outcome.state == "saved":
        after_saving.tell_all(actor, workspace)
        news.tell(workspace, _told(actor, outcome))
    return outcome


def merge_session(actor: Actor, workspace: Workspace, *, token: str) -> Outcome:
    """Take in what the record set has become, and write nothing. Raises GridIsBusy, and as ``edit``."""
    conflicts = Conflicts()
    with alone(workspace, token):
        take_in_records(actor, workspace, conflicts)
    return Outcome("merged", workspace.source_version, conflicts=len(open_disputes(workspace)), messages=conflicts.told)


def _save_records(actor: Actor, workspace: Workspace, naming: Naming) -> Outcome:
    conflicts = Conflicts()
    for _ in range(TRIES):
        node = take_in_records(actor, workspace, conflicts)
        waiting = open_disputes(workspace)
        if waiting:
            return _outcome(workspace, "conflicts", conflicts=len(waiting), messages=conflicts.told)
        if not has_changes(workspace, Conflicts()):
            return _unchanged(actor, workspace, node, naming, conflicts)
        _require_free(node, naming.label)
        try:
            saved = save_records(actor, workspace, node, naming=naming)
        except EtagIsStale:
            continue
        with writing():
            forget_settled(workspace)
        return _outcome(workspace, "saved", version=saved.version, messages=conflicts.told)
    raise SourceOvertaken(source=workspace.source.public_id)


def _unchanged(actor: Actor, workspace: Workspace, node: Node, naming: Naming, conflicts: Conflicts) -> Outcome:
    """Make no version of what there is already; a name is given to the version that has none of its own."""
    version = node.current
    if naming.label is None or version is None or version.label == naming.label:
        return _outcome(workspace, "unchanged", messages=conflicts.told)
    if version.label != str(version.number):
        called = f"Version {version.number} is called {version.label} already; its page can call it something else."
        return _outcome(workspace, "unchanged", messages=[*conflicts.told, called])
    with writing():
        label_version(
            actor=actor,
            node_id=node.id,
            number=version.number,
            label=naming.label,
            comment=naming.comment or None,
        )
    return _outcome(workspace, "named", version=version.number, messages=conflicts.told)


def _require_free(node: Node, label: str | None) -> None:
    """Refuse a label that a version has, or may get: of the current one, the wire would leave it out without a word."""
    if label is None:
        return
    check_label(label)
    if Version.objects.filter(node=node, label=label).exists():
        raise VersionLabelIsTaken(id=node.public_id, label=label)


def _met(actor: Actor, workspace: Workspace, token: str) -> Met:
    if workspace.source.kind in FOLDERS:
        return save_alone(actor, workspace, token=token, waits=True)
    with alone(workspace, token):
        return synchronize_files(actor, workspace, source_of(workspace), waits=True)


def _files_saved(workspace: Workspace, met: Met) -> Outcome:
    waiting = len(open_disputes(workspace))
    with writing():
        forget_settled(workspace)
    nothing = "conflicts" if waiting else "refused" if met.refused else "unchanged"
    refused = {entity for entity, _ in met.refused}
    # What was refused is told by itself.
    messages = [one for one in met.messages if one.partition(" ")[0] not in refused]
    return _outcome(
        workspace,
        "saved" if met.written else nothing,
        written=met.written,
        conflicts=waiting,
        refused=met.refused,
        messages=messages,
    )


def _outcome(
    workspace: Workspace,
    state: str,
    *,
    version: int | None = None,
    written: int = 0,
    conflicts: int = 0,
    refused: Sequence[tuple[str, str]] = (),
    messages: Sequence[str] = (),
) -> Outcome:
    rows = Row.objects.filter(workspace=workspace, is_deleted=False, verdict=RowVerdict.INVALID)
    return Outcome(
        state=state,
        version=version or workspace.source_version,
        written=written,
        conflicts=conflicts,
        invalid=rows.count(),
        refused=refused,
        messages=list(messages),
    )


def _told(actor: Actor, outcome: Outcome) -> JsonObject:
    name = accounts.names({actor.id}).get(actor.id, "")
    return {
        "t": "saved",
        "by": {"id": actor.id, "name": name},
        "version": outcome.version,
        "at": wire_time(clock.now()),
        "invalid": outcome.invalid,
    }
