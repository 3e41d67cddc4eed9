"""YAML as profiles have it, with the line of every key.

It is the core schema of YAML 1.2: ``Yes``, ``No`` and ``On`` are text, and so are dates. Anchors, tags
and doubled keys are refused: a profile says everything once, in plain sight.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from theatrum.checks.profile.errors import ProfileInvalid
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.kernel.jsontext import JsonValue

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file, and where in it each value stands."""

    file: str
    content: JsonValue
    lines: dict[Place, int]

    def problem(self, place: Sequence[str | int], problem: str, fix: str) -> ProfileInvalid:
        """Return an error that names file, line and key."""
        known = next(place[:size] for size in range(len(place), -1, -1) if tuple(place[:size]) in self.lines)
        where = f"line {self.lines[tuple(known)]}" + (f", key {dotted(place)}" if place else "")
        return ProfileInvalid(file=self.file, place=where, problem=problem, fix=fix)


def dotted(place: Sequence[str | int]) -> str:
    """Write a place as people read it: ``centers[2].project``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return text.removeprefix(".")


def read_document(folder: ProfileFolder, file: str) -> Document:
    """Read one YAML file. Raises ProfileInvalid."""
    name, text = f"{folder.name}/{file}", folder.text(file)
    return _read_fast(name, text) or _read(name, text)


def _read_fast(name: str, text: str) -> Document | None:
    """Read by libyaml, ten times as fast as Python; None where there is none, or anything is wrong with the text.

    A command that checks a small table would else spend half of its time on the profile. Only the reader in
    Python tells an alias from what it stands for, and has the same words on every machine: it has the last word.
    """
    if _FastLoader is None:
        return None
    try:
        loader = _FastLoader(text)
        node = loader.get_single_node()
        return None if node is None or ("*" in text and _has_alias(node)) else _document(name, loader, node)
    except (yaml.YAMLError, ProfileInvalid):
        return None


def _read(name: str, text: str) -> Document:
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        raise _broken(name, error) from error
    if node is None:
        raise ProfileInvalid(file=name, place="line 1", problem="the file is empty.", fix="Write a mapping of keys.")
    return _document(name, loader, node)


def _document(name: str, loader: yaml.SafeLoader, node: yaml.Node) -> Document:
    lines: dict[Place, int] = {}
    return Document(name, _content(loader, node, (), lines, name), lines)


def _has_alias(node: yaml.Node) -> bool:
    """Return whether a node stands in two places, as only an alias makes it."""
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if id(here) in seen:
            return True
        seen.add(id(here))
        if isinstance(here, yaml.MappingNode):
            waiting.extend(part for pair in here.value for part in pair)
        elif isinstance(here, yaml.SequenceNode):
            waiting.extend(here.value)
    return False


class _Loader(yaml.SafeLoader):
    """The safe loader of PyYAML with the few implicit types of YAML 1.2's core schema."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases are not allowed", problem_mark=self.get_mark())
        return super().compose_node(parent, index)


_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:null|~|)\Z"), ["n", "~", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), ["t", "f"])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"(?:-?(0|[1-9][0-9]*))\Z"), list("-0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"(?:-?(0|[1-9][0-9]*)\.[0-9]+)\Z"), list("-0123456789")
)


def _fast_loader() -> type[yaml.SafeLoader] | None:
    """Return a loader over libyaml with the same implicit types, None where PyYAML was built without it."""
    if not yaml.__with_libyaml__:
        return None
    return type("_FastLoader", (yaml.CSafeLoader,), {"yaml_implicit_resolvers": _Loader.yaml_implicit_resolvers})


_FastLoader = _fast_loader()


def _content(loader: yaml.SafeLoader, node: yaml.Node, place: Place, lines: dict[Place, int], file: str) -> JsonValue:
    lines[place] = node.start_mark.line + 1
    match node:
        case yaml.MappingNode():
            return _mapping(loader, node, place, lines, file)
        case yaml.SequenceNode():
            return [_content(loader, item, (*place, index), lines, file) for index, item in enumerate(node.value)]
        case _ if node.tag in loader.yaml_constructors:
            scalar: JsonValue = loader.construct_object(node)
            return scalar
        case _:
            where = f"line {node.start_mark.line + 1}"
            raise ProfileInvalid(file=file, place=where, problem=f"the tag {node.tag} is unknown.", fix="Remove it.")


def _mapping(
    loader: yaml.SafeLoader, node: yaml.MappingNode, place: Place, lines: dict[Place, int], file: str
) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in found or not isinstance(key_node, yaml.ScalarNode):
            where = f"line {key_node.start_mark.line + 1}, key {dotted((*place, key))}"
            raise ProfileInvalid(file=file, place=where, problem="the key stands there twice.", fix="Remove one.")
        found[key] = _content(loader, value_node, (*place, key), lines, file)
        lines[(*place, key)] = key_node.start_mark.line + 1
    return found


def _broken(file: str, error: yaml.YAMLError) -> ProfileInvalid:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    where = f"line {mark.line + 1}" if mark else "whole file"
    problem = error.problem if isinstance(error, yaml.MarkedYAMLError) and error.problem else str(error)
    return ProfileInvalid(file=file, place=where, problem=f"this is no YAML: {problem}.", fix="Correct that line.")
