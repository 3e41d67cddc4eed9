"""Addresses of electronic mail."""

import re

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Kind, Strength, Where
from theatrum.checks.privacy.writing import Writing

# Endings of files, which are no top level domains: icon@2x.png.
_FILES = frozenset(["png", "jpg", "jpeg", "gif", "tif", "tiff", "svs", "csv", "tsv", "txt", "json", "html", "gz"])
_SIGNS = r"""[^\x00-\x20\u00a0@,;:<>()\[\]"'\\/|=]"""


def is_address(found: re.Match[str], _context: Context) -> bool:
    """Return whether what stands behind the last dot may be a domain."""
    return found[0].rpartition(".")[2].lower() not in _FILES


WRITINGS = (
    Writing(
        kind=Kind.EMAIL,
        name="address",
        strength=Strength.STRONG,
        is_of_words=True,
        about="An address: name@domain.tld",
        pattern=rf"{_SIGNS}{{1,64}}@(?:{_SIGNS}{{1,63}}\.){{1,6}}(?:xn--[A-Za-z0-9-]{{1,40}}|[A-Za-z]{{2,24}})",
        # Sixty-four signs before each of many places would be as many states.
        quick=rf"{_SIGNS}@{_SIGNS}{{1,63}}\.",
        before="",
        confirm=is_address,
        examples=("jane.roe@example.org", "Write to j_roe+lab@mail.uni-example.de.", "<roe@example.co.uk>"),
        counterexamples=("icon@2x.png", "gene@1.2", "a @ b.c", "@lab", "HLA-A@", "@example.org"),
    ),
    Writing(
        kind=Kind.EMAIL,
        name="in_name",
        strength=Strength.STRONG,
        is_of_words=True,
        about="An address in the name of a file, with more of the name behind it: roe@example.org_HE.svs",
        pattern=r"[0-9A-Za-z._%+-]{1,64}@(?:[0-9A-Za-z-]{1,63}\.){1,5}?[A-Za-z]{2,24}",
        quick=r"[0-9A-Za-z]@[0-9A-Za-z-]{1,63}\.[0-9A-Za-z]",
        before="",
        confirm=is_address,
        where=frozenset([Where.NAME]),
        examples=("roe@example.org.csv", "scan_roe@example.org_x20.svs"),
        counterexamples=("icon@2x.png", "slide@20x.svs"),
    ),
    Writing(
        kind=Kind.EMAIL,
        name="spelt_out",
        strength=Strength.WEAK,
        is_of_words=True,
        about="An address with its sign in words: jroe [at] example.org, jroe at example dot org",
        pattern=(
            r"[0-9A-Za-z._+-]{1,64} ?(?:\[at\]|[(]at[)]|\{at\}) ?[0-9A-Za-z-]{1,63}"
            r"(?: ?(?:\[dot\]|[(]dot[)]|[.]| dot ) ?[0-9A-Za-z-]{2,63}){1,4}"
            r"|[0-9A-Za-z._+-]{1,64} at [0-9A-Za-z-]{1,63}(?: dot [0-9A-Za-z-]{2,63}){1,4}"
        ),
        quick=r"(?:\[at\]|[(]at[)]|\{at\}) ?[0-9A-Za-z-]|[0-9A-Za-z._+-] at [0-9A-Za-z-]{1,63} dot [0-9A-Za-z-]",
        before="",
        examples=("jroe [at] example.org", "jroe(at)example(dot)org", "j.roe at example dot org"),
        counterexamples=("looked at example.org", "[at] example", "at dot"),
    ),
)
