"""What stands in files held against other tables of the submission: channels, markers, participants and specimens."""

from collections.abc import Iterator, Sequence

from theatrum.checks.findings import Finding
from theatrum.checks.links.known import Known
from theatrum.checks.links.records import Records
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.channels import about_channels, about_markers, panels_of
from theatrum.checks.submission.people import People
from theatrum.checks.submission.seen import Seen


def about_contents(
    seen: Sequence[Seen],
    records: Sequence[Records],
    profile: Profile,
    *,
    known: Known,
    final: bool,
    is_full: bool = False,
) -> Iterator[Finding]:
    """Yield what files say otherwise than tables. What may be elsewhere is pending, and an error when ``final``.

    ``is_full`` reads the pixels of masks, too. Raises OSError.
    """
    rules = profile.inspections.channels
    if rules is not None:
        panels = panels_of(records, rules)
        for file in seen:
            if panels and file.component in rules.images:
                yield from about_channels(file, panels, rules)
            if panels and file.component in rules.objects:
                yield from about_markers(file, panels, rules)
    if is_full:
        yield from _about_objects(seen, profile)
    cells = [file for file in seen if profile.inspections.matrix_rules(file.component)]
    if cells:
        people = People.of(records, known, profile)
        for file in cells:
            yield from people.about(file, final=final)


def _about_objects(seen: Sequence[Seen], profile: Profile) -> Iterator[Finding]:
    """Yield what is wrong between tables of objects and the pixels of masks."""
    rules = profile.inspections.objects
    tables = [file for file in seen if rules is not None and file.component in rules.components]
    column = next(
        (kind.column for kind in profile.links.kinds if rules and set(rules.masks) & set(kind.components)), ""
    )
    if rules is not None and tables:
        from theatrum.checks.submission.object_labels import ObjectLabels  # slow import

        labels = ObjectLabels(rules, column)
        labels.expect(seen)
        for table in tables:
            yield from labels.about(table)
