"""Answers that hold stored JSON word for word: a model would read it back changed, or not at all."""

from typing import Any

import msgspec
from fastapi import Response
from pydantic import BaseModel


def answer(row: dict[str, Any]) -> Response:
    """One thing as `tasks.queries.entities` found it."""
    return Response(msgspec.json.encode(row), media_type="application/json")


def listed(model: type[BaseModel], **members: Any) -> Response:
    """A page of them, as `model` describes it: with what is the same in each."""
    fields = model.model_fields.items()
    constant = {name: field.default for name, field in fields if not field.is_required()}
    return answer({**constant, **members})
