"""Whether a mail is of whom it says, as the mail server in front of us has judged by SPF, DKIM and DMARC. Pure.

Of its headers the topmost alone counts that bears the server's name: it takes away others that pretend to be its own.
"""

import re
from collections.abc import Sequence

_QUOTED = re.compile(r'"((?:[^"\\]|\\.?)*)(?:"|\Z)', re.DOTALL)
_NOT_OF_ADDRESSES = re.compile(r"[^A-Za-z0-9.@_-]")
_COMMENT = re.compile(r"\([^()]*(?:\)|\Z)")
_RESULT = re.compile(r"^\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
# What each method has proven: the domain that it names.
_PROPERTY = {
    "spf": re.compile(r"smtp\.mailfrom\s*=\s*\"?(?:[^\s;\"@]*@)?([^\s;\"]+)", re.IGNORECASE),
    "dkim": re.compile(r"header\.(?:d\s*=\s*\"?@?|i\s*=\s*\"?[^\s;\"@]*@)([^\s;\"]+)", re.IGNORECASE),
    "dmarc": re.compile(r"header\.from\s*=\s*\"?(?:[^\s;\"@]*@)?([^\s;\"]+)", re.IGNORECASE),
}
_LONGEST = 8_000


def is_proven(headers: Sequence[str], *, server: str, sender: str) -> bool:
    """Tell whether the named server has proven the domain of a sender.

    ``headers`` are the values of Authentication-Results, topmost first. A result counts if it passed and names the
    sender's domain, or one above it.
    """
    domain = sender.rpartition("@")[2].lower().rstrip(".")
    own = next((found for one in headers if (found := _of(one[:_LONGEST], server)) is not None), None)
    if own is None or "." not in domain:
        return False
    return any(_proves(result, domain) for result in own)


def _of(header: str, server: str) -> list[str] | None:
    """Return the results of a header that the server wrote; None for one of somebody else."""
    # First what is quoted, also in comments: a sender chooses it, and what it separates or names is not the server's.
    bare, before = _QUOTED.sub(lambda found: _NOT_OF_ADDRESSES.sub("_", found[1]), header), ""
    while bare != before:
        before, bare = bare, _COMMENT.sub(" ", bare)
    name, *results = bare.split(";")
    written = name.split()
    return results if written and written[0].lower() == server.lower() else None


def _proves(result: str, domain: str) -> bool:
    found = _RESULT.match(result)
    if found is None or found[2].lower() != "pass":
        return False
    named = _PROPERTY[found[1].lower()].search(result)
    proven = named[1].lower().rstrip(".") if named else ""
    return "." in proven and (domain == proven or domain.endswith(f".{proven}"))
