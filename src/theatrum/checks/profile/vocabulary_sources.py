"""What a vocabulary is, and where a code of it is explained: ``vocabularies/sources.yaml`` of a data model.

Read when somebody looks at values, which a check never does.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated
from urllib.parse import quote

from pydantic import Field, StringConstraints

from theatrum.checks.profile.documents import read_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.shape import Key, Shape, Text
from theatrum.checks.profile.typed import typed

FILE = "sources.yaml"
_CODE = "{code}"
# Nothing else than a page of the web is ever linked.
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"<>]+$")]
AddressOfCode = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"<>]+\{code\}[^\s\"<>]*$")]


class VocabularySource(Shape):
    """A published vocabulary. ``address`` is that of one code, of which it takes what the group of ``codes`` holds."""

    name: Text
    home: Address
    codes: str | None = None
    address: AddressOfCode | None = None

    def url_of(self, code: str) -> str | None:
        """Return where a code is explained; None for what is no code, or has no address of its own."""
        match = self._codes.fullmatch(code) if self._codes is not None else None
        if match is None or self.address is None:
            return None
        return self.address.replace(_CODE, quote(match[1], safe=""))

    @cached_property
    def _codes(self) -> re.Pattern[str] | None:
        return None if self.codes is None else re.compile(self.codes, re.ASCII)


class _Sources(Shape):
    vocabularies: Mapping[Key, VocabularySource] = Field(default_factory=dict)


def read_source(folder: ProfileFolder, place: str, name: str) -> VocabularySource | None:
    """Return what a folder says of one of its vocabularies; None where it says nothing. Raises ProfileInvalid."""
    file = f"{place}/{FILE}"
    if file not in folder.names(place, FILE):
        return None
    document = read_document(folder, file)
    found = typed(_Sources, document).vocabularies.get(name)
    if found is not None and (found.codes is None) != (found.address is None):
        fix = "Say both, or neither."
        raise document.problem(("vocabularies", name), "it says one of codes and address only.", fix)
    if found is not None and found.codes is not None and not _has_one_group(found.codes):
        place_of = ("vocabularies", name, "codes")
        raise document.problem(place_of, "it is no pattern with one group in parentheses.", "Write '^X:([0-9]+)$'.")
    return found


def _has_one_group(pattern: str) -> bool:
    try:
        return re.compile(pattern).groups == 1
    except re.error:
        return False
