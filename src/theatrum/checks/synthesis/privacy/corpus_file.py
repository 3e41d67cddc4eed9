"""One file of a corpus."""

from dataclasses import dataclass, field

from theatrum.checks.synthesis.privacy.labels import Label


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file's path below the folder, its bytes, and what is planted in both; nothing in a clean one."""

    path: str = field(repr=False)
    content: bytes = field(repr=False)
    labels: tuple[Label, ...] = ()
