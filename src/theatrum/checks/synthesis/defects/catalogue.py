"""Every class of defects, and the findings that have to tell it: the one table to correct when a code changes.

Further classes come from the profile: one for each way in which its identifiers are misread, and one for each of its
rules about rows that must be there for others.
"""

from collections.abc import Iterator

from theatrum.checks.findings import Severity
from theatrum.checks.profile.profile import Profile
from theatrum.checks.synthesis.defects.defect import DefectClass
from theatrum.checks.synthesis.defects.presence import PREFIX, plantable

_W = Severity.WARNING


def _class(
    name: str, about: str, *codes: str, severity: Severity = Severity.ERROR, also: tuple[str, ...] = ()
) -> DefectClass:
    return DefectClass(name=name, about=about, codes=codes, severity=severity, also=also)


_CLASSES = (
    # What the schema of a component says against a row.
    _class("schema-missing", "a required cell is empty", "schema.required"),
    _class("schema-missing-column", "a required column is not there", "schema.required"),
    _class("schema-type", "words where a number belongs", "schema.type"),
    _class("schema-number-form", "a number with a comma for thousands", "schema.type"),
    _class("schema-misspelt", "a permissible value with a letter too many", "schema.enum"),
    _class("schema-case", "a permissible value in capitals", "schema.enum"),
    _class("schema-label", "the label of a code instead of the code", "schema.enum"),
    _class("schema-not-permissible", "a value that is like none of the permissible ones", "schema.enum"),
    _class("schema-too-small", "a number below its minimum", "schema.minimum"),
    _class("schema-too-large", "a number above its maximum", "schema.maximum"),
    _class("schema-pattern", "a text that does not have the form that is asked", "schema.pattern"),
    _class("schema-condition", "a cell is empty that another cell makes required", "schema.required"),
    _class("schema-list-item", "one item of a list is not permissible", "schema.enum"),
    _class("schema-date", "a calendar date where an age in days belongs", "schema.type", "privacy.date"),
    # Identifiers; those that are misread come from the profile.
    _class("identifier-wrong-kind", "an identifier of another kind", "identifier.wrong_kind"),
    _class(
        "identifier-unregistered",
        "an identifier of a center that does not exist",
        "identifier.unregistered",
        also=("links.center_prefix", "links.participant_mismatch"),
    ),
    _class(
        "identifier-other-center",
        "an identifier of another center",
        "identifier.other_center",
        also=("links.center_prefix", "links.participant_mismatch"),
    ),
    # Keys.
    _class("key-duplicate", "two rows with the same identifier", "links.duplicate_key"),
    _class("key-duplicate-row", "the same row twice", "links.duplicate_row"),
    _class("key-natural", "two rows about the same event", "links.natural_key", severity=_W),
    # References.
    _class("reference-participant", "a record of a participant who is not there", "links.missing_reference"),
    _class("reference-specimen", "a file of a specimen that is not there", "links.missing_parent"),
    _class("reference-file", "a file made from a file that is not there", "links.missing_parent"),
    _class("reference-adjacent", "a neighbour of a specimen that is not there", "links.missing_reference"),
    _class("reference-self", "a file that was made from itself", "links.self_parent", also=("links.unlinked_file",)),
    _class("reference-cycle", "two files that were made from each other", "links.cycle", also=("links.unlinked_file",)),
    _class("reference-parent-kind", "a file made from something of the wrong kind", "links.parent_kind"),
    _class(
        "reference-participant-differs",
        "a file whose id names another participant",
        "links.participant_mismatch",
        severity=_W,
    ),
    _class("reference-pool", "a pooled id for material of one participant", "links.pool"),
    # Cardinality.
    _class(
        "count-no-participant",
        "a participant without the record of who they are",
        "links.missing_reference",
        also=("links.missing_parent", "links.unlinked_file", "format.anndata_unknown"),
    ),
    _class("count-two-participants", "two records of who a participant is", "links.duplicate_key"),
    _class("count-too-few", "a record that every participant needs is not there", "cardinality.missing"),
    _class("count-too-many", "two records where one is enough", "cardinality.too_many", severity=_W),
    # Plausibility.
    _class("time-order", "an end before its start", "links.order", severity=_W),
    _class("time-after-death", "an event after the participant's death", "links.order", severity=_W),
    _class("time-indexed", "all ages of a table counted from another day than birth", "links.ages_small", severity=_W),
    # Reading of tables.
    _class("table-utf-16", "a table in UTF-16, which is read as it is"),
    _class("table-cp1252", "a table in Windows-1252", "table.encoding", severity=_W),
    _class("table-semicolons", "a table with semicolons, which is read as it is"),
    _class("table-duplicate-header", "the same column twice", "table.duplicate_header"),
    _class("table-header-spelling", "a column in small letters with blanks", "table.header_spelling", severity=_W),
    _class("table-unknown-column", "a column that the component does not have", "table.unknown_column", severity=_W),
    _class("table-blank-row", "an empty row between others", "table.blank_row", severity=_W),
    _class("table-ragged-row", "a row with a cell too many", "table.ragged_row"),
    _class("table-na-word", "N/A in a required cell", "schema.required", "table.missing_word"),
    _class(
        "table-date-cell",
        "a cell that a spreadsheet made a date",
        "table.date_cell",
        severity=_W,
        also=("privacy.date",),
    ),
    _class("table-formula", "a cell of a workbook that is computed, which is read as its result"),
    # Data files.
    _class("file-missing", "a row about a file that is not there", "file.missing"),
    _class("file-not-annotated", "a file that no row is about", "file.not_annotated"),
    _class("file-format-differs", "a format that the file's name contradicts", "file.format_differs", severity=_W),
    _class("file-name-characters", "a blank and a bracket in a file's name", "file.name_characters", severity=_W),
    _class("file-empty", "a file without content", "file.empty"),
    _class("file-small", "a file that is too small to be what it says", "file.small", severity=_W),
    _class(
        "file-content",
        "a file whose content is of another format",
        "file.content_differs",
        severity=_W,
        also=("format.unreadable", "format.not_opened"),
    ),
    _class("file-format", "a file in a format that its component does not take", "file.format_not_accepted"),
    _class(
        "file-controlled",
        "a file called as those under controlled access are, among files that are open to all",
        "file.controlled_format",
        also=("file.format_differs",),
    ),
    _class("file-twice", "two rows about one file", "file.annotated_twice", "links.duplicate_key"),
)
CLASSES = {one.name: one for one in _CLASSES}
MISREAD = "identifier-"
# What a misread identifier leads to elsewhere.
_FOLLOWING = {
    "several": ("links.missing_reference",),
    "pooled_participant": ("cardinality.missing",),
    "blanks": ("links.unused_biospecimen",),
}


def classes_of(profile: Profile) -> dict[str, DefectClass]:
    """Return all classes of a profile by name, in the order in which they are planted."""
    return CLASSES | {one.name: one for one in (*_misreadings(profile), *_presences(profile))}


def _misreadings(profile: Profile) -> Iterator[DefectClass]:
    for misreading in profile.overlay.identifiers.misreadings:
        name = MISREAD + misreading.code.replace("_", "-")
        about = f"an identifier such as {misreading.examples[0].text.strip()}"
        yield _class(name, about, f"identifier.{misreading.code}", also=_FOLLOWING.get(misreading.code, ()))


def _presences(profile: Profile) -> Iterator[DefectClass]:
    for rule in plantable(profile.links):
        about = f"there are {' or '.join(rule.when.components)}, and no {' or '.join(rule.needs.components)}"
        severity = Severity(rule.strength.stage)
        yield _class(PREFIX + rule.rule, about, "links.presence", severity=severity)
