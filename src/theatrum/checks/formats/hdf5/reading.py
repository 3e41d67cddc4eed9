"""Reads an HDF5 file inside the child process: its texts whatever it is, and its rules where it is an AnnData."""

from typing import TYPE_CHECKING

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.hdf5.annotated import Annotated
from theatrum.checks.formats.hdf5.members import Members
from theatrum.checks.formats.hdf5.stream import ByteStream
from theatrum.checks.formats.hdf5.texts import tell_texts
from theatrum.checks.formats.inspection import Notes

if TYPE_CHECKING:
    import h5py

_PARTS = frozenset({"obs", "var"})


def inspect(file: Bytes, notes: Notes) -> None:
    """See ``inspecting``. Raises Unreadable, BudgetSpent, OSError, and what libhdf5 raises."""
    stream = ByteStream(file)
    stream.settled(lambda: _open(stream, notes))


def _open(stream: ByteStream, notes: Notes) -> None:
    import h5py  # slow import

    try:
        opened = h5py.File(stream, "r")
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        raise Unreadable("", "its superblock or its root group is damaged, or the file is cut off") from error
    with opened:
        _look(opened, notes)


def _look(file: "h5py.File", notes: Notes) -> None:
    members = Members(notes)
    parts = dict(members.of(file))
    rules = notes.asked.rules.matrix_rules(notes.asked.component)
    if parts.keys() >= _PARTS:
        Annotated(file, parts, Members(notes), notes).look(rules)
    elif rules is not None:
        message = "It is no AnnData: it has no cells (obs) or no genes (var)."
        fix = "Write it with anndata: adata.write_h5ad(path)."
        notes.note("format.anndata_missing", Severity.ERROR, message, fix=fix)
    tell_texts(file, Members(notes), notes)
    notes.was_full = notes.asked.is_full
