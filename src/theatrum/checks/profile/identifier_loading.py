"""Holds the identifiers of an overlay against themselves: patterns, templates and examples must agree."""

import re
from collections.abc import Collection

from theatrum.checks.profile.cross_checks import check_all_known, check_expression, check_known, check_unique
from theatrum.checks.profile.documents import Document, Place
from theatrum.checks.profile.identifier_shapes import IdentifierKind, Identifiers, Misreading, Substitution
from theatrum.checks.profile.identifiers import placeholders, template_parts

ROOT: Place = ("identifiers",)
WORDS = frozenset({"column", "wanted", "example"})


def check_identifiers(document: Document, identifiers: Identifiers, components: Collection[str]) -> None:
    """Raise ProfileInvalid for the first thing that does not hold. ``components`` are the names the profile knows."""
    if identifiers.center is not None:
        check_expression(document, (*ROOT, "center"), identifiers.center)
    check_unique(document, (*ROOT, "kinds"), (kind.kind for kind in identifiers.kinds))
    kinds: list[str] = []
    for index, kind in enumerate(identifiers.kinds):
        _check_kind(document, (*ROOT, "kinds", index), kind, kinds)
        kinds.append(kind.kind)
    _check_examples(document, identifiers)
    for index, entry in enumerate(identifiers.attributes):
        place = (*ROOT, "attributes", index)
        check_all_known(document, (*place, "kinds"), entry.kinds, kinds)
        check_all_known(document, (*place, "components"), entry.components, components)
    check_unique(document, (*ROOT, "misreadings"), (misreading.code for misreading in identifiers.misreadings))
    for index, misreading in enumerate(identifiers.misreadings):
        place = (*ROOT, "misreadings", index)
        _check_misreading(document, place, misreading, kinds)
        check_all_known(document, (*place, "components"), misreading.components, components)


def _check_kind(document: Document, place: Place, kind: IdentifierKind, earlier: list[str]) -> None:
    check_expression(document, (*place, "pattern"), kind.pattern)
    for name in placeholders(kind.template):
        known = [*sorted(template_parts()), *earlier]
        check_known(document, (*place, "template"), name, known, where="a template")


def _check_examples(document: Document, identifiers: Identifiers) -> None:
    forms = identifiers.forms
    for index, kind in enumerate(identifiers.kinds):
        place = (*ROOT, "kinds", index)
        apart = re.compile(forms.parts_pattern(kind.kind))
        for position, text in enumerate(kind.examples):
            if not forms.is_a(kind.kind, text):
                raise document.problem(
                    (*place, "examples", position), "the pattern refuses it.", "Correct one of them."
                )
            if not apart.fullmatch(text):
                problem = "the template cannot take it apart."
                raise document.problem((*place, "examples", position), problem, "Correct one of them.")
        for position, text in enumerate(kind.counterexamples):
            if forms.is_a(kind.kind, text):
                where = (*place, "counterexamples", position)
                raise document.problem(where, "the pattern accepts it.", "Correct one of them.")


def _check_misreading(document: Document, place: Place, misreading: Misreading, kinds: list[str]) -> None:
    check_expression(document, (*place, "pattern"), misreading.pattern)
    for index, step in enumerate(misreading.mend):
        if isinstance(step, Substitution):
            check_expression(document, (*place, "mend", index, "find"), step.find)
    for key, text in (("message", misreading.message), ("fix", misreading.fix)):
        for name in placeholders(text):
            check_known(document, (*place, key), name, WORDS, where="a sentence")
    for index, example in enumerate(misreading.examples):
        check_all_known(document, (*place, "examples", index, "kinds"), example.kinds, kinds)
