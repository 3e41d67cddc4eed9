"""Addresses of the web and of machines, and paths that name a user."""

import ipaddress
import re

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.meanings import Meaning
from theatrum.checks.privacy.writing import Writing

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_HEX = "[0-9A-Fa-f]"
_VERSION = re.compile(
    r"(?:^|[^a-z])(?:v|ver|version|release|build|library|software|firmware|java|uid)[ .:=_v-]{0,4}$",
    re.IGNORECASE,
)
_MORE = re.compile("[.][0-9]")
_NEAR = 16
_LARGE, _VERY_LARGE = 32, 100
_SHARED = frozenset(
    ["public", "shared", "all users", "default", "user", "username", "name", "you", "local", "linuxbrew"]
)
_NAMELESS = re.compile(r"[$%{<\[*.~]")


def is_machine(found: re.Match[str], context: Context) -> bool:
    """Return whether four numbers are rather an address than a version."""
    if _MORE.match(found.string, found.end()):
        return False
    numbers, _, port = found[0].partition(":")
    parts = [int(part) for part in numbers.split(".")]
    if port:
        return max(parts) >= _LARGE  # no version has one
    if Meaning.NETWORK in context.meanings or sum(part >= _VERY_LARGE for part in parts) > 1:
        return True
    if Meaning.VERSION in context.meanings or _VERSION.search(
        found.string, max(0, found.start() - _NEAR), found.start()
    ):
        return False
    return max(parts) >= _LARGE


def may_be_machine(found: re.Match[str], context: Context) -> bool:
    """Return whether four small numbers may be an address all the same."""
    return Meaning.VERSION not in context.meanings and not _VERSION.search(
        found.string, max(0, found.start() - _NEAR), found.start()
    )


def is_ipv6(found: re.Match[str], _context: Context) -> bool:
    """Return whether a text is an address, and more than a time or two colons."""
    text = found[0]
    if ("::" not in text and text.count(":") != 7) or len(re.findall("[0-9A-Fa-f]+", text)) < 3:  # groups
        return False
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def has_letter(found: re.Match[str], context: Context) -> bool:
    """Return whether six pairs are more than numbers, or the name says a machine."""
    return ":" in found[0] or Meaning.NETWORK in context.meanings or not found[0].replace("-", "").isdigit()


def is_user(found: re.Match[str], _context: Context) -> bool:
    """Return whether the folder is that of one person."""
    name = found[1].lower()
    return name not in _SHARED and _NAMELESS.match(name) is None


WRITINGS = (
    Writing(
        kind=Kind.URL,
        name="address",
        strength=Strength.STRONG,
        is_of_words=True,
        about="An address of the web, a file server or a store: https://, ftp://, s3://, www.",
        pattern=(
            "(?:https?|s?ftp|s3|gs|file|smb|ssh|git)://[^\\x00-\\x20\u00a0<>\"'|{}]{3,300}"
            "|www[.][0-9a-z-]{1,63}[.][^\\x00-\\x20\u00a0<>\"'|{}]{2,300}"
        ),
        quick="(?:https?|s?ftp|s3|gs|file|smb|ssh|git)://|www[.][0-9a-z-]",
        before="0-9A-Za-z",
        after="",
        examples=("https://example.org/patients/7", "www.example.org", "s3://bucket/key", "see ftp://example.org/x."),
        counterexamples=("http:/x", "wwwx.example", "https://", "example.org"),
    ),
    Writing(
        kind=Kind.ADDRESS_IP,
        name="ipv4",
        strength=Strength.STRONG,
        about="Four numbers of which one is 32 or more, not behind a word for versions: 192.168.0.12",
        pattern=rf"{_OCTET}[.]{_OCTET}[.]{_OCTET}[.]{_OCTET}",
        tail="(?::[0-9]{1,5})?",
        before="0-9A-Za-z.",
        after="0-9A-Za-z_",
        confirm=is_machine,
        examples=("192.168.0.12", "from 10.0.0.200:22.", "ip=203.0.113.7", "http server 192.36.171.21:8080"),
        counterexamples=("1.2.3.4", "version 12.0.15.200", "library v11.2.1.90", "1.2.840.10008.5.1", "256.1.1.1"),
    ),
    Writing(
        kind=Kind.ADDRESS_IP,
        name="small_ipv4",
        strength=Strength.WEAK,
        about="Four small numbers of which the first is 10, as within institutions: 10.0.0.1",
        pattern=rf"10[.]{_OCTET}[.]{_OCTET}[.]{_OCTET}",
        before="0-9A-Za-z.",
        after="0-9A-Za-z_.",
        confirm=may_be_machine,
        examples=("10.0.0.1",),
        counterexamples=("4.1.8.1", "v10.0.0.1", "version 10.0.0.1", "10.0.0.1.5"),
    ),
    Writing(
        kind=Kind.ADDRESS_IP,
        name="ipv6",
        strength=Strength.STRONG,
        is_of_words=True,
        about="Eight groups, or fewer with two colons: 2001:db8::8a2e:370:7334",
        pattern=f"(?:{_HEX}{{1,4}}:{{1,2}}){{2,7}}{_HEX}{{1,4}}",
        before="0-9A-Za-z:.",
        after="0-9A-Za-z:",
        confirm=is_ipv6,
        examples=("2001:db8::8a2e:370:7334", "fe80:0:0:0:202:b3ff:fe1e:8329"),
        counterexamples=("12:30:45", "2020:01:31", "a::b", "std::vector", "1:2:3:4:5:6:7"),
    ),
    Writing(
        kind=Kind.ADDRESS_MAC,
        name="mac",
        strength=Strength.STRONG,
        is_of_words=True,
        about="Six pairs of hexadecimal digits: 00:1B:44:11:3A:B7, 00-1B-44-11-3A-B7",
        pattern=f"{_HEX}{{2}}(?::{_HEX}{{2}}){{5}}|{_HEX}{{2}}(?:-{_HEX}{{2}}){{5}}",
        before="0-9A-Za-z:-",
        after="0-9A-Za-z:-",
        confirm=has_letter,
        examples=("00:1B:44:11:3A:B7", "00-1b-44-11-3a-b7"),
        counterexamples=("00:1B:44:11:3A", "12-34-56-78-90-12", "00:1B:44:11:3A:B7:C8"),
    ),
    Writing(
        kind=Kind.PATH,
        name="home",
        strength=Strength.STRONG,
        is_of_words=True,
        about="A folder of a user: /home/jroe, /Users/jroe, C:\\Users\\jroe, ~jroe",
        pattern=(
            r"(?:/(?:[0-9A-Za-z_.-]{1,30}/){0,3}(?:home|Users|usr/people)/"
            r"|[A-Za-z]:[\\/]{1,2}(?:Users|Documents and Settings|Benutzer)[\\/]{1,2})"
            r"([^\x00-\x1f\\/:*?<>|,;\x22' ]{2,40})"
            r"[^\x00-\x20*?<>|,;\x22']{0,200}"
        ),
        quick=r"/(?:home|Users|usr/people)/|[A-Za-z]:[\\/]{1,2}(?:Users|Documents and Settings|Benutzer)[\\/]",
        before="0-9A-Za-z",
        after="",
        confirm=is_user,
        examples=(
            "/home/jroe/data", "/Users/jroe/x.bam", r"C:\Users\jroe\scan.svs", "C:/Users/jroe/a", "/n/home/jroe/x",
        ),
        counterexamples=("/home/", "C:\\Users\\Public\\x", "/home/$USER/x", "homes/jroe", "/data/home"),
    ),
    Writing(
        kind=Kind.PATH,
        name="share",
        strength=Strength.WEAK,
        is_of_words=True,
        about="A folder of another machine: \\\\server\\share",
        pattern=r"\\\\[0-9A-Za-z._-]{2,60}\\[^\x00-\x20*?<>|,;\x22']{1,200}",
        quick=r"\\\\[0-9A-Za-z._-]{2}",
        before="0-9A-Za-z\\\\",
        after="",
        examples=(r"\\server\scans\x.svs",),
        counterexamples=("C:\\\\x\\y", r"\\"),
    ),
)  # fmt: skip
