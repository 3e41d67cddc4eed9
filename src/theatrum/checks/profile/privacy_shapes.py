"""What a consortium does about identifying data: ``privacy.yaml`` of its profile."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from theatrum.checks.classes import Kind, Strength, Where
from theatrum.checks.findings import Verdict
from theatrum.checks.profile.identifier_shapes import ComponentNames, Requirement
from theatrum.checks.profile.model_shapes import Names
from theatrum.checks.profile.shape import TUPLE, Key, Shape, Text, Version

Kinds = Annotated[tuple[Annotated[Kind, Field(strict=False)], ...], TUPLE]
Places = Annotated[tuple[Annotated[Where, Field(strict=False)], ...], TUPLE]
Texts = Annotated[tuple[Text, ...], TUPLE]
_AGES = {"warn": Verdict.NOTE, "hold": Verdict.HOLD}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from a sign, and the requirement that says so."""

    verdict: Verdict
    requirement: str | None = None


class VerdictRule(Shape):
    """What follows from a sign of some classes, in some places, of one strength; what is left out means any."""

    kinds: Kinds = ()
    where: Places = ()
    strength: Annotated[Strength, Field(strict=False)] | None = None
    verdict: Literal["block", "hold", "note", "off"]
    requirement: Requirement | None = None

    def means(self, kind: Kind, where: Where, strength: Strength) -> bool:
        """Return whether this rule is about such a sign."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.where or where in self.where)
            and self.strength in {None, strength}
        )


class FieldRule(Shape):
    """What follows from fields of headers that hold something of a class and must be empty, by the field's name."""

    names: Annotated[tuple[Text, ...], TUPLE, Field(min_length=1)]
    about: Text
    verdict: Literal["block", "hold", "note"]
    requirement: Requirement | None = None


class AllowedRule(Shape):
    """Classes that stand in some columns by design. Without ``components`` in any; without ``columns`` in all.

    ``shape`` is a pattern of the whole text; without one whatever stands there is allowed.
    """

    kinds: Annotated[tuple[Annotated[Kind, Field(strict=False)], ...], TUPLE, Field(min_length=1)]
    columns: Names = ()
    components: ComponentNames = ()
    shape: str | None = None
    about: Text

    def means(self, column: str | None, component: str | None) -> bool:
        """Return whether this is about a column of a component."""
        return (not self.columns or column in self.columns) and (not self.components or component in self.components)


class HarmlessRule(Shape):
    """A pattern of tokens that identify nobody, wherever they stand: the consortium's own identifiers, public ones."""

    name: Key
    about: Text
    pattern: str
    examples: Annotated[tuple[str, ...], TUPLE, Field(min_length=1)]


class AgesRule(Shape):
    """What follows from an age in years above ``cap``. Ages in days are a rule of the overlay."""

    action: Literal["off", "warn", "hold"] = "warn"
    cap: int = Field(default=89, ge=1)
    requirement: Requirement | None = None


class PrivacyPolicy(Shape):
    """What identifying data leads to. The first rule that fits counts; where none fits, it is held."""

    version: Version = "1.0.0"
    verdicts: Annotated[tuple[VerdictRule, ...], TUPLE] = ()
    fields: Annotated[tuple[FieldRule, ...], TUPLE] = ()
    allowed: Annotated[tuple[AllowedRule, ...], TUPLE] = ()
    harmless: Annotated[tuple[HarmlessRule, ...], TUPLE] = ()
    ages: AgesRule = Field(default_factory=AgesRule)

    def outcome(self, kind: Kind, where: Where, strength: Strength) -> Outcome | None:
        """Return what follows from a sign; None where it is not told."""
        if kind is Kind.AGE:
            action = self.ages.action
            return None if action == "off" else Outcome(_AGES[action], self.ages.requirement)
        rule = next((rule for rule in self.verdicts if rule.means(kind, where, strength)), None)
        if rule is None:
            return Outcome(Verdict.HOLD)
        return None if rule.verdict == "off" else Outcome(Verdict(rule.verdict), rule.requirement)

    def of_field(self, kind: Kind, name: str) -> Outcome:
        """Return what follows from a field that must be empty and is not: by its name, else as a strong sign does."""
        folded = name.casefold()
        rule = next((rule for rule in self.fields if folded in {known.casefold() for known in rule.names}), None)
        if rule is not None:
            return Outcome(Verdict(rule.verdict), rule.requirement)
        return self.outcome(kind, Where.HEADER, Strength.STRONG) or Outcome(Verdict.NOTE)

    def allowed_in(self, column: str | None, component: str | None) -> tuple[AllowedRule, ...]:
        """Return the rules of what may stand in a column by design."""
        return tuple(rule for rule in self.allowed if rule.means(column, component))
