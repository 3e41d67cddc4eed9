"""XML out of a header, as a small tree: no DTD, no entities, no deep nesting, nothing fetched from anywhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]  # ships no types
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]  # ships no types

from theatrum.checks.formats.bytes import Budget
from theatrum.checks.formats.errors import Unreadable

DEEPEST = 64
REMARK = "#comment"
_SHOWN = re.compile(r"(?!.*[0-9]{4})[\w.#-]{1,60}")
_DECLARED = re.compile(r"""\A\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.\-]+)["']""")


@dataclass(slots=True)
class Node:
    """An element, or a comment (``#comment``). ``name`` and those of ``attributes`` have no namespace.

    ``space`` is the element's namespace, ``foreign`` names the attributes that have one of their own.
    """

    name: str
    space: str = ""
    attributes: dict[str, str] = field(default_factory=dict, repr=False)
    foreign: frozenset[str] = frozenset()
    children: list["Node"] = field(default_factory=list, repr=False)
    text: str = field(default="", repr=False)

    def of(self, name: str) -> list["Node"]:
        """Return the children of a name."""
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "Node | None":
        """Return the first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def walk(self) -> Iterator[tuple[str, "Node"]]:
        """Yield this and all below it, in order, each with its path, such as ``OME/Image[2]/Pixels``."""
        waiting = [(_step(self.name), self)]
        while waiting:
            path, node = waiting.pop()
            yield path, node
            waiting.extend(reversed(list(_numbered(path, node))))


def _numbered(path: str, node: Node) -> Iterator[tuple[str, Node]]:
    counts: dict[str, int] = {}
    for child in node.children:
        counts[child.name] = counts.get(child.name, 0) + 1
        number = counts[child.name]
        yield f"{path}/{_step(child.name)}" + (f"[{number}]" if number > 1 else ""), child


@dataclass(slots=True)
class _Builder:
    """Builds the tree of what the parser tells, and counts it."""

    place: str
    budget: Budget
    root: Node | None = None
    open: list[Node] = field(default_factory=list)
    pieces: list[list[str]] = field(default_factory=list)  # of the text of each open element

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.budget.spend(structures=1)
        space, name = _split(tag)
        foreign = frozenset(_split(key)[1] for key in attributes if "}" in key)
        node = Node(name, space, {_split(key)[1]: value for key, value in attributes.items()}, foreign)
        if len(self.open) >= DEEPEST:
            raise Unreadable(self.place, f"its XML is nested deeper than {DEEPEST} levels")
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)
        self.pieces.append([])

    def data(self, text: str) -> None:
        self.pieces[-1].append(text)

    def end(self, tag: str) -> None:  # noqa: ARG002  # the parser has seen to it that it is the open one
        self.open.pop().text = "".join(self.pieces.pop()).strip()

    def comment(self, text: str) -> None:
        if self.open:
            self.budget.spend(structures=1)
            self.open[-1].children.append(Node(REMARK, text=text))

    def close(self) -> Node | None:
        return self.root


def _step(name: str) -> str:
    """Return a name as a path shows it: paths are told, and a name may be anything."""
    return name if _SHOWN.fullmatch(name) else "element"


def parsed(text: str, *, place: str, budget: Budget) -> Node:
    """Return the root of an XML document. Raises Unreadable where it is none or not a safe one, and BudgetSpent.

    Elements count as structures. An encoding that the document declares is not looked at: it was decoded before.
    """
    parser = DefusedXMLParser(target=_Builder(place, budget), encoding="utf-8", forbid_dtd=True)
    try:
        parser.feed(text.strip("\0 \t\r\n\ufeff").encode("utf-8", "surrogatepass"))
        root: Node | None = parser.close()
    except ParseError as error:
        line, column = error.position
        raise Unreadable(place, f"its XML is broken at line {line}, character {column + 1}") from None
    except DefusedXmlException:
        raise Unreadable(place, "its XML declares a document type or entities, which no image header needs") from None
    if root is None:
        raise Unreadable(place, "it holds no XML")
    return root


def declared_encoding(text: str) -> str | None:
    """Return the encoding that a document says it has, in lower case; None where it says none."""
    found = _DECLARED.match(text[:200])
    return found[1].lower() if found else None


def _split(tag: str) -> tuple[str, str]:
    space, _, name = tag.rpartition("}")
    return space.removeprefix("{"), name
