"""First and last names that are common in some countries, from the lists of the library faker; read when first asked.

The lists have some thousand names of North America and Europe, and few of elsewhere: they find a share of people, not
all. Names that are words of the laboratory or of everyday life are left out, or every table would be full of people.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import polars as pl

_LOCALES = (
    "en_US", "en_GB", "en_IN", "de_DE", "fr_FR", "es_ES", "es_MX", "it_IT", "nl_NL", "pt_PT", "pt_BR", "sv_SE", "da_DK",
    "no_NO", "fi_FI", "pl_PL", "tr_TR", "vi_VN", "cs_CZ", "hu_HU", "ro_RO", "hr_HR", "de_AT", "fr_CA", "es_CO", "en_KE",
    "en_NG", "en_NZ", "id_ID", "ja_JP",
)  # fmt: skip
_FIRST = ("first_names", "first_names_male", "first_names_female", "first_names_nonbinary", "first_romanized_names")
_LAST = ("last_names", "last_names_male", "last_names_female", "last_names_unisex", "last_romanized_names")
_SHORTEST = 3
# Words, places, colours, instruments and diseases that are names as well.
_WORDS = """
april august austin autumn baker band bank bass bay beach bell berg best bird black blue bond book booth
branch bright brook brooks brown bush butcher camp carbon care case cell chain chance chase
church clay cliff close cole college cook cooper core costa cross crypt dallas dash dawn day dean
delta drew duke east eden ewing faith field fields finch fine fish fisher flow flower flowers ford forest fort
foster fox frank freeze fresh frost fuller gene gill glass gold good grace grade grant gray green grey grove
hand hardy hart head heart heath high hill hodgkin hope house hunt hunter iris ivory
jersey joy justice keen key kidney king knee lake lamb land lane large last laurel law lee left leica level
lily link little london long love low lung mace major mark marker markers marks marsh martin may
medina mercy merit merkel mill miller mills mine mix moon moor morning moss noble normal
north novel oak olive pace page paint paris park parker parks part pass patch peak penny pine plate
pool poole pope porter post power powers price prince prior prize prose quick rain raman raw ray read reed
reeves rice rich right ring rise river rivers rock rose row royal rush sage salt san sand sandy santa
savage scan sharp shaw shell shepherd short silver skin slide small snow song sparks star stark steel
stem stone story strange street strong summer summers swift table tag tate taylor temple test thin tiger
tissue trial true tube tucker turner urban van vega vessel victoria virginia wade walker wall walls
ward warner waters watts wave weaver webb weeks well wells west white wild will wilms winter winters wise wolf
wood woods world york young zeiss
"""
WORDS = frozenset(_WORDS.split())


def is_first(word: str) -> bool:
    """Return whether a word is a common first name and no other word."""
    name = _plain(word)
    return name not in WORDS and name in _names(_FIRST)


def is_last(word: str) -> bool:
    """Return whether a word is a common last name; words are names too, where a first name stands beside them."""
    return _plain(word) in _names(_LAST)


@lru_cache(maxsize=2)
def _names(kinds: tuple[str, ...]) -> frozenset[str]:
    # Many are in the lists of several countries.
    plain = map(_plain, {name for kind in kinds for name in _listed(kind)})
    return frozenset(name for name in plain if len(name) >= _SHORTEST)


def _listed(kind: str) -> Iterator[str]:
    from importlib import import_module  # slow import

    for locale in _LOCALES:
        yield from getattr(import_module(f"faker.providers.person.{locale}").Provider, kind, ())


def hold_first(texts: pl.Series) -> pl.Series:
    """Return of each text whether one of its words is a common first name and no other word."""
    words = pl.DataFrame({"text": texts}).select(
        pl.int_range(pl.len()).alias("row"), pl.col("text").str.extract_all(r"\p{L}{2,30}").alias("word")
    )
    found = words.explode("word").filter(pl.col("word").str.to_lowercase().is_in(_spelt()))["row"]
    return pl.int_range(len(texts), eager=True).is_in(found.implode())


@lru_cache(maxsize=1)
def _spelt() -> pl.Series:
    """Return the first names that are no other words, as they are spelt with their accents and without."""
    names = {name for kind in _FIRST for name in _listed(kind)}
    return pl.Series(
        sorted({one for name in names for one in (name.lower(), _plain(name)) if _plain(name) not in WORDS})
    )


def _plain(name: str) -> str:
    """Return a name without case and accents."""
    if name.isascii():
        return name.strip().lower()
    parts = unicodedata.normalize("NFD", name.strip().casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
