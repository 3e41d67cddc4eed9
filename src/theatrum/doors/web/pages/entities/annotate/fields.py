"""The fields of the form: each attribute with its values, its choices, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from theatrum.doors.web.pages.entities.annotate.attributes import Attribute, Control
from theatrum.doors.web.pages.entities.annotate.typing_in import Texts
from theatrum.doors.web.pages.entities.problems import Problem


class Told(Protocol):
    """What is said beside a field: what is wrong, and what to do."""

    @property
    def message(self) -> str:
        """What is wrong."""

    @property
    def fix(self) -> str:
        """What to do."""


@dataclass(frozen=True)
class Option:
    """A choice of a list, or a box to tick; one that is stored but not permissible says so."""

    value: str
    is_chosen: bool
    is_permissible: bool = True


@dataclass(frozen=True)
class Field:
    """One attribute as the form shows it. ``note`` says why it holds what it holds."""

    name: str
    control: Control
    values: Texts
    options: list[Option]
    attribute: Attribute | None = None
    problems: Sequence[Told] = ()
    note: str = ""
    theirs: Texts | None = None
    differs: int = 0

    @property
    def key(self) -> str:
        """The name under which the form sends it."""
        return f"a.{self.name}"

    @property
    def id(self) -> str:
        """The id of its elements: no two names share one, whatever their case and signs."""
        return element_id(self.name)

    @property
    def text(self) -> str:
        """What stands in it: of a list, one value a line."""
        return "\n".join(self.values)

    @property
    def is_list(self) -> bool:
        """Whether it takes several values."""
        return self.attribute.is_list if self.attribute else len(self.values) > 1

    @property
    def is_long(self) -> bool:
        """Whether its text has lines of its own, which a field of one line would lose."""
        return self.control is Control.TEXT and "\n" in self.text


def element_id(name: str) -> str:
    """Write a name so that it can be part of an element's id."""
    return "".join(sign if sign.isalnum() or sign == "_" else f"-{ord(sign)}-" for sign in name)


def field(
    attribute: Attribute,
    values: Texts,
    *,
    problems: Sequence[Told] = (),
    note: str = "",
    theirs: Texts | None = None,
    differs: int = 0,
) -> Field:
    """Return the field of an attribute that the component knows."""
    return Field(
        name=attribute.name,
        control=attribute.control,
        values=values,
        options=_options(attribute, values),
        attribute=attribute,
        problems=problems,
        note=note,
        theirs=theirs,
        differs=differs,
    )


def unknown(
    name: str,
    values: Texts,
    *,
    problems: Sequence[Told] = (),
    theirs: Texts | None = None,
    differs: int = 0,
) -> Field:
    """Return the field of an annotation that the component does not know."""
    control = Control.LINES if len(values) > 1 else Control.TEXT
    return Field(
        name=name, control=control, values=values, options=[], problems=problems, theirs=theirs, differs=differs
    )


def by_attribute(problems: Sequence[Problem]) -> Mapping[str, list[Problem]]:
    """Return the problems of each attribute; those of the whole stand under the empty name."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.where, []).append(problem)
    return found


def beside(problem: Problem, attribute: Attribute | None) -> Problem:
    """Return a problem without what the field beside it shows anyway: its choices, and what it is about."""
    if attribute is None:
        return problem
    shows_choices = attribute.control in {Control.CHOICE, Control.BOXES, Control.TRUTH}
    if shows_choices and not problem.offers:
        return replace(problem, fix="")
    about = attribute.about.rstrip(". ")
    return replace(problem, fix=problem.fix.replace(f"{about}.", "").strip() if about else problem.fix)


def _options(attribute: Attribute, values: Texts) -> list[Option]:
    listed = {
        Control.TRUTH: ("true", "false"),
        Control.CHOICE: attribute.values,
        Control.BOXES: attribute.values,
    }.get(attribute.control, ())
    odd = [Option(value, is_chosen=True, is_permissible=False) for value in values if value not in listed]
    return [*(Option(value, value in values) for value in listed), *odd] if listed else []
