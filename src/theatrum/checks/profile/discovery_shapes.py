"""How people of a consortium call folders and tables, as a profile writes it: the content of ``discovery.yaml``."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from theatrum.checks.profile.shape import TUPLE, AttributeName, ComponentName, Shape, Text

Texts = Annotated[tuple[Text, ...], TUPLE]


class LeftOut(Shape):
    """Names of files and of folders that are no part of a submission."""

    files: Texts = ()
    folders: Texts = ()


class Discovery(Shape):
    """What helps to tell which file is which component. Case, blanks and punctuation never matter.

    ``folders`` has other spellings of folders of the trees; ``names`` what tables of a component are called;
    ``abbreviations`` short forms of words that stand before a number (``L1`` for ``Level_1``);
    ``component_columns`` the columns in which a table may name its component; ``first_columns`` the components that
    are known by their first column alone; ``table_words`` the words by which a table of metadata is told from a data
    file; ``left_out`` the names of files and folders that are no part of a submission (``*`` and ``?`` stand for
    anything).
    """

    folders: Mapping[Text, Texts] = Field(default_factory=dict)
    names: Mapping[ComponentName, Texts] = Field(default_factory=dict)
    abbreviations: Mapping[Text, Texts] = Field(default_factory=dict)
    component_columns: Texts = ()
    first_columns: Mapping[ComponentName, Annotated[tuple[AttributeName, ...], TUPLE]] = Field(default_factory=dict)
    table_words: Texts = ()
    left_out: LeftOut = Field(default_factory=LeftOut)
