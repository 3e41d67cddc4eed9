"""What a center affirms of a dataset, and what it may ask to be excepted from, as a profile writes it."""

from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import Field, StringConstraints

from theatrum.checks.profile.identifier_shapes import ComponentNames, Requirement
from theatrum.checks.profile.shape import TUPLE, AttributeName, Key, Shape, Text

# A family, a dot and a word, or a beginning of it with a star.
FindingCode = Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z0-9_]*\*?$")]


class AttestationText(Shape):
    """One version of what is affirmed: who signs, signs these words."""

    version: Annotated[int, Field(ge=1)]
    text: Text


class Attestation(Shape):
    """Something that no machine can check, affirmed for each dataset: all that a center has of a component.

    It concerns the ``components`` that it names, or all. The last version of its text is in force. What is not
    ``is_required`` may be left open.
    """

    attestation: Key
    name: Text
    about: Text
    components: ComponentNames = ()
    requirement: Requirement | None = None
    is_required: bool = True
    versions: Annotated[tuple[AttestationText, ...], TUPLE, Field(min_length=1)]

    @property
    def in_force(self) -> AttestationText:
        """The text to sign now."""
        return self.versions[-1]

    def concerns(self, component: str) -> bool:
        """Return whether it is to be affirmed of a component's dataset."""
        return not self.components or component in self.components


class ExceptionKind(Shape):
    """A sort of finding that a liaison may grant an exception for: by its code, and where it stands.

    Without ``columns`` the column does not matter, and without ``components`` the component. An exception holds for
    ``days`` where nothing else is said, and for at most ``at_most`` days.
    """

    kind: Key
    name: Text
    about: Text
    codes: Annotated[tuple[FindingCode, ...], TUPLE, Field(min_length=1)]
    columns: Annotated[tuple[AttributeName, ...], TUPLE] = ()
    components: ComponentNames = ()
    requirement: Requirement | None = None
    days: Annotated[int, Field(ge=1)] = 365
    at_most: Annotated[int, Field(ge=1)] = 730

    def means(self, code: str, column: str, component: str) -> bool:
        """Return whether a finding may be excepted as this."""
        return (
            any(fnmatchcase(code, one) for one in self.codes)
            and (not self.columns or column in self.columns)
            and (not self.components or component in self.components)
        )


class Attestations(Shape):
    """The content of ``attestations.yaml``."""

    attestations: Annotated[tuple[Attestation, ...], TUPLE] = ()
    exceptions: Annotated[tuple[ExceptionKind, ...], TUPLE] = ()

    def attestation(self, name: str) -> Attestation | None:
        """Return an attestation by its key."""
        return next((one for one in self.attestations if one.attestation == name), None)

    def kind_of(self, code: str, column: str, component: str) -> ExceptionKind | None:
        """Return as what a finding may be excepted, the first that fits; None where it may not be."""
        return next((one for one in self.exceptions if one.means(code, column, component)), None)
