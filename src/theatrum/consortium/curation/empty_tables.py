"""The table of a component before anybody has typed in it: a line of column names, and by what a row is known."""

import csv
import io
from dataclasses import dataclass

from theatrum.checks.catalogue.relations import key_of, keys_of
from theatrum.checks.profile.profile import Profile
from theatrum.checks.templates.template import template_of
from theatrum.consortium.profile.queries import model_of
from theatrum.repository.entities.validation.bound import BoundSchema
from theatrum.repository.schemas.compiled import compiled


@dataclass(frozen=True, slots=True)
class EmptyTable:
    """What a record set begins with; ``key`` are the columns of its upsert key, none where the model has no key."""

    component: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def content(self) -> bytes:
        """The CSV: its line of column names."""
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerow(self.columns)
        return stream.getvalue().encode()


def empty_table(profile: Profile, bound: BoundSchema) -> EmptyTable:
    """Return the empty table of a schema: as its component's template, else with the properties that it names.

    Raises ModelUnknown, ComponentUnknown, Document.DoesNotExist.
    """
    component, version = bound.schema_id.name, model_of(profile, bound.schema_id)
    if version is None:
        properties = compiled(bound.digest).schema.get("properties")
        return EmptyTable(component, tuple(properties) if isinstance(properties, dict) else (), ())
    columns = template_of(profile, component, version).names
    return EmptyTable(component, columns, _key(profile, component, columns))


def _key(profile: Profile, component: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that must stand in one row only; else those by which a row is told from another."""
    for page in keys_of(profile, component):
        if set(page.columns) <= set(columns):
            return tuple(page.columns)
    given = key_of(profile, component)
    return (given[0],) if given is not None and given[0] in columns else ()
