"""Rules between rows and between tables, as a profile writes them in ``links.yaml``."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from theatrum.checks.profile.identifier_shapes import ComponentNames, Requirement
from theatrum.checks.profile.model_shapes import Names
from theatrum.checks.profile.shape import TUPLE, AttributeName, ComponentName, Key, Shape, Text, Version

RuleName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
SeverityName = Literal["error", "pending", "warning", "note"]
Texts = Annotated[tuple[str, ...], TUPLE]


def as_strength(value: object) -> object:
    return {"ingest": value, "stage": value} if isinstance(value, str) else value


class Phases(Shape):
    """How bad it is while a release takes data in, and at the gate to its stage folder."""

    ingest: SeverityName
    stage: SeverityName


# One word in the file stands for both phases.
Strength = Annotated[Phases, BeforeValidator(as_strength)]
ERROR = Phases(ingest="error", stage="error")
WARNING = Phases(ingest="warning", stage="warning")
NOTE = Phases(ingest="note", stage="note")
# What may still come: it has to be there in the end.
AWAITED = Phases(ingest="pending", stage="error")


class CellTest(Shape):
    """What is asked of one cell; all that is named must hold. Only ``present: false`` holds of an empty cell.

    Capitals make no difference. ``matches`` and ``matches_none`` are found anywhere in the text.
    """

    one_of: Annotated[tuple[str, ...] | None, TUPLE] = None
    none_of: Annotated[tuple[str, ...] | None, TUPLE] = None
    matches: str | None = None
    matches_none: str | None = None
    present: bool | None = None


class Rows(Shape):
    """Some rows: those of the components for which all tests hold."""

    components: Annotated[ComponentNames, Field(min_length=1)]
    where: Mapping[AttributeName, CellTest] = Field(default_factory=dict)


class Rule(Shape):
    """What every rule has: its name, the requirement it answers, and how bad it is to break it."""

    rule: RuleName
    requirement: Requirement | None = None


class KindRule(Shape):
    """Where identifiers of one kind are given out: one row of these components is what one identifier stands for."""

    kind: Key
    components: Annotated[ComponentNames, Field(min_length=1)]
    column: AttributeName
    requirement: Requirement | None = None


class UniqueRule(Rule):
    """Columns whose values together stand in one row only, over all rows of the components, or of those of a kind."""

    components: ComponentNames = ()
    kind: Key | None = None
    columns: Annotated[Names, Field(min_length=1)]
    strength: Strength = ERROR
    message: Text
    fix: Text


class DuplicateRule(Shape):
    """Rows that are the same in every cell, in tables of all components but some."""

    except_components: ComponentNames = ()
    requirement: Requirement | None = None
    strength: Strength = ERROR


class ReferenceRule(Rule):
    """A column whose identifiers of a kind must be given out somewhere: in rows of ``targets``, or anywhere.

    ``exempt`` are slots whose identifiers need not be there. ``since`` is the first version of the model with the
    column. ``beyond`` says that the other end may be something only the server knows: it is looked for where
    ``known`` has it, and otherwise told as not checked.
    """

    components: Annotated[ComponentNames, Field(min_length=1)]
    column: AttributeName
    kind: Key
    targets: ComponentNames = ()
    exempt: Annotated[tuple[Literal["pooled", "external"], ...], TUPLE] = ()
    since: Version | None = None
    beyond: bool = False
    strength: Strength = AWAITED


class ParentKind(Shape):
    """One kind of parent that is allowed, and of which components; all of the kind where none is named."""

    kind: Key
    components: ComponentNames = ()
    exempt: Annotated[tuple[Literal["pooled", "external"], ...], TUPLE] = ()
    requirement: Requirement | None = None


class ParentRule(Rule):
    """What the rows of some components may come from. ``requirement`` is that of the allowed kinds."""

    components: Annotated[ComponentNames, Field(min_length=1)]
    column: AttributeName
    accepts: Annotated[tuple[ParentKind, ...], TUPLE, Field(min_length=1)]


class Asked(Shape):
    """A fixed check of the engine that the profile switches on, with its requirement and strength."""

    requirement: Requirement | None = None
    strength: Strength = ERROR


class LineageRules(Shape):
    """What must hold along the way from a row up to its participants. A check that is left out is not made."""

    cycles: Asked | None = None
    traces: "TraceRule | None" = None
    same_participant: Asked | None = None
    pools: Asked | None = None
    same_center: "CenterRule | None" = None


class TraceRule(Asked):
    """Rows of ``kind`` lead up to something of each kind in ``to``."""

    kind: Key
    to: Annotated[tuple[Key, ...], TUPLE, Field(min_length=1)]


class CenterRule(Asked):
    """Parents are of the center that submits; ``except_centers`` may have parents of others."""

    except_centers: Texts = ()


class CountRule(Rule):
    """How many rows of a component name each participant in ``column``."""

    component: ComponentName
    column: AttributeName
    at_least: int | None = None
    at_most: int | None = None
    exempt: Annotated[tuple[Literal["pooled", "external"], ...], TUPLE] = ()
    strength: Strength = AWAITED
    message: Text
    fix: Text


class RecordRule(Rule):
    """A submission has rows of at least one of these components."""

    components: Annotated[ComponentNames, Field(min_length=1)]
    strength: Strength = AWAITED
    message: Text
    fix: Text


class UnusedRule(Rule):
    """Things of a kind from which nothing of kind ``descendant`` comes, or that no reference names."""

    kind: Key
    descendant: Key | None = None
    strength: Strength = WARNING
    message: Text
    fix: Text


class PresenceRule(Rule):
    """Where there are rows of ``when``, there must be rows of ``needs``: from the same thing of kind ``per``.

    Without ``per``: anywhere in the submission.
    """

    when: Rows
    needs: Rows
    per: Key | None = None
    strength: Strength = AWAITED
    message: Text
    fix: Text


class RemarkRule(Rule):
    """Rows about which something is to be said; ``unchecked`` where that is what cannot be judged here."""

    on: Rows
    column: AttributeName | None = None
    unchecked: bool = False
    strength: Strength = WARNING
    message: Text
    fix: Text


class SlotRule(Rule):
    """Columns in which a pooled or external participant has no place."""

    slot: Literal["pooled", "external"]
    components: Annotated[ComponentNames, Field(min_length=1)]
    column: AttributeName
    strength: Strength = WARNING
    message: Text
    fix: Text


class Event(Shape):
    """A column with a time, in the rows of a component but those of ``but_not``."""

    component: ComponentName
    column: AttributeName
    but_not: Mapping[AttributeName, CellTest] = Field(default_factory=dict)


class OrderRule(Rule):
    """A time that is not before another one in the same row."""

    component: ComponentName
    first: AttributeName
    then: AttributeName
    strength: Strength = WARNING


class LimitRule(Rule):
    """Events of a participant that come no later than the latest time that ``limit`` has for the participant."""

    limit: Event
    events: Annotated[tuple[Event, ...], TUPLE, Field(min_length=1)]
    strength: Strength = WARNING
    message: Text
    fix: Text


class LinkRules(Shape):
    """All rules between rows and tables of a consortium. ``no_age`` are numbers that stand for an age not known."""

    kinds: Annotated[tuple[KindRule, ...], TUPLE] = ()
    unique: Annotated[tuple[UniqueRule, ...], TUPLE] = ()
    duplicate_rows: DuplicateRule | None = None
    natural_keys: Annotated[tuple[UniqueRule, ...], TUPLE] = ()
    references: Annotated[tuple[ReferenceRule, ...], TUPLE] = ()
    parents: Annotated[tuple[ParentRule, ...], TUPLE] = ()
    lineage: LineageRules = Field(default_factory=LineageRules)
    counts: Annotated[tuple[CountRule, ...], TUPLE] = ()
    records: Annotated[tuple[RecordRule, ...], TUPLE] = ()
    unused: Annotated[tuple[UnusedRule, ...], TUPLE] = ()
    presence: Annotated[tuple[PresenceRule, ...], TUPLE] = ()
    remarks: Annotated[tuple[RemarkRule, ...], TUPLE] = ()
    slots: Annotated[tuple[SlotRule, ...], TUPLE] = ()
    order: Annotated[tuple[OrderRule, ...], TUPLE] = ()
    limits: Annotated[tuple[LimitRule, ...], TUPLE] = ()
    no_age: Annotated[tuple[int, ...], TUPLE] = ()
