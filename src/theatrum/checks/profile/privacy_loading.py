"""Reads ``privacy.yaml``, and holds it against the data model."""

import re
from collections.abc import Collection, Mapping

from theatrum.checks.profile.cross_checks import check_all_known, check_expression, check_known, check_unique
from theatrum.checks.profile.documents import Document, Place, read_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.overlay_shapes import Overlay
from theatrum.checks.profile.privacy_shapes import AllowedRule, HarmlessRule, PrivacyPolicy
from theatrum.checks.profile.profile import Model
from theatrum.checks.profile.typed import typed

FILE = "privacy.yaml"
# Tables are judged by an engine without the first two; the last may take very long on hostile texts.
_BEYOND = re.compile(r"\(\?(?:<?[=!]|P=)|\\[1-9]|[*+](?![^\[]*\])|\{[0-9]+,\}")


def read_privacy(
    folder: ProfileFolder, *, overlay: Overlay, models: Mapping[str, Model], components: Collection[str]
) -> PrivacyPolicy:
    """Read and cross-check the policy; where the profile has no such file, all is held. Raises ProfileInvalid."""
    if not any(folder.names(".", FILE)):
        return PrivacyPolicy()
    document = read_document(folder, FILE)
    policy = typed(PrivacyPolicy, document)
    for index, rule in enumerate(policy.allowed):
        check_all_known(document, ("allowed", index, "components"), rule.components, components)
        _check_columns(document, index, rule, _attributes(rule, overlay, models))
        if rule.shape is not None:
            _check_pattern(document, ("allowed", index, "shape"), rule.shape)
    check_unique(document, ("harmless",), (rule.name for rule in policy.harmless))
    for index, shape in enumerate(policy.harmless):
        _check_harmless(document, index, shape)
    return policy


def _check_columns(document: Document, index: int, rule: AllowedRule, known: Collection[str]) -> None:
    for position, name in enumerate(rule.columns):
        if known:
            check_known(document, ("allowed", index, "columns", position), name, known, where="the data model")


def _check_harmless(document: Document, index: int, rule: HarmlessRule) -> None:
    _check_pattern(document, ("harmless", index, "pattern"), rule.pattern)
    for position, example in enumerate(rule.examples):
        if not re.fullmatch(rule.pattern, example):
            place = ("harmless", index, "examples", position)
            raise document.problem(place, "the pattern does not match this.", "Correct the pattern or the example.")


def _attributes(rule: AllowedRule, overlay: Overlay, models: Mapping[str, Model]) -> set[str]:
    """Return the columns that the components of a rule have in any version, those of the overlay included."""
    components = [
        component
        for model in models.values()
        for component in model.components.values()
        if not rule.components or component.component in rule.components
    ]
    known = {name for component in components for name in component.attributes}
    return known | {name for added in overlay.rules for name in added.add}


def _check_pattern(document: Document, place: Place, pattern: str) -> None:
    check_expression(document, place, pattern)
    if _BEYOND.search(pattern):
        problem = "look-around, back references and repeats without an end are not possible here."
        raise document.problem(place, problem, "Write it without them, as {0,200} in place of a star.")
