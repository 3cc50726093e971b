"""The API's description says of each operation which scope it needs, as its route does."""

from collections.abc import Callable, Iterable

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from flows.api.description import Description
from flows.api.http.auth import Needs
from schemas.scopes import Scope


def with_scopes(routes: Iterable[BaseRoute]) -> Callable[[Description], Description]:
    """How the description of an API with these routes comes to name their scopes."""
    needed = [(route, scope_of(route)) for route in routes if isinstance(route, APIRoute)]

    def named(description: Description) -> Description:
        for route, scope in needed:
            if scope is not None:
                for operation in _operations(description, route):
                    operation["description"] += f"\n\nNeeds a key with the scope `{scope}`."
        return description

    return named


def scope_of(route: APIRoute) -> Scope | None:
    """The scope that a route names."""
    named = (each.dependency for each in route.dependencies)
    return next((needs.scope for needs in named if isinstance(needs, Needs)), None)


def _operations(description: Description, route: APIRoute) -> list[Description]:
    methods = description["paths"].get(route.path_format, {})
    return [methods[method.lower()] for method in route.methods or () if method.lower() in methods]
