"""Messages between an inspector in a child process and who started it: a letter, a length, bytes."""

import struct
from dataclasses import dataclass
from typing import IO

_HEAD = struct.Struct("<cI")
_LONGEST = 80 * 1024**2


class PipeBroken(Exception):
    """The other end is gone, or talks nonsense."""


@dataclass(slots=True)
class Pipe:
    """Two streams, one a direction."""

    incoming: IO[bytes]
    outgoing: IO[bytes]

    def send(self, kind: bytes, body: bytes) -> None:
        """Send a message. Raises PipeBroken."""
        try:
            self.outgoing.write(_HEAD.pack(kind, len(body)) + body)
            self.outgoing.flush()
        except (OSError, ValueError) as error:
            raise PipeBroken from error

    def receive(self) -> tuple[bytes, bytes]:
        """Wait for a message. Raises PipeBroken."""
        kind, length = _HEAD.unpack(self._exactly(_HEAD.size))
        if length > _LONGEST:
            raise PipeBroken
        return kind, self._exactly(length)

    def close(self) -> None:
        """Close both streams, whatever is left in them."""
        for stream in (self.incoming, self.outgoing):
            try:
                stream.close()
            except OSError:
                continue  # what was not sent is for nobody

    def _exactly(self, length: int) -> bytes:
        try:
            read = self.incoming.read(length)
        except (OSError, ValueError) as error:
            raise PipeBroken from error
        if len(read) < length:
            raise PipeBroken
        return read
