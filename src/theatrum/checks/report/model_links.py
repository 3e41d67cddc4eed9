"""Where the data model describes what a finding is about, such as ``/model/1.0.0/Diagnosis#TUMOR_GRADE``.

That is a path on the pages of any server.
"""

from functools import cache
from urllib.parse import quote

from theatrum.checks.findings import Finding
from theatrum.checks.model.imported import declared_properties
from theatrum.checks.model.schemas import bound_document
from theatrum.checks.profile.profile import Profile

ROOT = "/model"


class ModelLinks:
    """Leads to the pages of one version of a profile's data model."""

    def __init__(self, profile: Profile, version: str) -> None:
        """Take a version that the profile has."""
        self._components = profile.models[version].components
        self._version = version
        self._attributes = cache(lambda component: _attributes(profile, component, version))

    def __call__(self, finding: Finding) -> str | None:
        """Return the path to the attribute, to the component where it is about no attribute, None where about none."""
        component = finding.component
        if component is None or component not in self._components:
            return None
        page = f"{ROOT}/{quote(self._version, safe='')}/{quote(component, safe='')}"
        return f"{page}#{anchor(finding.column)}" if finding.column in self._attributes(component) else page


def no_link(_finding: Finding) -> str | None:
    """Lead nowhere: there is no model that anybody describes."""
    return None


def anchor(name: str | None) -> str:
    """Write the name of an attribute as the id of its row; what a name may hold and an id may not is written out."""
    return "".join(sign if sign.isalnum() or sign in "_.-" else f"-{ord(sign)}-" for sign in name or "")


def _attributes(profile: Profile, component: str, version: str) -> frozenset[str]:
    return frozenset(declared_properties(bound_document(profile, component, version)))
