"""Files that are held in memory as if they were a folder, and lie over another folder if there is one."""

import io
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import IO, Any


class HeldFolder(Traversable):
    """A place in a folder whose files are held in memory by their paths; what is not there is looked up below.

    ``below`` is the same place of the folder that these files lie over, None where they stand alone.
    """

    def __init__(self, files: Mapping[str, bytes], path: str = "", below: Traversable | None = None) -> None:
        self._files = files
        self._path = path
        self._below = below

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self._path.rpartition("/")[2]

    def is_file(self) -> bool:
        """Tell whether a file stands here."""
        return self._path in self._files or (self._below is not None and self._below.is_file())

    def is_dir(self) -> bool:
        """Tell whether files stand below this."""
        is_held = any(path.startswith(self._inside) for path in self._files)
        return is_held or not self._path or (self._below is not None and self._below.is_dir())

    def iterdir(self) -> Iterator["HeldFolder"]:
        """Yield what stands here, in order of name."""
        inside = self._inside
        names = {path.removeprefix(inside).partition("/")[0] for path in self._files if path.startswith(inside)}
        if self._below is not None and self._below.is_dir():
            names |= {one.name for one in self._below.iterdir()}
        yield from (self.joinpath(name) for name in sorted(names))

    def joinpath(self, *descendants: Any) -> "HeldFolder":
        """Return the place below this one; ``..`` leads nowhere."""
        steps = [step for one in descendants for step in str(one).split("/") if step not in ("", ".")]
        path = "/".join(filter(None, (self._path, *steps)))
        below = self._below.joinpath(*steps) if self._below is not None and ".." not in steps else None
        return HeldFolder(self._files, path, below)

    def __truediv__(self, child: Any) -> "HeldFolder":
        return self.joinpath(child)

    def open(self, mode: Any = "r", *args: Any, **kwargs: Any) -> IO[Any]:
        """Open a file for reading. Raises FileNotFoundError, IsADirectoryError."""
        content = self._files.get(self._path)
        if content is None and self._below is not None:
            return self._below.open(mode, *args, **kwargs)
        if content is None:
            raise (IsADirectoryError if self.is_dir() else FileNotFoundError)(self._path)
        return io.BytesIO(content) if "b" in mode else io.TextIOWrapper(io.BytesIO(content), *args, **kwargs)

    def read_bytes(self) -> bytes:
        """Return the bytes of a file. Raises what ``open`` does."""
        with self.open("rb") as stream:
            content: bytes = stream.read()
        return content

    def read_text(self, encoding: str | None = None) -> str:
        """Return the text of a file. Raises what ``open`` does, UnicodeDecodeError."""
        return self.read_bytes().decode(encoding or "utf-8")

    @property
    def _inside(self) -> str:
        return f"{self._path}/" if self._path else ""
