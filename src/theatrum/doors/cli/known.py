"""``--known``: identifiers that exist already, from a file or from a server."""

import tempfile
from pathlib import Path

from theatrum.checks.links.known import Known, KnownUnreadable


def known_of(place: str | None, *, center: str | None, token: str | None, config: Path | None) -> Known:
    """Return what is known: nothing for None, else what a file or a server has. Raises DomainError, OSError."""
    if place is None:
        return Known.nothing()
    if not place.lower().startswith(("http://", "https://")):
        return Known.read(Path(place))
    from theatrum.client.addresses import known_address, shown  # slow import
    from theatrum.client.errors import DownloadFailed  # slow import
    from theatrum.client.known import download  # slow import
    from theatrum.client.tokens import configured_token, valid_token  # slow import

    address = known_address(place, center)
    used = valid_token(token, place="--token") if token is not None else configured_token(address, config)
    with tempfile.TemporaryDirectory() as folder:
        answer = download(address, used, Path(folder) / "known.csv")
        try:
            return Known.read(answer)
        except KnownUnreadable as error:
            reason = "what the server sends is no list of identifiers."
            raise DownloadFailed(url=shown(address), reason=reason, fix="Is the address right?") from error


def server_of(known: str | None, config: Path | None) -> str | None:
    """Return the server whose pages describe the data model: that of ``--known``, else the configured one.

    None where neither names one. Nothing is asked of it. Raises DomainError for an address that is none.
    """
    from theatrum.client.addresses import server_of_known  # slow import
    from theatrum.client.tokens import configured_server  # slow import

    is_address = known is not None and known.lower().startswith(("http://", "https://"))
    named = server_of_known(known) if known is not None and is_address else None
    return named or configured_server(config)
