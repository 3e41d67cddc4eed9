"""Free text that tells several things of one person: none of them says who it is, all together may."""

import re
from collections.abc import Sequence

from theatrum.checks.privacy.hits import Hit, Kind, Strength, Where

# Each is one thing that a text tells; those of LIFE are of a person, the others of any patient.
LIFE = {
    "age": r"\b[0-9]{1,3}[- ]?(?:years?|yrs?|yr|y)[-/ ]?(?:old|o)\b",
    "family": r"\b(?:wife|husband|spouse|daughter|son|(?:grand)?mother|(?:grand)?father|brother|sister|widow(?:er)?)\b",
    "work": r"\b(?:retired|works? as|worked as|employed|teacher|farmer|nurse|lawyer|engineer|veteran|student|driver)\b",
    "home": r"\b(?:lives? in|living in|resident of|native of|born in|moved (?:to|from)|immigrated|hometown)\b",
    "day": (
        r"\b(?:yesterday|last (?:week|month|year|spring|summer|fall|autumn|winter)"
        r"|(?:on |last )(?:mon|tues|wednes|thurs|fri|satur|sun)day|christmas|thanksgiving|easter)\b"
    ),
}
CARE = {
    "sex": r"\b(?:man|woman|gentleman|lady|boy|girl|he|she|his|her)\b",
    "person": r"\b(?:patient|pt|participant|subject)(?:'s)?\b",
    "letter": r"\b(?:dear|sincerely|regards|thank you|thanks)\b",
    "visit": r"\b(?:admitted|discharged|presented|hospitali[sz]ed|transferred|referr(?:ed|ing)|came to|called)\b",
    "house": r"\b(?:hospital|clinic|medical center|emergency (?:room|department))\b",
    "year": r"\b(?:in|since|until) (?:19|20)[0-9]{2}\b",
    "place": r"\b(?:in|near|from|at|to) (?:the |rural |downtown )?(?-i:[A-Z][a-z]{2,20})",
}
_PATTERNS = {name: re.compile(pattern, re.IGNORECASE | re.ASCII) for name, pattern in (LIFE | CARE).items()}
# For polars: what a text must have at least one of, or a weak sign of another class.
SIEVE = "(?i-u:" + "|".join(LIFE.values()) + ")"
_LEAST = 4
_LONGEST = 20_000


def free_text(text: str, hits: Sequence[Hit], where: Where) -> Hit | None:
    """Return a hit on the whole of a text that tells at least four things, one of them of a life or a weak sign."""
    if where is Where.NAME or " " not in text:
        return None
    head = text[:_LONGEST]
    told = {name for name, pattern in _PATTERNS.items() if pattern.search(head) is not None}
    weak = {hit.kind for hit in hits if hit.strength is Strength.WEAK}
    if len(told) + len(weak) < _LEAST or not (weak or told & LIFE.keys()):
        return None
    return Hit(Kind.FREE_TEXT, 0, len(text), Strength.WEAK, "several")
