"""What the API says of itself (OpenAPI), as FastAPI makes it and then as the rooms of this API add to it."""

from collections.abc import Callable
from functools import cache
from typing import Any

from fastapi import FastAPI

Description = dict[str, Any]


def describe(app: FastAPI, *changes: Callable[[Description], Description]) -> None:
    """Let the description of `app` be changed by each of these, one after the other, the first time it is asked for."""
    made = app.openapi

    @cache
    def described() -> Description:
        description = made()
        for change in changes:
            description = change(description)
        return description

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's own way to extend it
