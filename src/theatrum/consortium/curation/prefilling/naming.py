"""What the name and the place of a file say: its path in the release, its format, its identifier. Pure."""

from collections.abc import Sequence

from theatrum.checks.profile.file_shapes import Files
from theatrum.checks.profile.network_shapes import FolderKind
from theatrum.checks.profile.profile import Profile

# Endings that say how, not what: the one before them belongs to the format.
_WRAPPINGS = frozenset({"gz", "bz2", "xz", "zst", "zip"})
# What first bytes say for sure; a text may be anything.
_PLAIN = frozenset({"bam", "bzip2", "cram", "czi", "dicom", "hdf5", "jpeg", "tar", "tiff", "xz", "zip"})


def relative_path(profile: Profile, names: Sequence[str]) -> str:
    """Return the path below the release's folder, or below the project where there is none.

    ``names`` lead from the project to the file.
    """
    below = names[1:]
    is_release = len(below) > 1 and below[0] in _release_folders(profile)
    return "/".join(below[1:] if is_release else below)


def format_texts(files: Files, name: str, label: str, permissible: Sequence[str]) -> list[str]:
    """Return what a cell may call the format of a file, the best first; nothing where name and content differ.

    ``label`` is what the file is by its content, empty while nobody has looked.
    """
    known = files.format_named(name)
    if known is not None and label in _PLAIN and known.magic and label not in known.magic:
        return []
    texts = [known.format, *known.spellings] if known is not None else []
    ending = ending_of(name, permissible)
    return list(dict.fromkeys([*texts, *([ending] if ending else [])]))


def ending_of(name: str, permissible: Sequence[str]) -> str:
    """Return the ending of a name, the longest that is permissible where values are listed."""
    endings = name.split(".")[1:]
    if permissible:
        values = {value.lower(): value for value in permissible}
        longest = (".".join(endings[at:]).lower() for at in range(len(endings)))
        return next((values[ending] for ending in longest if ending in values), "")
    taken = endings[-2:] if len(endings) > 1 and endings[-1].lower() in _WRAPPINGS else endings[-1:]
    return ".".join(taken)


def identifier_in(profile: Profile, name: str, kind: str) -> str | None:
    """Return the identifier that a file is named by: its name without endings, where that is one of this kind."""
    stem = name.partition(".")[0]
    return stem if profile.overlay.identifiers.forms.is_a(kind, stem) else None


def _release_folders(profile: Profile) -> set[str]:
    named = {profile.folder_name(kind, number) for kind in FolderKind for number in profile.releases}
    return named | {alias for kind in FolderKind for n in profile.releases for alias in profile.folder_aliases(kind, n)}
