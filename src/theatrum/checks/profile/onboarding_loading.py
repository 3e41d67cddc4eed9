"""Reads ``onboarding.yaml``: which gates hold before data is written."""

import re
from collections.abc import Collection

from theatrum.checks.profile.cross_checks import check_known, check_unique
from theatrum.checks.profile.documents import Document, Place, read_document
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.onboarding_shapes import PARTS, GateRule, Onboarding
from theatrum.checks.profile.typed import typed

FILE = "onboarding.yaml"
_FIELDS = ("{liaison}", "{center}", "{scope}", "{agreement}", "{release}")
_FIELD = re.compile(r"\{[^}]*\}?")


def read_onboarding(folder: ProfileFolder, *, center_roles: Collection[str]) -> Onboarding | None:
    """Read the gates; None where the profile has no such file, and so no gates. Raises ProfileInvalid."""
    if not any(folder.names(".", FILE)):
        return None
    document = read_document(folder, FILE)
    onboarding = typed(Onboarding, document)
    if onboarding.wrangler is not None:
        check_known(document, ("wrangler",), onboarding.wrangler, center_roles)
    for part, known in PARTS:
        rules: tuple[GateRule, ...] = getattr(onboarding, part)
        check_unique(document, (part,), (rule.gate.value for rule in rules))
        for index, rule in enumerate(rules):
            check_known(document, (part, index, "gate"), rule.gate.value, [gate.value for gate in known])
            if rule.of_staff and part != "person":
                problem = "only a gate of a person can hold for staff."
                raise document.problem((part, index, "of_staff"), problem, "Remove it.")
            for key in ("owner", "step"):
                _check_fields(document, (part, index, key), getattr(rule, key))
    return onboarding


def _check_fields(document: Document, place: Place, text: str) -> None:
    for field in _FIELD.findall(text):
        check_known(document, place, field, _FIELDS, where="a text of a gate")
