"""The grammar of schema names: ``organization-name[-semantic version]``. Pure.

A name and each part of it between dots begins with a letter and holds letters and digits; dashes only
separate the three parts.
"""

import re
from dataclasses import dataclass

from theatrum.repository.schemas.errors import OrganizationNameInvalid, SchemaIdInvalid

LIMIT = 250
SHORTEST_ORGANIZATION = 6
_RESERVED = "sagebionetwork"

_DOTTED = r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)*"
_NUMBER = r"(?:0|[1-9][0-9]*)"
_BEFORE = rf"(?:{_NUMBER}|[A-Za-z][A-Za-z0-9]*)"
_SEMANTIC = rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_BEFORE}(?:\.{_BEFORE})*)?(?:\+[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*)?"
_ORGANIZATION = re.compile(_DOTTED)
_SCHEMA_ID = re.compile(rf"({_DOTTED})-({_DOTTED})(?:-({_SEMANTIC}))?")
_REGISTERED = re.compile(r"(?:.*/)?schema/type/registered/", re.DOTALL)


@dataclass(frozen=True)
class SchemaId:
    """A schema, or one version of it."""

    organization: str
    name: str
    version: str | None = None

    def __str__(self) -> str:
        """Return the relative form, as bindings and lists show it."""
        return "-".join(part for part in (self.organization, self.name, self.version) if part is not None)

    def absolute(self, base_url: str) -> str:
        """Return the form that stands as ``$id`` in a document, under an address such as https://host/repo/v1."""
        return f"{base_url}/schema/type/registered/{self}"

    def same_as(self, other: "SchemaId") -> bool:
        """Tell whether both mean the same; case does not matter."""
        return str(self).lower() == str(other).lower()


def parse_schema_id(text: str) -> SchemaId:
    """Read a relative or an absolute ``$id``, of any server. Raises SchemaIdInvalid."""
    relative = _REGISTERED.sub("", text.strip())
    match = _SCHEMA_ID.fullmatch(relative) if len(relative) <= 3 * LIMIT + 2 else None
    if match is None:
        raise SchemaIdInvalid(id=text[:300])
    if any(len(part or "") > LIMIT for part in match.groups()):
        raise SchemaIdInvalid(id=text[:300])
    return SchemaId(*match.groups())


def check_organization_name(text: str, *, may_use_reserved: bool = False) -> str:
    """Return the name without outer blanks. Raises OrganizationNameInvalid naming the rule that it breaks."""
    name = text.strip()
    if not SHORTEST_ORGANIZATION <= len(name) <= LIMIT:
        raise OrganizationNameInvalid(name=name[:300], rule=f"it has {len(name)} characters, not 6 to 250")
    if _ORGANIZATION.fullmatch(name) is None:
        raise OrganizationNameInvalid(name=name, rule=_explain(name))
    if not may_use_reserved and _RESERVED in name.lower():
        raise OrganizationNameInvalid(name=name, rule="the name 'sagebionetworks' is reserved")
    return name


def _explain(name: str) -> str:
    wrong = sorted(set(re.sub(r"[A-Za-z0-9.]", "", name)))
    if wrong:
        return f"it holds {' '.join(map(repr, wrong))}"
    return "each part between dots must begin with a letter"
