"""What is wrong with the names and sizes of files."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

from theatrum.checks.findings import Finding, Severity, Source
from theatrum.checks.profile.file_shapes import Files, NameRule
from theatrum.checks.submission.found import Found


def about_names(files: Sequence[Found], rules: Sequence[NameRule]) -> Iterator[Finding]:
    """Yield the files whose names break a rule of the profile, and those that differ in case only."""
    for rule in rules:
        pattern = re.compile(_to_the_end(rule.pattern))
        for file in files:
            if not pattern.search(file.path.name):
                yield _named(file, rule)
    yield from _alike(files)


def about_size(file: Found, *, component: str | None, formats: Sequence[str], rules: Files) -> Iterator[Finding]:
    """Yield what is wrong with the size of a file, which may be in one of ``formats`` by its name, best first."""
    requirement = rules.sizes.requirement
    if file.size == 0:
        message, fix = "The file is empty.", "Make or copy it anew, or take it and its row out."
        yield _finding(file, component, "file.empty", Severity.ERROR, message, fix=fix, requirement=requirement)
        return
    floor = rules.floor(component or "", formats[0]) if formats else 0
    if file.size is not None and file.size <= floor:
        message = f"The file is suspiciously small for its format: no more than {floor:,} bytes."
        fix = "Check that it was written and copied to its end."
        yield _finding(file, component, "file.small", Severity.WARNING, message, fix=fix, requirement=requirement)


def _named(file: Found, rule: NameRule) -> Finding:
    severity = Severity(rule.severity)
    code = f"file.{rule.code}"
    return _finding(file, file.component, code, severity, rule.message, fix=rule.fix, requirement=rule.requirement)


def _alike(files: Sequence[Found]) -> Iterator[Finding]:
    same: dict[str, list[Found]] = defaultdict(list)
    for file in files:
        same[unicodedata.normalize("NFC", file.name).casefold()].append(file)
    for alike in same.values():
        for file in alike if len(alike) > 1 else ():
            message = "Another file in this folder has the same name but for upper and lower case."
            fix = "Rename one of them: many computers cannot hold both."
            yield _finding(file, file.component, "file.name_case", Severity.WARNING, message, fix=fix, requirement=None)


def _finding(
    file: Found,
    component: str | None,
    code: str,
    severity: Severity,
    message: str,
    *,
    fix: str,
    requirement: str | None,
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        message=message,
        fix=fix,
        file=file.name,
        component=component,
        source=Source.OVERLAY,
        requirement=requirement,
    )


def _to_the_end(pattern: str) -> str:
    """Take ``$`` as ECMA 262 does: not before a line break at the end."""
    return pattern[:-1] + r"\Z" if pattern.endswith("$") and not pattern.endswith(r"\$") else pattern
