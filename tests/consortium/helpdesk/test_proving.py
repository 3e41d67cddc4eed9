"""What a mail server in front says of a sender, believed from it alone."""

import pytest

from theatrum.consortium.helpdesk.incoming.proving import is_proven
from theatrum.consortium.helpdesk.incoming.reading import read_letter

MX, ANA = "mx.dcc.example.org", "ana@lab.example.edu"
_GOOD = f"{MX}; spf=pass smtp.mailfrom=ana@lab.example.edu; dkim=fail header.d=lab.example.edu"


@pytest.mark.parametrize(
    "header",
    [
        _GOOD,
        f"{MX.upper()} 1;\r\n dkim=pass (2048 bits (rsa)) header.d=example.edu header.s=k1",
        f"{MX}; dmarc=pass (p=REJECT) header.from=lab.example.edu",
        f"{MX}; dkim=pass header.i=@lab.example.edu; spf=none",
        f"{MX}; spf=pass smtp.mailfrom=LAB.example.edu",
        f'{MX}; spf=pass smtp.mailfrom="ana@lab.example.edu"',
        f'{MX}; spf=pass smtp.mailfrom="ana; b"@lab.example.edu',
    ],
)
def test_a_result_that_passed_for_the_senders_domain_proves_it(header: str) -> None:
    assert is_proven([header, "other.example.org; spf=fail"], server=MX, sender=ANA)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        ["other.example.org; spf=pass smtp.mailfrom=ana@lab.example.edu"],
        [f"{MX}; spf=softfail smtp.mailfrom=ana@lab.example.edu"],
        [f"{MX}; spf=pass smtp.mailfrom=mallory@evil.example.com"],
        [f"{MX}; dkim=pass header.d=edu"],
        [f"{MX}; dkim=pass header.d=b.example.edu"],
        [f"{MX}; dkim=pass header.d=xlab.example.edu.evil.org"],
        [f"{MX}; dkim=none (dkim=pass header.d=lab.example.edu)"],
        # What a sender may write into their own address is no result of the server.
        [f'{MX}; spf=pass smtp.mailfrom="a; dmarc=pass header.from=lab.example.edu"@evil.org'],
        [f'{MX}; spf=pass smtp.mailfrom="a\\";dmarc=pass header.from=lab.example.edu "@evil.org'],
        [f'{MX}; spf=none (of "a); dmarc=pass header.from=lab.example.edu"@evil.org) smtp.helo=evil.org'],
        [f'{MX}; dkim=pass header.i="x header.d=lab.example.edu "@evil.org header.d=evil.org'],
        [f'{MX}; dkim=pass reason="header.d=lab.example.edu" header.d=evil.org'],
        [f'{MX}; spf=pass smtp.mailfrom="a; dmarc=pass header.from=lab.example.edu'],
        [f'{MX}; spf=pass smtp.mailfrom="a; dmarc=pass header.from=lab.example.edu \\'],
        [f"{MX}; none", _GOOD],
        [f"{MX}; auth=pass smtp.auth=ana", f"{MX}.evil.org; spf=pass smtp.mailfrom=lab.example.edu"],
        [";;;", "", "spf=pass"],
    ],
)
def test_everything_else_proves_nothing(headers: list[str]) -> None:
    assert not is_proven(headers, server=MX, sender=ANA)


def test_results_are_read_topmost_first() -> None:
    raw = f"Authentication-Results: {_GOOD}\nAuthentication-Results: x.org; none\nFrom: {ANA}\n\nHello\n"
    letter = read_letter(raw.encode())
    assert letter.results == (_GOOD, "x.org; none")
    assert is_proven(letter.results, server=MX, sender=letter.sender)
