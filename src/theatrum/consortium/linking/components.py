"""What entities are of by the profile: the component, its model, and the names of its attributes."""

from collections.abc import Collection
from dataclasses import dataclass

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.known.columns import columns_of
from theatrum.consortium.profile.queries import model_of
from theatrum.repository.entities.validation.bound import bound_for_all
from theatrum.repository.schemas.names import SchemaId


@dataclass(frozen=True, slots=True)
class Described:
    """A component, and the attributes that it has in the model of the bound schema."""

    component: str
    model: str | None
    attributes: tuple[str, ...]


class Describer:
    """Tells by a schema what it describes; nothing where rules of links speak of nothing like it."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._spoken_of = columns_of(profile.links).keys()

    def by_schema(self, schema_id: SchemaId) -> Described | None:
        """Return what a schema describes."""
        profile = self._profile
        if schema_id.organization != profile.overlay.organization or schema_id.name not in self._spoken_of:
            return None
        model = model_of(profile, schema_id)
        found = (profile.component(schema_id.name, one) for one in (model, *profile.models) if one is not None)
        component = next((one for one in found if one is not None), None)
        return Described(schema_id.name, model, tuple(component.attributes) if component else ())

    def of(self, node_ids: Collection[int]) -> dict[int, Described]:
        """Return what each entity is of, in one query; others are absent."""
        bound = bound_for_all(node_ids)
        by_schema = {one.schema_id: self.by_schema(one.schema_id) for one in bound.values()}
        pairs = ((number, by_schema[one.schema_id]) for number, one in bound.items())
        return {number: one for number, one in pairs if one is not None}
