"""From the text of a query to a tree that holds nothing but what the dialect has. Pure.

sqlglot reads more than Synapse does; ``_ALLOWED`` names each kind of node and each of its parts that may
stand in a query. Whatever is not named there is refused, so that a new release of sqlglot allows nothing new.
"""

import re
from collections.abc import Iterator

from sqlglot import exp
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from theatrum.repository.tables.sql import dialect, encountered
from theatrum.repository.tables.sql.errors import SqlIsInvalid

TEXT_LIMIT = 1_000_000
# Parentheses, functions and arithmetic inside each other; chains of AND and OR count once.
DEPTH_LIMIT = 100
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ENTITY = re.compile(r"(?i:syn)[0-9]+(\.[0-9]+)?")

_BINARY = frozenset({"this", "expression"})
_LIST = frozenset({"this", "expressions"})
_ALLOWED: dict[type[exp.Expr], frozenset[str]] = {
    exp.Select: frozenset({"expressions", "from_", "where", "group", "order", "limit", "offset", "distinct"}),
    exp.From: frozenset({"this"}),
    exp.Table: frozenset({"this", "alias"}),
    exp.TableAlias: frozenset({"this"}),
    exp.Where: frozenset({"this"}),
    exp.Group: frozenset({"expressions"}),
    # ``this`` inside GROUP_CONCAT: what is put into an order.
    exp.Order: _LIST,
    exp.Ordered: frozenset({"this", "desc", "nulls_first"}),
    exp.Limit: frozenset({"expression"}),
    exp.Offset: frozenset({"expression"}),
    exp.Distinct: frozenset({"expressions"}),
    exp.Alias: frozenset({"this", "alias"}),
    exp.Column: frozenset({"this", "table"}),
    exp.Identifier: frozenset({"this", "quoted"}),
    exp.Var: frozenset({"this"}),
    exp.Star: frozenset(),
    exp.Literal: frozenset({"this", "is_string"}),
    exp.Boolean: frozenset({"this"}),
    exp.Null: frozenset(),
    exp.Paren: frozenset({"this"}),
    exp.Neg: frozenset({"this"}),
    exp.Not: frozenset({"this"}),
    exp.Case: frozenset({"this", "ifs", "default"}),
    exp.If: frozenset({"this", "true"}),
    exp.Interval: frozenset({"this", "unit"}),
    exp.Anonymous: _LIST,
    exp.GroupConcat: frozenset({"this", "separator"}),
    exp.In: _LIST,
    exp.Between: frozenset({"this", "low", "high"}),
    exp.Like: frozenset({"this", "expression", "negate"}),
    exp.Escape: _BINARY,
    exp.Is: _BINARY,
    exp.Div: frozenset({"this", "expression", "typed", "safe"}),
    **dict.fromkeys(
        (
            exp.And, exp.Or, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE,
            exp.Add, exp.Sub, exp.Mul, exp.Mod, exp.IntDiv,
        ),
        _BINARY,
    ),
}  # fmt: skip
_ELSEWHERE: dict[type[exp.Expr], str] = {
    exp.Union: "The UNION keyword is not supported in this context",
    exp.With: "The WITH keyword is not supported in this context",
    exp.Join: "The JOIN keyword is not supported in this context",
    exp.Subquery: "A query inside a query is not part of Synapse's SQL: ask one question at a time.",
}


def parse(text: str) -> exp.Select:
    """Return the tree of one SELECT. Raises SqlIsInvalid, which says what stands where, and what should."""
    if len(text) > TEXT_LIMIT:
        raise SqlIsInvalid(reason=f"The query has {len(text)} characters; {TEXT_LIMIT} is the most.")
    tokens = _tokens(text)
    _check_words(tokens)
    statement = _statement(tokens, text)
    for node in _nodes(statement):
        if isinstance(node, exp.Select) and node is not statement:
            raise SqlIsInvalid(reason=_ELSEWHERE[exp.Subquery])
        _check_node(node)
    return statement


def parse_condition(text: str) -> exp.Expr:
    """Return the tree of one condition, made by us of checked parts."""
    condition: exp.Expr = parse(f"SELECT * FROM syn1 WHERE {text}").args["where"].this  # noqa: S608  # is parsed, never run
    return condition


def _tokens(text: str) -> list[Token]:
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise SqlIsInvalid(reason="The query holds a character that no text may hold.")
    try:
        return dialect.tokenize(text)
    except TokenError as error:
        reason = "A quotation mark that was opened in the query is not closed."
        raise SqlIsInvalid(reason=f"{reason} Write '' for ' inside a text.") from error


def _check_words(tokens: list[Token]) -> None:
    if not tokens or tokens[0].token_type is TokenType.SEMICOLON:
        raise SqlIsInvalid(reason=encountered.at_end("", ('"SELECT" ...',)))
    for token in tokens:
        is_word = token.token_type is not TokenType.VAR or _IDENTIFIER.fullmatch(token.text)
        if token.comments or not (is_word or _ENTITY.fullmatch(token.text)):
            raise SqlIsInvalid(reason=encountered.at_token(token, ('"FROM" ...', '"," ...')))
    if tokens[0].token_type not in {TokenType.SELECT, TokenType.WITH, TokenType.L_PAREN}:
        raise SqlIsInvalid(reason=encountered.at_token(tokens[0]))


def _statement(tokens: list[Token], text: str) -> exp.Select:
    ends = [at for at, token in enumerate(tokens) if token.token_type is TokenType.SEMICOLON]
    if ends and ends[0] != len(tokens) - 1:
        raise SqlIsInvalid(reason=encountered.at_token(tokens[ends[0] + 1], ("<EOF>",)))
    try:
        found = dialect.parse_tokens(tokens, text)
    except ParseError as error:
        raise SqlIsInvalid(reason=_where(error, tokens, text)) from error
    except RecursionError as error:
        raise _too_deep() from error
    statement = (found[0] if found else None) or exp.Null()
    if not isinstance(statement, exp.Select):
        raise SqlIsInvalid(reason=_ELSEWHERE.get(type(statement), encountered.at_token(tokens[0])))
    if statement.args.get("from_") is None:
        raise SqlIsInvalid(reason=encountered.at_end(text, ('"FROM" ...',)))
    return statement


def _where(error: ParseError, tokens: list[Token], text: str) -> str:
    """Find the token that sqlglot stopped at, and say it in the words of Synapse's parser."""
    told = error.errors[0] if error.errors else {}
    expected = (_expected(str(told.get("description") or "")),)
    spot = (told.get("line"), told.get("col"))
    for token in tokens:
        if (token.line, token.col) == spot:
            is_last = token is tokens[-1] and token.text != told.get("highlight")
            return encountered.at_end(text, expected) if is_last else encountered.at_token(token, expected)
    return encountered.at_end(text, expected)


def _expected(description: str) -> str:
    if description.startswith("Expecting "):
        return f'"{description.removeprefix("Expecting ")}" ...'
    if description.startswith("Expected table name"):
        return "<entity_id> ..."
    return "a value ..." if description.startswith("Required keyword") else "another clause, or <EOF>"


def _nodes(statement: exp.Expr) -> Iterator[exp.Expr]:
    """Yield every node, without recursion. Raises SqlIsInvalid where they are nested too deeply."""
    waiting = [(statement, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > DEPTH_LIMIT:
            raise _too_deep()
        yield node
        for child in node.iter_expressions():
            is_chain = isinstance(child, exp.And | exp.Or) and type(child) is type(node)
            waiting.append((child, depth if is_chain else depth + 1))


def _check_node(node: exp.Expr) -> None:
    allowed = _ALLOWED.get(type(node))
    if allowed is None:
        reason = _ELSEWHERE.get(type(node)) or f"{_named(node)} is not part of Synapse's SQL."
        raise SqlIsInvalid(reason=reason)
    for name, value in node.args.items():
        if name not in allowed and value not in (None, False, []):
            inner = value[0] if isinstance(value, list) else value
            reason = _ELSEWHERE.get(type(inner)) or f"{_named(node)} cannot have {name.upper()} in Synapse's SQL."
            raise SqlIsInvalid(reason=reason)


def _named(node: exp.Expr) -> str:
    return type(node).__name__.upper()


def _too_deep() -> SqlIsInvalid:
    return SqlIsInvalid(reason=f"The query is nested too deeply: {DEPTH_LIMIT} levels are the most.")
