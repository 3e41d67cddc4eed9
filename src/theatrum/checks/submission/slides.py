"""Whether images can be opened by OpenSlide, where it is installed and the profile asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from theatrum.checks.findings import Finding, Severity, Source
from theatrum.checks.formats.openslide_reading import Readable, is_installed, read_slides
from theatrum.checks.profile.inspection_shapes import Inspections
from theatrum.checks.submission.found import Found

UNREADABLE = "format.not_opened"
# Bio-Formats reads these, and the inspector holds them against the schema.
_OTHERS = (".ome.tif", ".ome.tiff")


@dataclass(slots=True)
class Slides:
    """Opens images of the components that must be readable; ``unasked`` counts those that nobody opened."""

    rules: Inspections
    unasked: int = 0
    _waiting: list[tuple[Found, str]] = field(default_factory=list)

    def add(self, file: Found, component: str | None) -> None:
        """Take down a file to open where its component must be readable."""
        if component in self.rules.readable and not file.path.name.casefold().endswith(_OTHERS):
            self._waiting.append((file, component or ""))

    def findings(self) -> Iterator[Finding]:
        """Open all files that were taken down, and yield those that OpenSlide does not open."""
        waiting, self._waiting = self._waiting, []
        if waiting and not is_installed():
            self.unasked += len(waiting)
            return
        answers = read_slides([file.path for file, _ in waiting])
        for (file, component), answer in zip(waiting, answers, strict=True):
            if answer is not Readable.YES:
                yield from self._told(file, component, answer)

    def _told(self, file: Found, component: str, answer: Readable) -> Iterator[Finding]:
        says = "has no reader for it" if answer is Readable.UNSUPPORTED else "meets damage in it"
        rule = self.rules.rule_for(UNREADABLE, component)
        severity = rule.severity if rule and rule.severity else Severity.WARNING.value
        if severity != "off":
            yield Finding(
                code=UNREADABLE,
                severity=Severity(severity),
                message=f"OpenSlide cannot open it: it {says}.",
                fix="Open it with Bio-Formats; where that fails too, export it anew from the scanner.",
                file=file.name,
                component=component,
                source=Source.OVERLAY,
                requirement=self.rules.readable_requirement,
            )
