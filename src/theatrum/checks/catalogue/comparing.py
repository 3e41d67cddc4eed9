"""Two versions of the data model side by side."""

from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from theatrum.checks.catalogue.attribute_changes import AttributeNow, attribute_changes
from theatrum.checks.catalogue.changes import Change, ModelDiff
from theatrum.checks.catalogue.condition_changes import condition_changes
from theatrum.checks.catalogue.describing import describe
from theatrum.checks.catalogue.page import AttributePage, ComponentPage
from theatrum.checks.catalogue.vocabulary import choices_of
from theatrum.checks.model.errors import ModelUnknown
from theatrum.checks.profile.profile import Profile

# Of what two components have together, at least such a part makes one the other under a new name.
_SAME_COMPONENT = 0.6
_SAME_NAME = 82
_FEW_VALUES = 3


def diff(profile: Profile, old: str, new: str) -> ModelDiff:
    """Return what a newer version of the data model changes, the consortium's rules on top included.

    Both are keys of ``profile.models``; a version that was imported is one once ``with_model`` put it there.
    Raises ModelUnknown.
    """
    for version in (old, new):
        if version not in profile.models:
            raise ModelUnknown(version=version, fix=f"Use one of: {', '.join(profile.models)}.")
    before = {name: describe(profile, name, old) for name in profile.models[old].components}
    after = {name: describe(profile, name, new) for name in profile.models[new].components}
    renamed = _renamed(before, after)
    whole = list(_of_components(before, after, renamed))
    parts = [
        change
        for was, name in [*((name, name) for name in after if name in before), *renamed.items()]
        for change in _of_one(profile, before[was], after[name])
    ]
    return ModelDiff(old, new, tuple(dict.fromkeys((*whole, *parts))))


def _of_components(
    before: Mapping[str, ComponentPage], after: Mapping[str, ComponentPage], renamed: Mapping[str, str]
) -> Iterator[Change]:
    for was, name in renamed.items():
        effect = f"Tables of {was} go on as {name}; what names the component has to be changed."
        yield Change(name, None, "component_renamed", "breaking", f"{was} is called {name} now.", effect)
    for name in after:
        if name not in before and name not in renamed.values():
            words = f"{name} is new: {after[name].about}"
            yield Change(name, None, "component_added", "harmless", words, "No existing row is concerned.")
    for name in before:
        if name not in after and name not in renamed:
            effect = f"Rows of {name} have no component any more."
            yield Change(name, None, "component_removed", "breaking", f"{name} is gone.", effect)


def _of_one(profile: Profile, was: ComponentPage, now: ComponentPage) -> Iterator[Change]:
    old = {one.name: _now(profile, was, one) for one in was.attributes}
    new = {one.name: _now(profile, now, one) for one in now.attributes}
    renamed = _renamed_attributes(old, new)
    for name, other in renamed.items():
        effect = f"Rename the column {name} to {other}."
        yield Change(now.name, other, "attribute_renamed", "breaking", f"{name} is called {other} now.", effect)
    for name, one in new.items():
        if name not in old and name not in renamed.values():
            yield _added(now.name, one.page)
    for name in old:
        if name not in new and name not in renamed:
            effect = f"Existing rows stay valid; the column {name} is told as one that the data model does not have."
            yield Change(now.name, name, "attribute_removed", "harmless", f"{name} is gone.", effect)
    for name, other in [*((name, name) for name in old if name in new), *renamed.items()]:
        yield from attribute_changes(now.name, old[name], new[other])
    yield from condition_changes(now.name, was.conditions, now.conditions)


def _added(component: str, page: AttributePage) -> Change:
    if page.need == "required":
        words, effect = f"{page.name} is new and required.", f"Every row needs {page.name}."
        return Change(component, page.name, "attribute_added", "breaking", words, effect)
    words, effect = f"{page.name} is new and {page.need}.", "Existing rows stay valid without it."
    if page.need == "conditional":
        words, effect = (
            f"{page.name} is new, and required of some rows.",
            "Existing rows that a condition names need it.",
        )
    return Change(component, page.name, "attribute_added", "harmless", words, effect)


def _now(profile: Profile, page: ComponentPage, one: AttributePage) -> AttributeNow:
    if one.values is None:
        return AttributeNow(one, ())
    if one.values.count <= len(one.values.first):
        return AttributeNow(one, tuple(choice.value for choice in one.values.first))
    every = choices_of(profile, page.name, one.name, version=page.version)
    return AttributeNow(one, tuple(choice.value for choice in every))


def _renamed(before: Mapping[str, ComponentPage], after: Mapping[str, ComponentPage]) -> dict[str, str]:
    """Return components that go on under another name: most of their attributes are the same."""
    gone = [page for name, page in before.items() if name not in after]
    fresh = {name: page for name, page in after.items() if name not in before}
    found: dict[str, str] = {}
    for page in gone:
        free = [other for name, other in fresh.items() if name not in found.values()]
        best = max(free, key=lambda other: _overlap(page, other), default=None)
        if best is not None and _overlap(page, best) >= _SAME_COMPONENT:
            found[page.name] = best.name
    return found


def _overlap(one: ComponentPage, other: ComponentPage) -> float:
    mine, theirs = ({attribute.name for attribute in page.attributes} for page in (one, other))
    is_alike = one.kind == other.kind and fuzz.ratio(one.name, other.name) > _SAME_NAME - 20
    return len(mine & theirs) / max(len(mine | theirs), 1) if is_alike else 0.0


def _renamed_attributes(old: Mapping[str, AttributeNow], new: Mapping[str, AttributeNow]) -> dict[str, str]:
    """Return attributes that go on under another name: spelt nearly alike, or with the very same values."""
    found: dict[str, str] = {}
    for name in (name for name in old if name not in new):
        fresh = [other for other in new if other not in old and other not in found.values()]
        match = next((other for other in fresh if _is_same(old[name], new[other])), None)
        if match is not None:
            found[name] = match
    return found


def _is_same(one: AttributeNow, other: AttributeNow) -> bool:
    values: Sequence[str] = one.values
    if len(values) >= _FEW_VALUES and set(values) == set(other.values):
        return True
    return fuzz.ratio(one.page.name, other.page.name) >= _SAME_NAME and one.page.type == other.page.type
