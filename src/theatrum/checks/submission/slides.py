"""Whether images can be opened by OpenSlide, where it is installed and the profile asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from theatrum.checks.findings import Finding, Severity, Source
from theatrum.checks.formats.openslide_reading import Readable, is_installed, read_slide
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

    def about(self, file: Found, component: str | None) -> Iterator[Finding]:
        """Yield a finding where OpenSlide does not open a file."""
        if component not in self.rules.readable or file.path.name.casefold().endswith(_OTHERS):
            return
        if not is_installed():
            self.unasked += 1
            return
        answer = read_slide(file.path)
        if answer is not Readable.YES:
            says = "has no reader for it" if answer is Readable.UNSUPPORTED else "meets damage in it"
            rule = self.rules.rule_for(UNREADABLE, component)
            severity = rule.severity if rule and rule.severity else Severity.WARNING.value
            if severity != "off":
                yield Finding(
                    code=UNREADABLE,
                    severity=Severity(severity),
                    message=f"OpenSlide cannot open it: it {says}.",
                    fix="Open it with Bio-Formats; where that fails too, export it anew from the scanner.",
                    component=component,
                    source=Source.OVERLAY,
                    requirement=self.rules.readable_requirement,
                )
