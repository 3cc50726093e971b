"""Answers that hold stored JSON word for word: a model would read it back changed, or not at all."""

import msgspec
from fastapi import Response
from pydantic import BaseModel

from tasks.queries.rows import Row


def json_response(row: Row) -> Response:
    """One entity as `tasks.queries` found it."""
    return Response(msgspec.json.encode(row), media_type="application/json")


def list_response(model: type[BaseModel], **members: object) -> Response:
    """A page of them, as `model` describes it: with what is the same in each."""
    fields = model.model_fields.items()
    constant = {name: field.default for name, field in fields if not field.is_required()}
    return json_response({**constant, **members})
