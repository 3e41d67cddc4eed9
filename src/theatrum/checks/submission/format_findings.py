"""What is wrong with the format of a file: what its name, its row and its first bytes say, and what is accepted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from theatrum.checks.findings import Finding, Severity, Source
from theatrum.checks.formats.sniffing import Content
from theatrum.checks.profile.file_shapes import Acceptance, AcceptedFormats, Files, Format
from theatrum.checks.submission.found import Found, Role
from theatrum.checks.submission.linking import Row

_STATED, _ACCEPTED = "R79", "R78"
_BEST: tuple[Acceptance, ...] = ("accepted", "doubtful", "approval", "refused")


@dataclass(frozen=True, slots=True)
class Subject:
    """One file, the component that its row or its folder says, its rows, and its first bytes (None: not looked at).

    ``named`` are the formats that its name may say, the longest ending first.
    """

    file: Found
    component: str | None
    named: tuple[Format, ...]
    rows: tuple[Row, ...]
    content: Content | None


class FormatRules:
    """The rules about formats of one version of the model. ``column`` holds the format in rows."""

    def __init__(self, files: Files, version: str, column: str | None) -> None:
        self._files = files
        self._version = version
        self._column = column
        self._by_length = sorted(
            ((ending, shape) for shape in files.formats for ending in shape.endings), key=lambda pair: -len(pair[0])
        )

    def named(self, name: str) -> tuple[Format, ...]:
        """Return the formats that a name may say: a .ome.tif is a .tif too. The longest ending comes first."""
        folded = name.casefold()
        return tuple(dict.fromkeys(shape for ending, shape in self._by_length if folded.endswith(ending)))

    def about_file(self, subject: Subject) -> Iterator[Finding]:
        """Yield what is wrong with a file itself."""
        confined = self._confined(subject)
        if confined:
            yield confined
            return
        yield from self.accepted(subject)
        yield from self._content(subject)

    def about_rows(self, subject: Subject) -> Iterator[Finding]:
        """Yield the rows whose format is not the one that the name of the file says, unless the file has to go."""
        named = subject.named
        if not named or not self._column or self._confined(subject):
            return
        for row in subject.rows:
            stated = self._files.format_written(row.format) if row.format else None
            if stated and stated not in named:
                yield self._differs(row, stated, self._spelling(named, subject.component))

    def _differs(self, row: Row, stated: Format, spelling: str) -> Finding:
        return Finding(
            code="file.format_differs",
            severity=Severity.WARNING,
            message=f"The format is given as {stated.name}, and the ending of the file's name says another one.",
            fix=f"Write {spelling}, or rename the file where the name is wrong.",
            column=self._column,
            row=row.number,
            value=row.format,
            suggestions=(spelling,),
            source=Source.OVERLAY,
            requirement=_STATED,
            file=row.table.file,
            sheet=row.table.sheet,
            component=row.table.component,
        )

    def _spelling(self, named: Sequence[Format], component: str | None) -> str:
        rule = self._rule(component)
        accepted = [shape.format for shape in named if rule and rule.acceptance(shape.format) != "refused"]
        return (accepted or [named[0].format])[0]

    def _rule(self, component: str | None) -> AcceptedFormats | None:
        return self._files.accepted_for(component, self._version) if component else None

    def _confined(self, subject: Subject) -> Finding | None:
        """Return a finding where sequencing reads lie in the open: by the name, else by the first bytes."""
        access = self._files.access
        if subject.component is None or self._files.tier(subject.component) != "open":
            return None
        name = subject.file.path.name.casefold()
        is_named = name.endswith(access.confined_endings) or any(
            shape.format in access.confined for shape in subject.named[:1]
        )
        reads = subject.content.reads if subject.content else None
        if not is_named and not (reads and (reads in access.confined or f".{reads}" in access.confined_endings)):
            return None
        says = "name" if is_named else "content"
        about = access.confined_about or "This format is under controlled access, and may be in no file that is open."
        return _finding(
            subject,
            "file.controlled_format",
            Severity.ERROR,
            f"By its {says}, this file has a format that has no place here. {about}",
            fix="Take it out; submit it at the level that its format belongs to."
            + (" Where only its name is wrong, rename it." if is_named else ""),
            requirement=access.requirement,
        )

    def accepted(self, subject: Subject) -> Iterator[Finding]:
        """Yield a finding where the format, by the name, is not plainly accepted for the component."""
        rule = self._rule(subject.component)
        # What has neither a known ending nor a row is told as a file without a row.
        if rule is None or not (subject.named or subject.rows or subject.file.role is Role.TABLE):
            return
        named = subject.named
        judged = sorted(
            ((_BEST.index(rule.acceptance(one.format)), one.format) for one in named), key=lambda one: one[0]
        )
        acceptance, name = (_BEST[judged[0][0]], judged[0][1]) if judged else ("refused", "")
        requirement = rule.requirement or _ACCEPTED
        if acceptance == "refused":
            formats = [self._files.format(one) for one in rule.all_formats()]
            endings = ", ".join(dict.fromkeys(ending for shape in formats for ending in shape.endings[:1]))
            message = f"Files of {subject.component} are not accepted in this format."
            fix = f"Use a format whose name ends with one of: {endings}. Or ask your liaison before you submit it."
            yield _finding(
                subject, "file.format_not_accepted", Severity.ERROR, message, fix=fix, requirement=requirement
            )
        elif acceptance == "doubtful":
            yield _finding(
                subject,
                "file.format_doubtful",
                Severity.WARNING,
                rule.doubtful[name],
                fix="Make sure that it is meant.",
                requirement=requirement,
            )
        elif acceptance == "approval":
            yield _finding(
                subject,
                "file.format_needs_approval",
                Severity.WARNING,
                rule.approval[name],
                fix="Ask your liaison before you submit it, or convert it.",
                requirement=requirement,
            )

    def _content(self, subject: Subject) -> Iterator[Finding]:
        named = subject.named
        if not named or not named[0].magic or subject.content is None or subject.file.size == 0:
            return
        if subject.content.label not in named[0].magic:
            message = f"The name says {named[0].name}, and the first bytes are {subject.content.name}."
            fix = "Check whether the file is damaged or named wrongly, and make it anew or rename it."
            yield _finding(subject, "file.content_differs", Severity.WARNING, message, fix=fix, requirement=_STATED)


def _finding(
    subject: Subject, code: str, severity: Severity, message: str, *, fix: str, requirement: str | None
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        message=message,
        fix=fix,
        file=subject.file.name,
        component=subject.component,
        source=Source.OVERLAY,
        requirement=requirement,
    )
