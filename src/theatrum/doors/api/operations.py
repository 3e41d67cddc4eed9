"""Declaring routes: what a handler answers, whether it writes, and what a token must be good for.

A route says what it does; the HTTP method decides nothing, as many reads of Synapse are POSTs.
Handlers take the request, path and query parameters, and ``body`` if they declare it.
"""

import functools
import inspect
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypedDict, TypeVar, Unpack, cast, get_type_hints

from django.http import HttpRequest, HttpResponseBase
from ninja import Router
from pydantic import TypeAdapter

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.bodies import read_body
from theatrum.doors.api.responses import Payload, Reply, json_response
from theatrum.drivers import installation
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError, Kind, NotAuthenticated
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.accounts import queries as accounts

# Where a person reads and accepts the terms, in the browser.
TERMS_PAGE = "/terms"

Result = Payload | Reply | HttpResponseBase
Handler = TypeVar("Handler", bound=Callable[..., Result])


class ScopeMissing(DomainError):
    """The access token was made for less."""

    code = "api.scope_missing"
    kind = Kind.FORBIDDEN
    template = "This access token lacks the scope {scope!r}, which this request needs. Make one that has it."


class SignInNeeded(DomainError):
    """Only who is signed in may do this."""

    code = "api.sign_in_needed"
    kind = Kind.FORBIDDEN
    template = "Anonymous users may not do this. Sign in, or send an access token."


class Options(TypedDict, total=False):
    """What a route may declare.

    ``writes`` opens one write transaction around the handler and asks that the actor is signed in, has
    accepted the terms and holds a token that may modify. A handler with work that must not happen
    inside a transaction (hashing, bytes) says ``transaction=False`` and opens ``writing()`` itself.
    ``scope`` is what a token must be good for besides (``view`` if nothing is said); downloads need the
    terms accepted as writes do; ``terms=False`` is for accepting them; ``status`` is that of success.
    ``signed_in`` is for routes of our own: without a token they answer 401, which Synapse's do not.
    ``answers`` is the type of the answer, for the OpenAPI document, where the handler's annotation says less;
    ``also`` has those of other statuses that are no refusals.
    """

    status: int
    writes: bool
    transaction: bool
    scope: Scope
    terms: bool
    signed_in: bool
    answers: object
    also: Mapping[int, object]


@dataclass(frozen=True)
class Rule:
    """What a route has declared, with everything filled in."""

    status: int
    scopes: frozenset[Scope]
    writes: bool
    transaction: bool
    terms: bool
    signed_in: bool


@dataclass(frozen=True)
class Declared:
    """A route as it was declared: what the OpenAPI document is made of. ``answers`` has a type for each status."""

    method: str
    path: str
    tag: str
    handler: Callable[..., Result]
    rule: Rule
    answers: Mapping[int, object]


class Routes:
    """A set of routes, mounted under one service's root."""

    def __init__(self, *, tag: str) -> None:
        self.router = Router(tags=[tag])
        self.declared: list[Declared] = []
        self._tag = tag

    def get(self, path: str, **options: Unpack[Options]) -> Callable[[Handler], Handler]:
        """Declare a handler of GET."""
        return self._route("GET", path, options)

    def post(self, path: str, **options: Unpack[Options]) -> Callable[[Handler], Handler]:
        """Declare a handler of POST."""
        return self._route("POST", path, options)

    def put(self, path: str, **options: Unpack[Options]) -> Callable[[Handler], Handler]:
        """Declare a handler of PUT."""
        return self._route("PUT", path, options)

    def delete(self, path: str, **options: Unpack[Options]) -> Callable[[Handler], Handler]:
        """Declare a handler of DELETE."""
        return self._route("DELETE", path, options)

    def _route(self, method: str, path: str, options: Options) -> Callable[[Handler], Handler]:
        rule = _rule(options)

        def declare(handler: Handler) -> Handler:
            self.router.add_api_operation(path, [method], _operation(handler, rule))
            self.declared.append(Declared(method, path, self._tag, handler, rule, _answers(handler, options, rule)))
            return handler

        return declare


def _rule(options: Options) -> Rule:
    writes = options.get("writes", False)
    return Rule(
        status=options.get("status", HTTPStatus.OK),
        scopes=_scopes(options.get("scope"), writes=writes),
        writes=writes,
        transaction=writes and options.get("transaction", True),
        terms=options.get("terms", True),
        signed_in=options.get("signed_in", False),
    )


def _answers(handler: Callable[..., Result], options: Options, rule: Rule) -> Mapping[int, object]:
    returned = get_type_hints(handler, include_extras=True).get("return")
    return {rule.status: options.get("answers", returned), **options.get("also", {})}


def _scopes(named: Scope | None, *, writes: bool) -> frozenset[Scope]:
    needed = {scope for scope in (named, Scope.MODIFY if writes else None) if scope is not None}
    return frozenset(needed or {Scope.VIEW})


def _operation(handler: Callable[..., Result], rule: Rule) -> Callable[..., HttpResponseBase]:
    body = _body_adapter(handler)

    @functools.wraps(handler)
    def run(request: HttpRequest, **values: object) -> HttpResponseBase:
        asked = cast("ApiRequest", request)
        _permit(asked.actor, rule)
        if body is not None:
            values["body"] = read_body(request, body)
        with _transaction(rule):
            result = handler(asked, **values)
        return _respond(result, rule)

    if body is not None:
        # The router reads paths and queries; the body is read here, after the actor is known.
        signature = inspect.signature(handler)
        kept = [parameter for name, parameter in signature.parameters.items() if name != "body"]
        run.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]  # read by inspect
    return run


def _body_adapter(handler: Callable[..., Result]) -> TypeAdapter[object] | None:
    hints = get_type_hints(handler, include_extras=True)
    return TypeAdapter(hints["body"]) if "body" in hints else None


def _permit(actor: Actor, rule: Rule) -> None:
    if rule.signed_in and actor.is_anonymous:
        raise NotAuthenticated(reason="This needs an access token: send the header 'Authorization: Bearer TOKEN'.")
    if rule.writes and actor.is_anonymous:
        raise SignInNeeded
    if missing := rule.scopes - actor.scopes:
        raise ScopeMissing(scope=min(missing).value)
    if rule.terms and (rule.writes or Scope.DOWNLOAD in rule.scopes):
        accounts.require_terms(actor, url=f"{installation.settings().base_url}{TERMS_PAGE}")


def _transaction(rule: Rule) -> AbstractContextManager[None]:
    return writing() if rule.transaction else nullcontext()


def _respond(result: Result, rule: Rule) -> HttpResponseBase:
    if isinstance(result, HttpResponseBase):
        return result
    if isinstance(result, Reply):
        return json_response(result.payload, status=result.status)
    return json_response(result, status=rule.status)
