"""An inspector that does what its file's name says."""

import os
import signal
import sys

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.inspection import Notes


def inspect(file: Bytes, notes: Notes) -> None:
    file.read_at(0, 4)
    notes.fact("SIZE_X", 7)
    notes.fact("PROCESS", os.getpid())
    notes.text("somewhere", "Comment", "before")
    match notes.asked.name:
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exit":
            os._exit(0)
        case "print":
            sys.stdout.write("what a library prints is not among the messages\n" * 100)
            sys.stdout.flush()
            os._exit(1)
        case "nonsense":
            notes.pipe.send(b"?", b"")  # type: ignore[attr-defined]  # those of a child have one
        case "wait":
            notes.pipe.receive()  # type: ignore[attr-defined]  # as above; nobody sends anything
        case "memory":
            bytearray(1 << 40)
