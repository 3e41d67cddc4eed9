"""An HDF5 file, looked at by a child process: libhdf5 was not written for bytes of strangers."""

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.isolated import inspect_isolated


def inspect(file: Bytes, notes: Notes) -> None:
    """Tell of groups, attributes and small texts, and of an annotated matrix what must be in it."""
    inspect_isolated("theatrum.checks.formats.hdf5.reading", file, notes)
