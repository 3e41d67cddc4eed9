"""Reads a whole profile folder, and holds its parts against each other."""

from collections.abc import Callable, Collection, Mapping

from theatrum.checks.profile.calendar_loading import read_calendar
from theatrum.checks.profile.checklist_loading import read_checklists
from theatrum.checks.profile.cross_checks import check_all_known, check_complete, check_known, check_unique
from theatrum.checks.profile.documents import Document, Place, read_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.handbook_loading import read_handbook
from theatrum.checks.profile.inspection_loading import read_inspections
from theatrum.checks.profile.link_loading import read_links
from theatrum.checks.profile.model_files import read_model
from theatrum.checks.profile.network_shapes import AccessPlace, FolderKind, ProfileFile
from theatrum.checks.profile.onboarding_loading import read_onboarding
from theatrum.checks.profile.overlay_loading import read_overlay
from theatrum.checks.profile.privacy_loading import read_privacy
from theatrum.checks.profile.profile import Model, Profile, TermsOfService
from theatrum.checks.profile.quiz_loading import read_quiz
from theatrum.checks.profile.submission_loading import read_attestations, read_tiers
from theatrum.checks.profile.support_loading import read_support
from theatrum.checks.profile.typed import typed


def load_profile(folder: ProfileFolder, imported: Callable[[str], Collection[str]] | None = None) -> Profile:
    """Read and cross-check a profile. Raises ProfileInvalid, which names file, line, key and fix.

    ``imported`` gives, by the profile's name, the data models beyond its own that a release may name.
    """
    document = read_document(folder, "profile.yaml")
    network = typed(ProfileFile, document)
    versions = [name.removeprefix("v") for name in folder.folders("model")]
    models = {version: read_model(folder, version) for version in versions}
    _check_network(network, document, models)
    _check_releases(network, document, {*models, *(imported(network.profile) if imported else ())})
    overlay = read_overlay(folder, network, models)
    named = {leaf.component for leaves in network.trees.values() for leaf in leaves}
    components = named.union(*(model.components for model in models.values()))
    return Profile(
        name=network.profile,
        consortium=network.consortium,
        organization=network.organization,
        terms_of_service=TermsOfService(network.terms_of_service.version, folder.text(network.terms_of_service.file)),
        texts={name: folder.text(file) for name, file in network.texts.items()},
        roles={role.role: role for role in network.roles},
        centers={center.id: center for center in network.centers},
        releases={release.number: release for release in network.releases},
        folders=network.folders,
        trees=network.trees,
        access=network.access,
        models=models,
        overlay=overlay,
        links=read_links(folder, overlay=overlay, models=models, components=components),
        privacy=read_privacy(folder, overlay=overlay, models=models, components=components),
        inspections=read_inspections(folder, overlay=overlay, models=models, components=components),
        screening=network.screening,
        calendar=read_calendar(folder, centers={center.id for center in network.centers}),
        handbook=read_handbook(folder),
        tiers=read_tiers(folder, roles={role.role for role in network.roles if role.team}, components=components),
        attestations=read_attestations(folder, components=components),
        onboarding=read_onboarding(folder, center_roles={one.role for one in network.roles if one.scope == "center"}),
        support=read_support(folder, roles={role.role for role in network.roles}),
        admission=network.admission,
        quiz=read_quiz(folder, components=components, centers=[center.id for center in network.centers]),
        checklists=read_checklists(folder, center_roles={one.role for one in network.roles if one.scope == "center"}),
    )


def _check_network(network: ProfileFile, document: Document, models: Mapping[str, Model]) -> None:
    roles = {role.role for role in network.roles}
    check_unique(document, ("roles",), (role.role for role in network.roles))
    check_unique(document, ("centers",), (center.id for center in network.centers))
    check_unique(document, ("centers",), (center.project for center in network.centers))
    check_unique(document, ("releases",), (release.number for release in network.releases))
    for index, center in enumerate(network.centers):
        check_known(document, ("centers", index, "liaison"), center.liaison, roles)
    for place, rights in network.access.items():
        for role in rights:
            check_known(document, ("access", place.value, role), role, roles)
    if network.screening is not None:
        held = {role.role for role in network.roles if role.team}
        check_all_known(document, ("screening", "reviewers"), network.screening.reviewers, held)
        check_all_known(document, ("screening", "officers"), network.screening.officers, held)
    _check_roles(network, document)
    check_complete(document, ("access",), network.access, AccessPlace)
    check_complete(document, ("folders",), network.folders, FolderKind)
    _check_trees(network, document, models)


def _check_roles(network: ProfileFile, document: Document) -> None:
    for index, role in enumerate(network.roles):
        for key, scope in (
            ("submits", "center"),
            ("represents", "center"),
            ("staff", "network"),
            ("administers", "network"),
        ):
            if getattr(role, key) and role.scope != scope:
                raise document.problem(
                    ("roles", index, key), f"'{key}' is for roles of scope {scope}.", "Leave it out."
                )
    if network.admission is None:
        return
    roles = {role.role for role in network.roles}
    check_known(document, ("admission", "liaison"), network.admission.liaison, roles)
    if network.admission.associates is not None:
        components = {leaf.component for leaves in network.trees.values() for leaf in leaves}
        place = ("admission", "associates")
        check_all_known(document, (*place, "sponsors"), network.admission.associates.sponsors, roles)
        check_all_known(document, (*place, "components"), network.admission.associates.components, components)


def _check_releases(network: ProfileFile, document: Document, versions: Collection[str]) -> None:
    for index, release in enumerate(network.releases):
        check_known(document, ("releases", index, "model"), release.model, versions)
        check_known(document, ("releases", index, "tree"), release.tree, network.trees)


def _check_trees(network: ProfileFile, document: Document, models: Mapping[str, Model]) -> None:
    for name, leaves in network.trees.items():
        check_unique(document, ("trees", name), (leaf.path for leaf in leaves))
        for index, leaf in enumerate(leaves):
            inside = [other.path for other in leaves if other.path.startswith(leaf.path + "/")]
            if inside:
                problem = f"this folder is no leaf: {inside[0]} lies in it."
                raise document.problem(("trees", name, index, "path"), problem, "Bind the folders inside it only.")
            _same_kind(document, ("trees", name, index, "kind"), leaf.component, leaf.kind, models)


def _same_kind(document: Document, place: Place, name: str, kind: str, models: Mapping[str, Model]) -> None:
    for model in models.values():
        component = model.components.get(name)
        if component is not None and component.kind != kind:
            raise document.problem(place, f"{name} is a {component.kind} component.", f"Write {component.kind}.")
