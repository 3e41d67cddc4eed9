"""All writings, in the order in which they are looked for: where two say the same of a text, the first counts."""

from theatrum.checks.privacy.detectors import (
    ages,
    codes,
    dates_named,
    dates_numbers,
    dates_weak,
    email,
    names,
    network,
    numbers,
    phones,
    places,
    records,
    ssn,
)

_ALL = (
    *email.WRITINGS,
    *ssn.WRITINGS,
    *records.WRITINGS,
    *phones.WRITINGS,
    *numbers.WRITINGS,
    *network.WRITINGS,
    *dates_numbers.WRITINGS,
    *dates_named.WRITINGS,
    *dates_weak.WRITINGS,
    *places.WRITINGS,
    *ages.WRITINGS,
    *names.WRITINGS,
    *codes.WRITINGS,
)
# What only the name of a column makes sure comes last: a date in a column of numbers is a date.
WRITINGS = (*(one for one in _ALL if not one.needs), *(one for one in _ALL if one.needs))
