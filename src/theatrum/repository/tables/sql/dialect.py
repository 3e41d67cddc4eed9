"""Synapse's SQL for sqlglot: its words, its quotes, and what it has beyond other dialects. Pure.

Only the words of the dialect are keywords, so that a column may be called ``status`` or ``order``. All
functions are read alike, as a name and arguments; ``functions`` knows which of them there are.
"""

import re
from collections.abc import Callable
from typing import Any, ClassVar

from sqlglot import exp, generator, parser, tokens
from sqlglot.dialects.dialect import Dialect
from sqlglot.tokenizer_core import Token, TokenType

# Two tokens of sqlglot's that Synapse has no use for stand for words that only Synapse has.
_HAS = TokenType.OVERLAPS
_HAS_LIKE = TokenType.GLOB

_SINGLE = {
    "(": TokenType.L_PAREN,
    ")": TokenType.R_PAREN,
    ",": TokenType.COMMA,
    ".": TokenType.DOT,
    "-": TokenType.DASH,
    "+": TokenType.PLUS,
    "*": TokenType.STAR,
    "/": TokenType.SLASH,
    "%": TokenType.MOD,
    "=": TokenType.EQ,
    "<": TokenType.LT,
    ">": TokenType.GT,
    ";": TokenType.SEMICOLON,
    "'": TokenType.UNKNOWN,
    '"': TokenType.UNKNOWN,
    "`": TokenType.UNKNOWN,
}

_WORDS = {
    "ALL": TokenType.ALL,
    "AND": TokenType.AND,
    "AS": TokenType.ALIAS,
    "ASC": TokenType.ASC,
    "BETWEEN": TokenType.BETWEEN,
    "CASE": TokenType.CASE,
    "DESC": TokenType.DESC,
    "DISTINCT": TokenType.DISTINCT,
    "DIV": TokenType.DIV,
    "ELSE": TokenType.ELSE,
    "END": TokenType.END,
    "ESCAPE": TokenType.ESCAPE,
    "FALSE": TokenType.FALSE,
    "FROM": TokenType.FROM,
    "GROUP BY": TokenType.GROUP_BY,
    "HAS": _HAS,
    "HAS_LIKE": _HAS_LIKE,
    "IN": TokenType.IN,
    "INNER": TokenType.INNER,
    "INTERVAL": TokenType.INTERVAL,
    "IS": TokenType.IS,
    "JOIN": TokenType.JOIN,
    "LEFT": TokenType.LEFT,
    "LIKE": TokenType.LIKE,
    "LIMIT": TokenType.LIMIT,
    "NOT": TokenType.NOT,
    "NULL": TokenType.NULL,
    "OFFSET": TokenType.OFFSET,
    "ON": TokenType.ON,
    "OR": TokenType.OR,
    "ORDER BY": TokenType.ORDER_BY,
    "OUTER": TokenType.OUTER,
    "RIGHT": TokenType.RIGHT,
    "SELECT": TokenType.SELECT,
    "THEN": TokenType.THEN,
    "TRUE": TokenType.TRUE,
    "UNION": TokenType.UNION,
    # A boolean that is unknown is null.
    "UNKNOWN": TokenType.NULL,
    "WHEN": TokenType.WHEN,
    "WHERE": TokenType.WHERE,
    "WITH": TokenType.WITH,
    "<>": TokenType.NEQ,
    "<=": TokenType.LTE,
    ">=": TokenType.GTE,
}

RESERVED = frozenset(word for word in _WORDS if word[0].isalpha())
_ENTITY = re.compile(r"(?i:syn)[0-9]+")


class _Tokenizer(tokens.Tokenizer):
    QUOTES: ClassVar = ["'"]
    IDENTIFIERS: ClassVar = ['"', "`"]
    STRING_ESCAPES: ClassVar = ["'"]
    COMMENTS: ClassVar = []
    SINGLE_TOKENS: ClassVar = _SINGLE
    KEYWORDS: ClassVar = _WORDS
    COMMANDS: ClassVar = set()


def _parse_has(name: str) -> Callable[[Any, Any], exp.Expr]:
    """Read ``(a, b)`` after HAS or HAS_LIKE, as a function of the column and the values."""

    def parse(self: Any, this: exp.Expr) -> exp.Expr:
        self._match_l_paren()
        values = self._parse_csv(self._parse_bitwise)
        self._match_r_paren()
        return exp.Anonymous(this=name, expressions=[this, *values])

    return parse


def _parse_has_like(self: Any, this: exp.Expr) -> exp.Expr:
    has: exp.Expr = self._parse_escape(_parse_has("HAS_LIKE")(self, this))
    return has


class _Parser(parser.Parser):
    FUNCTIONS: ClassVar = {}
    NO_PAREN_FUNCTIONS: ClassVar = {}
    NO_PAREN_FUNCTION_PARSERS: ClassVar = {"CASE": lambda self: self._parse_case()}
    FUNCTION_PARSERS: ClassVar = {
        "CAST": lambda self: self.parse_cast(),
        "GROUP_CONCAT": lambda self: self.parse_group_concat(),
    }
    # An alias of a column needs AS; an empty set would mean any word to sqlglot.
    ALIAS_TOKENS: ClassVar = {TokenType.UNKNOWN}
    COLUMN_OPERATORS: ClassVar = {TokenType.DOT: None}
    STRING_ALIASES: ClassVar = False
    RANGE_PARSERS: ClassVar = {
        TokenType.BETWEEN: parser.Parser.RANGE_PARSERS[TokenType.BETWEEN],
        TokenType.IN: parser.Parser.RANGE_PARSERS[TokenType.IN],
        TokenType.IS: parser.Parser.RANGE_PARSERS[TokenType.IS],
        TokenType.LIKE: parser.Parser.RANGE_PARSERS[TokenType.LIKE],
        _HAS: _parse_has("HAS"),
        _HAS_LIKE: _parse_has_like,
    }

    def parse_cast(self) -> exp.Expr:
        """Read ``x AS TYPE)``: the type is a name of Synapse's, or the id of a column."""
        this = self._parse_bitwise()
        if not self._match(TokenType.ALIAS):
            self.raise_error("Expecting AS")
        target = self._parse_var(any_token=True, upper=True)
        return exp.Anonymous(this="CAST", expressions=[this, target])

    def parse_group_concat(self) -> exp.Expr:
        """Read ``[DISTINCT] x [ORDER BY y] [SEPARATOR ', '])``."""
        this = self._parse_lambda()
        separator = self._parse_string() if self._match_text_seq("SEPARATOR") else None
        return exp.GroupConcat(this=this, separator=separator)


class _Generator(generator.Generator):
    """Writes queries as they travel: ``combinedSql``, and the names of columns that are computed."""

    RESERVED_KEYWORDS: ClassVar = set()

    def anonymous_sql(self, expression: exp.Anonymous) -> str:
        name, args = str(expression.this).upper(), expression.expressions
        texts = [self.sql(argument) for argument in args]
        if name == "CAST":
            return f"CAST({texts[0]} AS {texts[1]})"
        if name in {"HAS", "HAS_LIKE"}:
            return f"{texts[0]} {name} ({', '.join(texts[1:])})"
        return f"{name}({','.join(texts)})"

    def groupconcat_sql(self, expression: exp.GroupConcat) -> str:
        separator = expression.args.get("separator")
        told = f" SEPARATOR {self.sql(separator)}" if separator else ""
        return f"GROUP_CONCAT({self.sql(expression, 'this')}{told})"

    def intdiv_sql(self, expression: exp.IntDiv) -> str:
        return self.binary(expression, "DIV")

    def interval_sql(self, expression: exp.Interval) -> str:
        # Also of one that is refused, and is told in the refusal: its unit may be absent.
        parts = [expression.args.get("this"), expression.args.get("unit")]
        return " ".join(["INTERVAL", *(part.name for part in parts if part is not None)])


class Synapse(Dialect):
    """Synapse's SQL."""

    Tokenizer = _Tokenizer
    Parser = _Parser
    Generator = _Generator


SYNAPSE = Synapse()


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a query; ``syn12.3`` is one. Raises sqlglot's TokenError."""
    found: list[Token] = []
    for token in SYNAPSE.tokenize(text):
        if _is_version(found, token):
            found[-2:] = [_joined(found[-2], token, text)]
        else:
            found.append(token)
    return found


def _is_version(found: list[Token], token: Token) -> bool:
    """Tell whether a token is the number in ``syn12.3``, of which the beginning was found."""
    return (
        len(found) >= 2
        and token.token_type is TokenType.NUMBER
        and token.text.isdecimal()
        and found[-1].token_type is TokenType.DOT
        and found[-2].token_type is TokenType.VAR
        and _ENTITY.fullmatch(found[-2].text) is not None
        and found[-2].end + 1 == found[-1].start
        and found[-1].end + 1 == token.start
    )


def _joined(first: Token, last: Token, text: str) -> Token:
    return Token(
        TokenType.VAR,
        text=text[first.start : last.end + 1],
        line=last.line,
        col=last.col,
        start=first.start,
        end=last.end,
    )


def parse_tokens(found: list[Token], text: str) -> list[exp.Expr | None]:
    """Return the statements of a query. Raises sqlglot's ParseError, RecursionError."""
    return SYNAPSE.parser().parse(found, text)


def written(expression: exp.Expr) -> str:
    """Write an expression as it travels."""
    return SYNAPSE.generate(expression, copy=True)
