"""A consortium's profile, read and cross-checked: everything the house knows about the network it serves."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from theatrum.checks.profile.attestation_shapes import Attestations
from theatrum.checks.profile.calendar_shapes import Calendar
from theatrum.checks.profile.checklist_shapes import Checklists
from theatrum.checks.profile.handbook_loading import HandbookPage
from theatrum.checks.profile.inspection_shapes import Inspections
from theatrum.checks.profile.link_shapes import LinkRules
from theatrum.checks.profile.model_shapes import Component
from theatrum.checks.profile.network_shapes import (
    AccessPlace,
    Admission,
    Center,
    Consortium,
    FolderKind,
    FolderName,
    Leaf,
    Release,
    Right,
    Role,
    Screening,
)
from theatrum.checks.profile.onboarding_shapes import Onboarding
from theatrum.checks.profile.overlay_shapes import Overlay
from theatrum.checks.profile.privacy_shapes import PrivacyPolicy
from theatrum.checks.profile.quiz_shapes import Quiz
from theatrum.checks.profile.support_shapes import Support
from theatrum.checks.profile.tier_shapes import Tiers
from theatrum.checks.profile.vocabularies import Vocabulary
from theatrum.kernel.jsontext import JsonObject


@dataclass(frozen=True, slots=True)
class TermsOfService:
    """The terms everybody agrees to, by version."""

    version: str
    text: str


@dataclass(frozen=True, slots=True)
class Model:
    """One version of the data model. Components have their groups and vocabularies filled in.

    A model that was imported holds the published ``schemas`` as they are, by component; its components then say
    only what each is about and which attributes it has. ``checks.model.schemas`` gives the schema of either.
    """

    version: str
    components: Mapping[str, Component]
    vocabularies: Mapping[str, Vocabulary]
    schemas: Mapping[str, JsonObject] = field(default_factory=dict)

    def vocabulary_of(self, component: str, attribute: str) -> Vocabulary | None:
        """Return the vocabulary that an attribute, or each item of it, takes its values from; None where it has none.

        The values of a short list stand with the attribute itself, and are no vocabulary.
        """
        declared = self.components[component].attributes.get(attribute) if component in self.components else None
        if declared is None:
            return None
        name = declared.vocabulary or (declared.items.vocabulary if declared.items else None)
        return self.vocabularies[name] if name else None


@dataclass(frozen=True, slots=True)
class Profile:
    """One consortium. Orders are those of the files."""

    name: str
    consortium: Consortium
    organization: str
    terms_of_service: TermsOfService
    texts: Mapping[str, str]
    roles: Mapping[str, Role]
    centers: Mapping[str, Center]
    releases: Mapping[int, Release]
    folders: Mapping[FolderKind, FolderName]
    trees: Mapping[str, tuple[Leaf, ...]]
    access: Mapping[AccessPlace, Mapping[str, frozenset[Right]]]
    models: Mapping[str, Model]
    overlay: Overlay
    links: LinkRules
    privacy: PrivacyPolicy = field(default_factory=PrivacyPolicy)
    inspections: Inspections = field(default_factory=Inspections)
    screening: Screening | None = None
    tiers: Tiers | None = None
    attestations: Attestations = field(default_factory=Attestations)
    onboarding: Onboarding | None = None
    support: Support | None = None
    admission: Admission | None = None
    quiz: Quiz | None = None
    checklists: Checklists = field(default_factory=Checklists)
    calendar: Calendar = field(default_factory=Calendar)
    handbook: tuple[HandbookPage, ...] = ()

    def may_be_center(self, center_id: str) -> bool:
        """Return whether an id is a center's here, or, where others are admitted beside them, may be one of theirs."""
        if center_id in self.centers:
            return True
        identifiers = self.overlay.identifiers
        return self.admission is not None and identifiers.center is not None and identifiers.is_center(center_id)

    def component(self, name: str, version: str) -> Component | None:
        """Return a component of a version of the model, None where this profile does not model it."""
        model = self.models.get(version)
        return model.components.get(name) if model else None

    def tree(self, release: Release) -> tuple[Leaf, ...]:
        """Return the leaves of a release's folder tree."""
        return self.trees[release.tree]

    def folder_name(self, kind: FolderKind, release: int) -> str:
        """Return the name of a folder of a release, such as ``v8_ingest``."""
        return self.folders[kind].name.replace("{number}", str(release))

    def folder_aliases(self, kind: FolderKind, release: int) -> tuple[str, ...]:
        """Return other names under which that folder is looked for."""
        return tuple(alias.replace("{number}", str(release)) for alias in self.folders[kind].aliases)
