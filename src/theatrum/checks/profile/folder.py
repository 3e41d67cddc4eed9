"""The files of a profile. The only place where reading a profile touches a disk."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from theatrum.checks.profile.errors import ProfileInvalid


class ProfileFolder:
    """A folder of text files, on disk or inside the installed package."""

    def __init__(self, root: Traversable, name: str) -> None:
        self._root = root
        self.name = name

    @classmethod
    def packaged(cls, name: str) -> "ProfileFolder":
        """Return a profile that comes with Theatrum."""
        return cls(files("theatrum").joinpath("profiles", name), name)

    @classmethod
    def at(cls, path: Path) -> "ProfileFolder":
        """Return a profile in a folder of the installation."""
        return cls(path, path.name)

    @classmethod
    def named(cls, place: str) -> "ProfileFolder":
        """Return a profile by what a setting says: a packaged name, or a path with at least one slash."""
        path = Path(place)
        return cls.at(path) if path.is_absolute() or len(path.parts) > 1 else cls.packaged(place)

    @property
    def root(self) -> Traversable:
        """Where the files stand."""
        return self._root

    def text(self, file: str) -> str:
        """Return the content of a file. Raises ProfileInvalid where it is missing or not UTF-8."""
        try:
            return self._root.joinpath(*file.split("/")).read_text(encoding="utf-8-sig")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise self._unreadable(file, "the file does not exist.", "Add it, or correct its name.") from error
        except (OSError, UnicodeDecodeError) as error:
            raise self._unreadable(file, f"the file cannot be read ({error}).", "Save it as UTF-8 text.") from error

    def names(self, folder: str, suffix: str) -> Iterator[str]:
        """Yield the files of a folder with a suffix, in order of name; none where there is no such folder."""
        place = self._root.joinpath(*folder.split("/"))
        found = (item.name for item in place.iterdir()) if place.is_dir() else iter(())
        yield from (f"{folder}/{name}" for name in sorted(found) if name.endswith(suffix))

    def folders(self, folder: str) -> Iterator[str]:
        """Yield the names of the folders inside a folder, in order."""
        place = self._root.joinpath(*folder.split("/"))
        yield from sorted(item.name for item in place.iterdir() if item.is_dir()) if place.is_dir() else ()

    def _unreadable(self, file: str, problem: str, fix: str) -> ProfileInvalid:
        return ProfileInvalid(file=f"{self.name}/{file}", place="whole file", problem=problem, fix=fix)
