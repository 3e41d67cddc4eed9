"""Where a component or an attribute stands on the pages of the data model."""

from dataclasses import dataclass

from django.urls import reverse

from theatrum.checks.report.model_links import anchor
from theatrum.consortium.profile.queries import model_of
from theatrum.doors.web.pages.model.kept import kept
from theatrum.repository.schemas.names import SchemaId


@dataclass(frozen=True)
class DescribedAt:
    """The page of a component, and the attributes that it tells of."""

    url: str
    attributes: frozenset[str]

    def address(self, attribute: str) -> str:
        """Return the address of an attribute on it; empty for what is none of the component."""
        return f"{self.url}#{anchor(attribute)}" if attribute in self.attributes else ""


def described_at(schema_id: SchemaId | None) -> DescribedAt | None:
    """Return where the component of a registered schema is described; None where the profile has none such."""
    version = None if schema_id is None else model_of(kept().profile, schema_id)
    if schema_id is None or version is None:
        return None
    page = kept().component(schema_id.name, version)
    return DescribedAt(component_url(page.name, version), frozenset(one.name for one in page.attributes))


def component_url(component: str, version: str) -> str:
    """Return the address of a component's page."""
    return reverse("model_component", args=[version, component])


def attribute_url(component: str, attribute: str, version: str) -> str:
    """Return the address of the page with an attribute's values; the component's where it has no name at all."""
    if not attribute:
        return component_url(component, version)
    return reverse("model_attribute", args=[version, component, attribute])
