"""What a profile asks of the content of files: how bad findings are, what headers, bundles and tables must say."""

import re
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from theatrum.checks.profile.identifier_shapes import ComponentNames, Requirement
from theatrum.checks.profile.shape import TUPLE, AttributeName, Key, Shape, Text

Texts = Annotated[tuple[str, ...], TUPLE]
Strength = Literal["error", "warning", "note"]
# ``format.`` and a word, or a beginning of it with a star.
Code = Annotated[str, StringConstraints(pattern=r"^format\.[a-z0-9_]*\*?$")]


class FindingRule(Shape):
    """How bad some findings of inspectors are, for some components or for all; what is ``off`` is not told.

    A star at the end of a code stands for any further letters.
    """

    codes: Annotated[tuple[Code, ...], TUPLE, Field(min_length=1)]
    components: ComponentNames = ()
    severity: Literal["error", "warning", "note", "off"] | None = None
    requirement: Requirement | None = None

    def means(self, code: str, component: str | None) -> bool:
        """Return whether the rule speaks of a finding on a file of a component."""
        is_meant = any(fnmatchcase(code, one) for one in self.codes)
        return is_meant and (not self.components or component in self.components)


class Declared(Shape):
    """A column of a row that says what the header of the file says too, under the name of a fact.

    ``compare`` is how: as ``numbers`` (which may differ by a part, ``tolerance``), as ``texts`` without regard to
    case, or ``truth``. ``unless`` are values of the column that say nothing, such as a 0 for what is not measured.
    ``spellings`` are words for values of the fact: a cell agrees that has one of them anywhere; one that has no word
    of any value says nothing. An empty column is filled in with the fact, unless ``fills`` is false.
    """

    column: AttributeName
    fact: Text
    components: ComponentNames = ()
    compare: Literal["numbers", "texts", "truth"] = "numbers"
    tolerance: Annotated[float, Field(ge=0)] = 0.0
    unless: Texts = ()
    spellings: dict[str, Texts] = Field(default_factory=dict)
    fills: bool = True
    severity: Strength = "error"
    requirement: Requirement | None = None


class Filling(Shape):
    """An empty column of a row that is filled in with what is known of the file, beside those of ``declared``.

    With a ``fact`` by the header, else by what the file is as such: its checksum (``md5``) or its ``size`` in bytes.
    ``values`` are what to write for texts of the fact; others are not written then.
    """

    column: AttributeName
    fact: Text | None = None
    file: Literal["md5", "size"] | None = None
    components: ComponentNames = ()
    values: dict[str, str] = Field(default_factory=dict)


class Channels(Shape):
    """A table with a row a channel, which must name the channels of a header: in what order, and how.

    ``link`` is the column that image and table share, ``entity`` one that names the table by its entity. ``markers``
    is what the channels show, which headers of tables of objects name.
    """

    images: ComponentNames
    objects: ComponentNames = ()
    table: ComponentNames
    link: AttributeName
    index: AttributeName
    name: AttributeName
    markers: AttributeName | None = None
    fact: Text = "CHANNEL_NAMES"
    severity: Strength = "error"
    requirement: Requirement | None = None
    objects_requirement: Requirement | None = None


class Expected(Shape):
    """Something that a bundle holds as a rule: any member that fits one of these patterns of paths.

    A star stands for any signs within a name, two for any folders. The folders above do not matter.
    """

    about: Text
    any_of: Annotated[tuple[Text, ...], TUPLE, Field(min_length=1)]


class BundleLayout(Shape):
    """What bundles of some platforms hold."""

    platforms: Annotated[tuple[Text, ...], TUPLE, Field(min_length=1)]
    expected: Annotated[tuple[Expected, ...], TUPLE]


class Bundles(Shape):
    """Archives of a platform's output. ``contents`` and ``members`` are columns that name what must be in them."""

    components: ComponentNames
    platform: AttributeName
    contents: AttributeName | None = None
    members: Annotated[tuple[AttributeName, ...], TUPLE] = ()
    contents_severity: Strength = "warning"
    contents_requirement: Requirement | None = None
    severity: Strength = "warning"
    requirement: Requirement | None = None
    layouts: Annotated[tuple[BundleLayout, ...], TUPLE] = ()


class CellColumn(Shape):
    """A column of the cells (``obs``) of an annotated matrix, and what stands in it.

    ``spellings`` are other names that are understood. Values are held against ``values`` and ``pattern``, each part
    of them where ``separator`` says that there may be several; ``none_of`` are values that the pattern takes and the
    network does not. ``kind`` names a kind of identifier, whose values become the fact ``fact``. ``is_flag`` asks for
    true or false. ``may_be_unstructured`` takes the value from ``uns`` where all cells have the same.
    """

    column: Text
    spellings: Texts = ()
    required: bool = True
    values: Texts = ()
    pattern: str | None = None
    separator: str | None = None
    none_of: Texts = ()
    kind: Key | None = None
    fact: Text | None = None
    is_flag: bool = False
    may_be_unstructured: bool = False
    severity: Strength = "error"
    requirement: Requirement | None = None
    expects: Text


class Genes(Shape):
    """What the index of genes (``var``) must look like. ``flag`` is a column of true and false."""

    pattern: str
    other_patterns: Texts = ()
    flag: Text | None = None
    spellings: Texts = ()
    severity: Strength = "error"
    requirement: Requirement | None = None
    expects: Text


class Embeddings(Shape):
    """How many embeddings (``obsm``) there must be, of how many dimensions, and what they are called."""

    pattern: str
    fewest: Annotated[int, Field(ge=1)] = 1
    dimensions: Annotated[int, Field(ge=1)] = 2
    severity: Strength = "error"
    requirement: Requirement | None = None

    def fits(self, name: str) -> bool:
        """Return whether an embedding may be called so."""
        return re.match(self.pattern, name) is not None


class MatrixRules(Shape):
    """What annotated matrices (h5ad) of some components must hold."""

    components: ComponentNames
    requirement: Requirement | None = None
    raw_severity: Strength = "error"
    raw_requirement: Requirement | None = None
    genes: Genes | None = None
    embeddings: Embeddings | None = None
    columns: Annotated[tuple[CellColumn, ...], TUPLE] = ()


class ObjectColumn(Shape):
    """A column of tables of objects: its ``name``, other ``spellings`` that do, and what it is about."""

    name: Text
    spellings: Texts = ()
    about: Text
    is_number: bool = False
    is_unique: bool = False


class ObjectRules(Shape):
    """What tables of segmented objects must have. ``parents`` is the column of the row that names their images.

    Where it names several, the table needs one of the columns ``parent_columns``. A mask is a file of ``masks``.
    """

    components: ComponentNames
    columns: Annotated[tuple[ObjectColumn, ...], TUPLE]
    parents: AttributeName
    parent_columns: Texts = ()
    masks: ComponentNames = ()
    severity: Strength = "error"
    requirement: Requirement | None = None
    spelling_requirement: Requirement | None = None
    parent_requirement: Requirement | None = None


class Reads(Shape):
    """Columns of rows of files of reads: ``indicator`` says which mate a file holds, ``layout`` how it was sequenced.

    ``paired`` and ``single`` are values of ``layout``.
    """

    indicator: AttributeName | None = None
    layout: AttributeName | None = None
    paired: Texts = ()
    single: Texts = ()

    def is_paired(self, layout: str | None) -> bool | None:
        """Return whether there must be mates, None where the row does not say."""
        return True if layout in self.paired else False if layout in self.single else None


class Inspections(Shape):
    """All rules about what stands inside files."""

    version: str = "0.0.0"
    findings: Annotated[tuple[FindingRule, ...], TUPLE] = ()
    declared: Annotated[tuple[Declared, ...], TUPLE] = ()
    filled: Annotated[tuple[Filling, ...], TUPLE] = ()
    channels: Channels | None = None
    bundles: Bundles | None = None
    matrices: Annotated[tuple[MatrixRules, ...], TUPLE] = ()
    objects: ObjectRules | None = None
    reads: Reads = Field(default_factory=Reads)
    readable: ComponentNames = ()
    readable_requirement: Requirement | None = None

    def rule_for(self, code: str, component: str | None) -> FindingRule | None:
        """Return the first rule that speaks of a finding on a file of a component."""
        place = (code, component)
        if place not in self._found:
            self._found[place] = next((rule for rule in self.findings if rule.means(code, component)), None)
        return self._found[place]

    def matrix_rules(self, component: str | None) -> MatrixRules | None:
        """Return what annotated matrices of a component must hold."""
        return next((rules for rules in self.matrices if component in rules.components), None)

    @cached_property
    def _found(self) -> dict[tuple[str, str | None], FindingRule | None]:
        return {}
