"""The words of Synapse's parser about a token that it did not expect. Scripts and tests know them."""

from collections.abc import Sequence

from sqlglot.tokenizer_core import Token, TokenType

from theatrum.repository.tables.sql.dialect import RESERVED

_NAMED = {
    TokenType.VAR: "<regular_identifier>",
    TokenType.NUMBER: "<unsigned_integer>",
    TokenType.STRING: "<start_single_quote>",
    TokenType.IDENTIFIER: "<start_double_quote>",
}
_BEGINNINGS = ('"SELECT" ...',)
# Of a token that nobody expected, enough to recognise it.
_SHOWN = 100


def at_token(token: Token, expected: Sequence[str] = _BEGINNINGS) -> str:
    """Say which token was met, where, and what was expected instead."""
    text = token.text[:_SHOWN]
    name = f'"{text.upper()}"' if text.upper() in RESERVED else _NAMED.get(token.token_type, f'"{text}"')
    # Of a token, sqlglot knows the column of its last character.
    column = token.col - (token.end - token.start)
    return _told(f' {name} "{text} "', token.line, column, expected)


def at_end(text: str, expected: Sequence[str]) -> str:
    """Say that the query ends where more was expected."""
    lines = text.split("\n")
    return _told("<EOF>", len(lines), len(lines[-1]), expected)


def _told(met: str, line: int, column: int, expected: Sequence[str]) -> str:
    listed = "".join(f"    {one}\n" for one in expected)
    return f'Encountered "{met}" at line {line}, column {column}.\nWas expecting one of:\n{listed}'
