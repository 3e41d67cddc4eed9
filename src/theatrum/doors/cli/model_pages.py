"""A component of the data model as text for a terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from theatrum.checks.catalogue.page import AttributePage, Choice, ComponentPage, LinkPage, Values
from theatrum.checks.catalogue.vocabulary import choices_of
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.look import Look
from theatrum.doors.cli.model_words import listed, number

_LABELS = 14
_INDENT = "    "
_EXEMPT = {"pooled": "pooled ones", "external": "external ones"}


def component_text(page: ComponentPage, look: Look) -> str:
    """Write a component with all its attributes."""
    return "\n".join(
        [
            *_head(page, look),
            *_facts(page, look),
            *_conditions(page, look),
            *_attributes(page, look),
            *_notes(page, look),
        ]
    )


def attribute_text(profile: Profile, page: ComponentPage, one: AttributePage, look: Look) -> str:
    """Write one attribute with all its permissible values, one a line."""
    lines = [*_attribute(one, look, is_whole=True)]
    lines += [line for sentence in one.conditions for line in look.wrapped(sentence, _INDENT, _INDENT)]
    values = choices_of(profile, page.name, one.name, version=page.version) if one.values else ()
    source = one.values.source if one.values else None
    lines += look.wrapped(f"values of {source[0]}, {source[1]}", _INDENT, _INDENT) if source else []
    lines += ["", f"{number(len(values))} permissible values:"] if values else []
    lines += [line for value in values for line in _explained(value, look)]
    return "\n".join(lines)


def attribute_facts(profile: Profile, page: ComponentPage, one: AttributePage) -> dict[str, object]:
    """Return all of one attribute for JSON; ``choices`` are all of its permissible values."""
    values = choices_of(profile, page.name, one.name, version=page.version) if one.values else ()
    return {**asdict(one), "choices": [asdict(value) for value in values]}


def _head(page: ComponentPage, look: Look) -> Iterator[str]:
    level = f", level {page.level}" if page.level else ""
    own = ", defined by the profile" if page.origin == "profile" else ""
    yield look.bold(f"{page.name} {page.number}") + f" ({page.kind}{level}{own})"
    yield from look.wrapped(page.about, "", "")
    yield ""


def _facts(page: ComponentPage, look: Look) -> Iterator[str]:
    for label, texts in _labelled(page):
        for index, text in enumerate(texts):
            yield from look.wrapped(text, f"  {'' if index else label:<{_LABELS}}", " " * (_LABELS + 2))


def _labelled(page: ComponentPage) -> Iterator[tuple[str, Sequence[str]]]:
    yield "Folder", [f"{one.path} (release {', '.join(map(str, one.releases))})" for one in page.folders]
    yield "Rows", [one.words for one in page.counts]
    yield "Formats", _formats(page)
    yield "Access", [page.tier] if page.tier else []
    yield "Identifier", [f"{page.key[0]}: one a row"] if page.key and not _is_shared(page) else []
    yield "Comes from", [_link(link) for link in page.parents]
    yield "Refers to", [_link(link) for link in page.links if not link.is_parent]
    referred = dict.fromkeys(link.component for link in page.referred)
    yield "Referred by", [listed(tuple(referred))] if referred else []
    yield "Once only", [f"{' + '.join(key.columns)} ({key.severity})" for key in page.keys]


def _is_shared(page: ComponentPage) -> bool:
    return page.key is not None and all(key.columns != (page.key[0],) for key in page.keys)


def _formats(page: ComponentPage) -> list[str]:
    plain = listed(tuple(one.format for one in page.formats if one.acceptance == "accepted"))
    return ([plain] if plain else []) + [f"{one.format}: {one.why}" for one in page.formats if one.why]


def _link(link: LinkPage) -> str:
    targets = f" of {listed(link.targets)}" if link.targets else ""
    but = f" ({' and '.join(_EXEMPT[one] for one in link.but)} need no row)" if link.but else ""
    return f"{link.column}: {link.kind_name}{targets}{but}"


def _conditions(page: ComponentPage, look: Look) -> Iterator[str]:
    if page.conditions:
        yield from ("", look.bold("Conditions"))
    for one in page.conditions:
        yield from look.wrapped(one.sentence, "  ", _INDENT)


def _attributes(page: ComponentPage, look: Look) -> Iterator[str]:
    needs = [one.need for one in page.attributes]
    counts = [f"{needs.count(need)} {need}" for need in dict.fromkeys(sorted(needs, key=_in_order))]
    yield from ("", look.bold(f"Attributes ({', '.join(counts)})"))
    for one in page.attributes:
        yield from _attribute(one, look)


def _in_order(need: str) -> int:
    return ("required", "conditional", "recommended", "optional").index(need)


def _attribute(one: AttributePage, look: Look, *, is_whole: bool = False) -> Iterator[str]:
    rule = one.origin.requirement or one.origin.rule
    mark = f" [overlay {rule}]" if rule else ""
    yield f"  {look.bold(one.name)}  {one.need}{mark}"
    yield from look.wrapped(one.about, _INDENT, _INDENT)
    yield from look.wrapped(_type(one), _INDENT, _INDENT)
    if one.values and not is_whole:
        yield from look.wrapped(_values(one.values), _INDENT, _INDENT)
    if one.pattern:
        yield f"{_INDENT}pattern {one.pattern}"
        yield from look.wrapped(f"right: {listed(one.passing)}", _INDENT, _INDENT) if one.passing else ()
        yield from look.wrapped(f"wrong: {listed(one.failing)}", _INDENT, _INDENT) if one.failing else ()


def _type(one: AttributePage) -> str:
    parts = [one.type]
    parts += [f"at least {one.minimum}"] if one.minimum is not None else []
    parts += [f"at most {one.maximum}"] if one.maximum is not None else []
    parts += [f"filled in by theatrum submit with the {one.filled} of the file"] if one.filled else []
    return ", ".join(parts)


def _values(values: Values) -> str:
    shown = [_choice(choice) for choice in values.first]
    if values.count <= len(shown):
        return f"one of: {listed(tuple(shown))}"
    return f"one of {number(values.count)} values, such as {listed(tuple(shown[1:4]))}"


def _explained(choice: Choice, look: Look) -> Iterator[str]:
    if choice.url:
        # Not wrapped: a terminal makes an address a link only as a whole.
        yield f"  {_choice(choice)}  {choice.url}"
    else:
        yield from look.wrapped(_choice(choice), "  ", _INDENT)


def _choice(choice: Choice) -> str:
    return f"{choice.value} ({choice.label})" if choice.label else choice.value


def _notes(page: ComponentPage, look: Look) -> Iterator[str]:
    if page.notes:
        yield from ("", look.bold("Notes on the published model"))
    for message, fix in page.notes:
        yield from look.wrapped(f"- {message} {fix}", "  ", _INDENT)
