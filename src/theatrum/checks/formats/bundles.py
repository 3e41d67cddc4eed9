"""Archives of a platform's output: what may not lie in them, what they hold as a rule, and what their rows say."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from theatrum.checks.findings import Finding, Severity, Source
from theatrum.checks.formats.archives.paths import plain
from theatrum.checks.formats.inspection import Asked, Inspection, Member
from theatrum.checks.profile.inspection_shapes import BundleLayout, Bundles
from theatrum.checks.profile.profile import Profile

CONTROLLED = "format.member_controlled"
_ARCHIVES = frozenset({"tar", "zip", "gzip", "bzip2", "xz"})
_SEPARATORS = re.compile(r"[,;\n]")


def about_bundle(inspection: Inspection, asked: Asked, profile: Profile) -> Iterator[Finding]:
    """Yield what is wrong with what lies in an archive."""
    if inspection.label not in _ARCHIVES:
        return
    yield from _controlled(inspection.members, asked, profile)
    bundles = profile.inspections.bundles
    # Of an archive whose end was not seen, nobody can say what is missing.
    if bundles is None or asked.component not in bundles.components or not inspection.was_listed:
        return
    paths = [plain(member.path) for member in inspection.members]
    yield from _missing(paths, asked, bundles)
    platform = asked.declared.get(bundles.platform, "")
    for layout in bundles.layouts:
        if platform in layout.platforms:
            yield from _unlike(paths, layout, bundles, platform)


def _controlled(members: Sequence[Member], asked: Asked, profile: Profile) -> Iterator[Finding]:
    """Yield members that hold sequencing reads, by name or content, in what is open to all."""
    files = profile.overlay.files
    access = files.access
    if asked.component is None or files.tier(asked.component) != "open":
        return
    confined = {*access.confined, *(ending.rsplit(".", 1)[-1] for ending in access.confined_endings)}
    for member in members:
        is_named = member.path.casefold().endswith(access.confined_endings)
        if is_named or member.label in confined:
            about = access.confined_about or "This format is under controlled access."
            says = "name" if is_named else "content"
            yield Finding(
                code=CONTROLLED,
                severity=Severity.ERROR,
                message=f"By its {says}, a member has a format that has no place here. {about}",
                fix="Take it out, pack again, and submit it at the level that its format belongs to.",
                place=member.place,
                source=Source.OVERLAY,
                requirement=_requirement(CONTROLLED, asked, profile) or access.requirement,
            )


def _requirement(code: str, asked: Asked, profile: Profile) -> str | None:
    rule = profile.inspections.rule_for(code, asked.component)
    return rule.requirement if rule else None


def _missing(paths: Sequence[str], asked: Asked, bundles: Bundles) -> Iterator[Finding]:
    """Yield columns of the row that name what is not in the archive."""
    for column in (*((bundles.contents,) if bundles.contents else ()), *bundles.members):
        named = [item.strip() for item in _SEPARATORS.split(asked.declared.get(column, "")) if item.strip()]
        absent = [item for item in named if not _has(paths, plain(item.strip("[]\"' ")))]
        if absent:
            count = f"{len(absent):,} of the {len(named):,} names" if len(named) > 1 else "What is named"
            verb = "are" if len(absent) > 1 and len(named) > 1 else "is"
            yield Finding(
                code="format.contents_missing",
                severity=Severity(bundles.contents_severity),
                message=f"{count} in {column} {verb} not in the archive.",
                fix="Write paths as they stand in the archive, or pack what is missing.",
                column=column,
                source=Source.OVERLAY,
                requirement=bundles.contents_requirement,
            )


def _has(paths: Iterable[str], named: str) -> bool:
    """Say whether a file or folder is there, by its path, or by the end of it."""
    folder = f"/{named}/"
    return not named or any(folder in f"/{path}/" for path in paths)


def _unlike(paths: Sequence[str], layout: BundleLayout, bundles: Bundles, platform: str) -> Iterator[Finding]:
    for expected in layout.expected:
        patterns = [_pattern(one) for one in expected.any_of]
        if not any(pattern.search(path) for pattern in patterns for path in paths):
            yield Finding(
                code="format.bundle_layout",
                severity=Severity(bundles.severity),
                message=f"A bundle of {platform} has {expected.about} as a rule; nothing of that name is in it.",
                fix=f"Pack it, such as {expected.any_of[0]}; leave it out only where there is none.",
                source=Source.OVERLAY,
                requirement=bundles.requirement,
            )


@lru_cache(maxsize=1_000)
def _pattern(glob: str) -> re.Pattern[str]:
    """Return a pattern of paths as an expression: two stars for any signs, one for any but a slash."""
    parts = (re.escape(part).replace(r"\*", "[^/]*").replace(r"\?", "[^/]") for part in glob.split("**"))
    return re.compile(r"(?:^|/)" + ".*".join(parts) + r"\Z", re.IGNORECASE)
