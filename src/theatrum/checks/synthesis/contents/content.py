"""What a made file is about."""

import random
from dataclasses import dataclass, replace

# Of the images of an assay that stains one marker a channel.
CHANNELS = ("DNA", "CD3", "CD8", "PanCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The facts that go into the bytes of one file.

    ``least`` is the size in bytes that it must reach. ``mate`` is 1 or 2 for the files of a pair of reads, whose
    ``sample`` and ``seed`` are the same. ``channels`` are the names of an image's channels; three samples in one
    channel, as a scanner of slides writes them, where ``is_color``. ``members`` are paths in an archive beyond those
    that each has, ``cells`` columns of an annotated matrix with their values.
    """

    sample: str
    seed: int
    least: int = 0
    mate: int = 1
    channels: tuple[str, ...] = ("DNA",)
    is_color: bool = False
    members: tuple[str, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()

    def of_mate(self, mate: int) -> "Content":
        """Return the same content for one file of a pair of reads."""
        return replace(self, mate=mate)

    def chance(self) -> random.Random:
        """Return the source of chance of this file: always the same for the same seed."""
        return random.Random(self.seed)  # noqa: S311  # a seed must give the same file again


def filler(size: int, alphabet: bytes) -> bytes:
    """Return ``size`` bytes of an alphabet, always the same: the bulk of a file, made in no time."""
    chance = random.Random(size)  # noqa: S311  # as above
    table = bytes(alphabet[value % len(alphabet)] for value in range(256))
    return chance.randbytes(size).translate(table)
