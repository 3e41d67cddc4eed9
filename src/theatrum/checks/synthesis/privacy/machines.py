"""What computers are called, and where files lie on them: names of people and hospitals are in both."""

import random

from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.synthesis.privacy.persons import family, given, plain
from theatrum.checks.synthesis.privacy.planted import ALONE, Make, Writing

_FILES = ("run1.fastq.gz", "slide.svs", "counts.csv", "aligned.bam", "notes.txt", "report.pdf")
_FROM = (ALONE, "copied from {}", "uploaded from {} twice", "host {}")


def login(chance: random.Random) -> str:
    """Return the name of an account on a computer."""
    return f"{plain(given(chance))[0]}{plain(family(chance))}".lower()


def ip_address(chance: random.Random) -> str:
    """Return an address of the fourth version."""
    first = chance.choice((10, 172, 192, 128, 152))
    return ".".join(map(str, (first, *(chance.randint(16, 250) for _ in range(3)))))


def mac_address(chance: random.Random, separator: str = ":") -> str:
    """Return the address of a network card."""
    return separator.join(f"{chance.randrange(256):02x}" for _ in range(6))


def home_path(chance: random.Random) -> str:
    """Return the path of a file in somebody's folder."""
    return f"/home/{login(chance)}/project{chance.randint(1, 99)}/{chance.choice(_FILES)}"


def windows_path(chance: random.Random) -> str:
    """Return the path of a file in somebody's folder on Windows."""
    return f"C:\\Users\\{login(chance)}\\Desktop\\{chance.choice(_FILES)}"


def _address_six(chance: random.Random) -> str:
    return "2001:db8:" + ":".join(f"{chance.randrange(4096, 65536):x}" for _ in range(6))


_PATHS: dict[str, Make] = {
    "home": home_path,
    "mac": lambda chance: f"/Users/{login(chance)}/Documents/{chance.choice(_FILES)}",
    "windows": windows_path,
    "share": lambda chance: (
        f"\\\\pathserver{chance.randint(1, 9)}\\scans\\{plain(family(chance))}\\{chance.choice(_FILES)}"
    ),
}
WRITINGS: tuple[Writing, ...] = (
    Writing(Kind.ADDRESS_IP, "four", Strength.STRONG, ip_address, _FROM),
    Writing(Kind.ADDRESS_IP, "port", Strength.STRONG, lambda chance: f"{ip_address(chance)}:8080", ("http server {}",)),
    Writing(Kind.ADDRESS_IP, "six", Strength.STRONG, _address_six, _FROM),
    Writing(Kind.ADDRESS_MAC, "colons", Strength.STRONG, mac_address, _FROM),
    Writing(Kind.ADDRESS_MAC, "dashes", Strength.STRONG, lambda chance: mac_address(chance, "-").upper(), _FROM),
    *(Writing(Kind.PATH, name, Strength.WEAK, make, _FROM) for name, make in _PATHS.items()),
)
