"""Where a part of a schema stands, and how the walk came to it."""

from dataclasses import dataclass

from theatrum.checks.model.violations import Path


@dataclass(frozen=True, slots=True)
class Place:
    """``location`` is the part's place in the document; ``walked`` the way to it, with ``$ref`` steps."""

    location: Path = ()
    walked: Path = ()

    def into(self, *steps: str | int) -> "Place":
        """Return the place of a part inside."""
        return Place((*self.location, *steps), (*self.walked, *steps))

    def referred(self, location: Path) -> "Place":
        """Return the place that a reference here names."""
        return Place(location, (*self.walked, "$ref"))


class NotCompilable(Exception):
    """A part of a schema that columns cannot express: jsonschema-rs judges it. It never leaves this package."""
