"""Where somebody lives: streets, post boxes, postal codes."""

import re

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detectors.labels import digits_of
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.meanings import Meaning
from theatrum.checks.privacy.writing import Writing

_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DC|DE|FL|GA|GU|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MI|MN|MO|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA"
    "|PR|RI|SC|SD|TN|TX|UT|VA|VI|VT|WA|WI|WV|WY"
)
_WORD = "[A-ZÀ-Þ][A-Za-zÀ-ÿ'.-]{1,24}"
_SURE = "Street|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Parkway|Pkwy|Highway|Hwy|Terrace|Turnpike"
_UNSURE = "St|Dr|Drive|Ln|Court|Ct|Way|Place|Pl|Circle|Cir|Square|Sq|Trail|Loop|Row|Close|Crescent|Gardens"
_NUMBER = "[1-9][0-9]{0,5}[A-Za-z]?"
_SIDE = "(?:[NSEW][.]? |North |South |East |West )?"
_CODE = "[0-9]{5}(?:-[0-9]{4})?"
_TOWN = f",? {_WORD}(?: {_WORD}){{0,2}},? (?:{_STATES}),? {_CODE}"
_UNIT = "(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Floor|Fl|#)[.]? ?[0-9A-Za-z-]{1,6})?"
_MOST = 6


def is_code(found: re.Match[str], _context: Context) -> bool:
    """Return whether what the label announces has digits, and letters only as postal codes do."""
    value = found[found.lastindex or 0]
    return len(digits_of(value)) > 1 and len(re.findall("[A-Za-z]", value)) <= _MOST


WRITINGS = (
    Writing(
        kind=Kind.ADDRESS,
        name="street",
        strength=Strength.STRONG,
        about="A number, a name and a word that only streets have: 12 Main Street, 1600 N Oak Ave Apt 4",
        pattern=f"{_NUMBER},? {_SIDE}(?:(?:{_WORD}|[0-9]{{1,3}}(?:st|nd|rd|th)) ){{1,4}}(?:{_SURE})[.]?",
        tail=_UNIT,
        is_folded=False,
        examples=(
            "12 Main Street", "lives at 1600 N Oak Ave Apt 4", "350 5th Avenue",
            "7 Martin Luther King Blvd, Suite 100",
        ),
        counterexamples=("12 main street", "Main Street", "12 Samples Streets", "3 Level Roadmap"),
    ),
    Writing(
        kind=Kind.ADDRESS,
        name="full",
        strength=Strength.STRONG,
        about="A street of any kind with its town, state and ZIP code: 12 Oak Drive, Salem, OR 97301",
        pattern=f"{_NUMBER},? {_SIDE}(?:(?:{_WORD}|[0-9]{{1,3}}(?:st|nd|rd|th)) ){{0,4}}{_WORD}{_UNIT}{_TOWN}",
        quick=f"[A-Za-zÀ-ÿ],? (?:{_STATES}),? [0-9]{{5}}",
        is_folded=False,
        examples=("12 Oak Drive, Salem, OR 97301", "12 Main Street Apt 4, Salt Lake City, UT 84101-1234"),
        counterexamples=("12 Oak Drive, Salem", "Salem, OR 97301"),
    ),
    Writing(
        kind=Kind.ADDRESS,
        name="box",
        strength=Strength.STRONG,
        about="A post box: P.O. Box 123, Postfach 123",
        pattern="(?:p[.]? ?o[.]? ?box|post office box|postfach|apartado|casella postale) ?[#:]? ?[0-9]{1,7}",
        examples=("P.O. Box 123", "PO Box 4567", "Postfach 1234"),
        counterexamples=("box 12", "PO box"),
    ),
    Writing(
        kind=Kind.ADDRESS,
        name="way",
        strength=Strength.WEAK,
        about="A number, a name and a word that streets have among others: 12 Oak Drive, 5 Elm St",
        pattern=f"{_NUMBER} {_SIDE}(?:{_WORD} ){{1,3}}(?:{_UNSURE})[.]?",
        tail=_UNIT,
        is_folded=False,
        examples=("12 Oak Drive", "5 Elm St", "221 Baker St Apt 2"),
        counterexamples=("oak drive", "12 oak Drive", "12 Drive"),
    ),
    Writing(
        kind=Kind.ADDRESS,
        name="european",
        strength=Strength.WEAK,
        about="A street and its number with a word of a European language: Hauptstraße 12, 12 rue de la Paix",
        pattern=(
            "[A-ZÀ-Þ][A-Za-zÀ-ÿß-]{2,30}(?:stra(?:ß|ss)e|str[.]|gasse|allee|platz|straat|laan|plein|gracht|gatan|vägen|vej"
            "|veien|katu) [1-9][0-9]{0,3}[a-z]?"
            "|(?:[A-ZÀ-Þ][A-Za-zÀ-ÿ.-]{1,20} )(?:Straße|Strasse|Allee|Platz|Weg|Gasse) [1-9][0-9]{0,3}[a-z]?"
            "|[1-9][0-9]{0,3}(?: ?bis)?,? (?:rue|avenue|boulevard|chemin|impasse|allée|quai) (?:d[eu]s? )?(?:l[ae'] ?)?"
            "[A-ZÀ-Þ][A-Za-zÀ-ÿ'-]{2,30}"
            "|(?:Calle|C/|Avenida|Avda[.]|Plaza|Via|Viale|Piazza|Corso|Rua|Travessa) (?:[a-z]{1,3} ){0,2}"
            "[A-ZÀ-Þ][A-Za-zÀ-ÿ'-]{2,30}(?: [A-ZÀ-Þ][A-Za-zÀ-ÿ'-]{2,30})?,? [1-9][0-9]{0,3}"
        ),
        is_folded=False,
        before="0-9A-Za-zÀ-ÿ",
        examples=(
            "Hauptstraße 12", "Lange Straße 5a", "12 rue de la Paix", "Calle Mayor 5", "Via Roma 3", "Kerkstraat 10",
        ),
        counterexamples=("straße 12", "rue de la Paix", "Via Roma", "the Strat 3"),
    ),
    Writing(
        kind=Kind.ADDRESS,
        name="column",
        strength=Strength.STRONG,
        about="A number with a word where the name says address or street",
        pattern="[0-9]{1,6}[A-Za-z]?,? [A-Za-zÀ-ÿ][^\n]{1,80}|[A-Za-zÀ-ÿ][^\n@0-9]{2,60} [0-9]{1,6}",
        needs=frozenset([Meaning.ADDRESS]),
        named="home_address",
        examples=("12 oak drive", "Am Hang 7"),
        counterexamples=("none", "7"),
    ),
    Writing(
        kind=Kind.ZIP_CODE,
        name="state",
        strength=Strength.STRONG,
        about="A state and five digits, or nine: Boston, MA 02115",
        pattern=f"[A-Z][a-z.]{{2,24}},? (?:{_STATES}),? ({_CODE})",
        part=1,
        is_folded=False,
        before="",
        examples=("Boston, MA 02115", "Portland OR 97201-1234", "Salt Lake City, UT 84101"),
        counterexamples=("MA 02115", "Sample CD 12345", "Boston, MA 021155"),
    ),
    Writing(
        kind=Kind.ZIP_CODE,
        name="labelled",
        strength=Strength.STRONG,
        about="A code behind ZIP, postcode, postal code, PLZ",
        pattern=(
            "(?:zip|zip ?code|post ?code|postal(?: ?code)?|plz|postleitzahl|code postal)[ :=#_]{1,3}"
            "([0-9]{5}-[0-9]{4}|[0-9]{4,6}|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9])"
        ),
        part=1,
        confirm=is_code,
        examples=("ZIP: 02115", "zip code 97201-1234", "Postcode SW1A 1AA", "PLZ 10115", "postal code K1A 0B1"),
        counterexamples=("zip file 1", "zip: 12", "unzip 02115"),
    ),
    Writing(
        kind=Kind.ZIP_CODE,
        name="column",
        strength=Strength.STRONG,
        about="A code where the name says ZIP or postal",
        pattern="([0-9]{3,6}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9])",
        needs=frozenset([Meaning.ZIP]),
        named="zip_code",
        examples=("02115", "021", "97201-1234", "SW1A 1AA"),
        counterexamples=("none", "1234567"),
    ),
    Writing(
        kind=Kind.ZIP_CODE,
        name="bare_state",
        strength=Strength.WEAK,
        about="A state and five digits, or nine, without a place: TX 77030",
        pattern=f"(?:{_STATES}) ({_CODE})",
        is_folded=False,
        before="0-9A-Za-z-",
        after="0-9A-Za-z-",
        examples=("TX 77030", "OR 97201-1234"),
        counterexamples=("tx 77030", "CD 12345", "TX 770301"),
    ),
    Writing(
        kind=Kind.ZIP_CODE,
        name="nine",
        strength=Strength.WEAK,
        about="Five and four digits: 97201-1234",
        pattern="[0-9]{5}-[0-9]{4}",
        before="0-9A-Za-z.-",
        after="0-9A-Za-z.-",
        examples=("97201-1234",),
        counterexamples=("97201-12345", "A97201-1234"),
    ),
    Writing(
        kind=Kind.ZIP_CODE,
        name="british",
        strength=Strength.WEAK,
        about="A British or Canadian code with its blank: SW1A 1AA, K1A 0B1",
        pattern=(
            "[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKMNPR-Y]? [0-9][ABD-HJLNP-UW-Z]{2}"
            "|[ABCEGHJ-NPRSTVXY][0-9][A-Z] [0-9][A-Z][0-9]"
        ),
        is_folded=False,
        before="0-9A-Za-z-",
        after="0-9A-Za-z-",
        examples=("SW1A 1AA", "K1A 0B1"),
        counterexamples=("SW1A1AA", "CD4 CD8", "sw1a 1aa"),
    ),
)  # fmt: skip
