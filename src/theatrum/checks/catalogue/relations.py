"""How the rows of a component belong to those of others: keys, numbers, parents and references, in words."""

from collections.abc import Iterator, Mapping

from theatrum.checks.catalogue.page import CountPage, KeyPage, LinkPage
from theatrum.checks.profile.identifiers import PARTICIPANT
from theatrum.checks.profile.link_shapes import Phases, UniqueRule
from theatrum.checks.profile.profile import Profile

_NUMBERS = {1: "one", 2: "two", 3: "three"}


def counts_of(profile: Profile, component: str) -> tuple[CountPage, ...]:
    """Return how many rows of a component there are for each participant."""
    rules = [rule for rule in profile.links.counts if rule.component == component]
    counted = [
        CountPage(
            _count_words(rule.at_least, rule.at_most, rule.strength), rule.at_least, rule.at_most, rule.requirement
        )
        for rule in rules
    ]
    kinds = profile.overlay.identifiers
    single = [
        CountPage(_count_words(None, 1, rule.strength), None, 1, rule.requirement)
        for rule in _unique(profile, component)
        if len(rule.columns) == 1 and kinds.attribute_kinds(component, rule.columns[0]) == (PARTICIPANT,)
    ]
    return (*single, *counted)


def keys_of(profile: Profile, component: str) -> tuple[KeyPage, ...]:
    """Return the columns whose values together stand in one row only: keys first, then what looks doubled."""
    rules = (*_unique(profile, component), *_concerned(profile, component, profile.links.natural_keys))
    return tuple(KeyPage(rule.columns, rule.strength.stage, rule.message, rule.requirement) for rule in rules)


def key_of(profile: Profile, component: str) -> tuple[str, str] | None:
    """Return the column with the identifier that each row gives out, and its kind; None where rows give out none."""
    rule = next((rule for rule in profile.links.kinds if component in rule.components), None)
    return (rule.column, rule.kind) if rule else None


def links_of(profile: Profile, version: str) -> tuple[LinkPage, ...]:
    """Return all columns of a version's components that name things of other rows."""
    model = profile.models[version]
    found = (
        one
        for one in (*_parents(profile, model.components), *_references(profile, model.components))
        if one.component in model.components
    )
    return tuple(dict.fromkeys(found))


def _parents(profile: Profile, known: Mapping[str, object]) -> Iterator[LinkPage]:
    for rule in profile.links.parents:
        for component in rule.components:
            for accepted in rule.accepts:
                yield LinkPage(
                    component=component,
                    column=rule.column,
                    kind=accepted.kind,
                    kind_name=profile.overlay.identifiers.kind(accepted.kind).name,
                    targets=_targets(profile, accepted.kind, accepted.components, known),
                    is_parent=True,
                    but=accepted.exempt,
                    requirement=accepted.requirement or rule.requirement,
                )


def _references(profile: Profile, known: Mapping[str, object]) -> Iterator[LinkPage]:
    parents = {(component, rule.column) for rule in profile.links.parents for component in rule.components}
    for rule in profile.links.references:
        for component in rule.components:
            if (component, rule.column) not in parents:
                yield LinkPage(
                    component=component,
                    column=rule.column,
                    kind=rule.kind,
                    kind_name=profile.overlay.identifiers.kind(rule.kind).name,
                    targets=_targets(profile, rule.kind, rule.targets, known),
                    is_parent=False,
                    but=rule.exempt,
                    requirement=rule.requirement,
                )


def _targets(profile: Profile, kind: str, named: tuple[str, ...], known: Mapping[str, object]) -> tuple[str, ...]:
    every = (component for rule in profile.links.kinds if rule.kind == kind for component in rule.components)
    return tuple(component for component in named or every if component in known)


def _unique(profile: Profile, component: str) -> tuple[UniqueRule, ...]:
    return _concerned(profile, component, profile.links.unique)


def _concerned(profile: Profile, component: str, rules: tuple[UniqueRule, ...]) -> tuple[UniqueRule, ...]:
    own = key_of(profile, component)
    return tuple(rule for rule in rules if component in rule.components or (own and rule.kind == own[1]))


def _count_words(at_least: int | None, at_most: int | None, strength: Phases) -> str:
    late = " by the time the data are staged" if strength.ingest != "error" == strength.stage else ""
    verb = {"error": "has", "warning": "should have", "note": "usually has"}.get(strength.stage, "should have")
    if at_least is None:
        return f"A participant {verb} at most {_rows(at_most or 0)}{late}."
    if at_most is None:
        return f"Each participant {verb} at least {_rows(at_least)}{late}."
    words = f"exactly {_rows(at_least)}" if at_least == at_most else f"{at_least} to {_rows(at_most)}"
    return f"Each participant {verb} {words}{late}."


def _rows(count: int) -> str:
    return f"{_NUMBERS.get(count, f'{count:,}')} row{'' if count == 1 else 's'}"
