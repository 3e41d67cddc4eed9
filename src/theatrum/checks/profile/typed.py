"""From a parsed file to a typed shape, with errors that name file, line, key and fix."""

import difflib
from typing import TypeVar

from pydantic import ValidationError

from theatrum.checks.profile.documents import Document, Place
from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.shape import Shape

S = TypeVar("S", bound=Shape)


def typed(shape: type[S], document: Document) -> S:
    """Return the content of a file in its shape. Raises ProfileInvalid for the first thing wrong with it."""
    try:
        return shape.model_validate(document.content)
    except ValidationError as error:
        raise _problem(document, error) from error


def _problem(document: Document, error: ValidationError) -> ProfileInvalid:
    details = error.errors(include_url=False)
    # A misspelt key is unknown and missing at once: the first says more.
    first = next((detail for detail in details if detail["type"] == "extra_forbidden"), details[0])
    place = _place(first["loc"])
    more = f" ({len(details) - 1} more like it.)" if len(details) > 1 else ""
    match first["type"]:
        case "missing":
            return document.problem(place[:-1], f"the key '{place[-1]}' is missing.{more}", "Add it.")
        case "extra_forbidden":
            # Whatever somebody wrote as a key is one, if it looks like none of ours.
            place = (*_place(first["loc"][:-1]), str(first["loc"][-1]))
            return document.problem(place, f"this key is unknown here.{more}", _spelling(place))
        case _:
            return document.problem(place, f"{first['msg']}.{more}", "Correct the value.")


def _place(steps: Place) -> Place:
    # A union's error names the branch that failed; such steps stand in no file.
    return tuple(step for step in steps if isinstance(step, int) or step.isidentifier())


def _spelling(place: Place) -> str:
    near = difflib.get_close_matches(str(place[-1]), sorted(_keys(Shape)), n=1)
    return f"Did you mean '{near[0]}'?" if near else "Remove it, or correct its spelling."


def _keys(shape: type[Shape]) -> set[str]:
    return set(shape.model_fields).union(*(_keys(sub) for sub in shape.__subclasses__()))
