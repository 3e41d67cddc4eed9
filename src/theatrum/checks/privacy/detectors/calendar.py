"""Which numbers are a day, and which words a month."""

from datetime import date

YEAR = "(?:1[89]|20)[0-9]{2}"
HYPHEN = "[-\u2010-\u2015\u2212]"
TIME = (
    "(?:(?:T|[ _:,-]{1,2})[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    "(?: ?[AaPp][Mm])?(?: ?Z| ?[+-][0-9]{2}:?[0-9]{2})?)?"
)
_OLDEST, _NEWEST = 1850, 2050
_PIVOT = 50

_LANGUAGES = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber maerz apr mai jun jul aug sept okt nov dez",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janv fevrier mars avr mai juin juil aout sept oct nov dec",
    "janv févr mars avr mai juin juil aoû sept oct nov déc",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ene feb mar abr may jun jul ago setiembre oct nov dic",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "gen feb mar apr mag giu lug ago set ott nov dic",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "jan fev marco abr mai jun jul ago set out nov dez",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "januar februar mars april maj juni juli august september oktober november desember",
    "januari februari mars april maj juni juli augusti september oktober november december",
)
_NAMES = {name: number for language in _LANGUAGES for number, name in enumerate(language.split(), 1)}
# The beginnings of all names, and what may follow; whether it is a name is confirmed.
_BEGINNINGS = "|".join(sorted({name[:3].replace("é", "[éÉ]").replace("ä", "[äÄ]") for name in _NAMES}))
MONTH = f"(?:{_BEGINNINGS})[a-zäçéûÄÇÉÛ]{{0,8}}"
# Those that stand alone with a year: the short ones of one language are words of another.
_SHORT_ALONE = "jan feb mar apr may jun jul aug sep sept oct nov dec june july mars avril mai juin juni juli"
_ALONE = frozenset(name for name in _NAMES if len(name) > len("sept")) | frozenset(_SHORT_ALONE.split())
MONTH_NAMES = dict(sorted(_NAMES.items()))


def is_day(year: int, month: int, day: int) -> bool:
    """Return whether a day exists, in a year in which somebody may have lived, or will soon."""
    if not _OLDEST <= year <= _NEWEST:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def full_year(year: str) -> int:
    """Return the year that two or four digits mean."""
    number = int(year)
    return number if len(year) > 2 else number + (1900 if number > _PIVOT else 2000)  # two digits


def month_number(name: str) -> int | None:
    """Return the month that a word names in one of the languages; None where it names none."""
    return _NAMES.get(name.lower())


def stands_alone(name: str) -> bool:
    """Return whether a name of a month is one beside a year alone."""
    return name.lower() in _ALONE
