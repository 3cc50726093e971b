"""The API's description says of each operation which scope it needs, as its route does."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from flows.api.http.auth import Needs
from schemas.scopes import Scope


def install(app: FastAPI, routes: Iterable[BaseRoute]) -> None:
    """Let the description of `app`, which has these routes, name their scopes."""
    needed = [(route, scope_of(route)) for route in routes if isinstance(route, APIRoute)]
    describe = app.openapi

    def described() -> dict[str, Any]:
        description = describe()
        for route, scope in needed:
            sentence = f"Needs a key with the scope `{scope}`."
            for operation in _operations(description, route):
                if scope is not None and sentence not in operation["description"]:
                    operation["description"] += f"\n\n{sentence}"
        return description

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's own way to extend it


def scope_of(route: APIRoute) -> Scope | None:
    """The scope that a route names."""
    named = (each.dependency for each in route.dependencies)
    return next((needs.scope for needs in named if isinstance(needs, Needs)), None)


def _operations(description: dict[str, Any], route: APIRoute) -> list[dict[str, Any]]:
    methods = description["paths"].get(route.path_format, {})
    return [methods[method.lower()] for method in route.methods or () if method.lower() in methods]
