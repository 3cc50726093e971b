"""Access tokens over HTTP, in the shapes of the public API."""

from typing import Any, Literal

from pydantic import BaseModel, Field


class IssuedToken(BaseModel):
    """A token that is sent as `Authorization: Bearer …` in the place of a key."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"
    client_id: str = Field(description="The id of the key that it is of.")
    scope: str
    expires_in: int = Field(description="Seconds from now.")
    expires_at: int = Field(description="Seconds since 1970.")


class InspectedToken(BaseModel):
    """What a token is good for; of one that opens nothing, no more than that."""

    active: bool
    access_token: str | None = None
    token_type: Literal["Bearer"] | None = None
    client_id: str | None = None
    scope: str | None = None
    expires_in: int | None = None
    expires_at: int | None = None


def form(required: str, **properties: dict[str, Any]) -> dict[str, Any]:
    """The `openapi_extra` of a route that takes a form; the key may be in it, too."""
    own = {
        "client_id": {"type": "string", "description": "In the place of X-App-Id."},
        "client_secret": {"type": "string", "description": "In the place of X-App-Token."},
    }
    example = {required: properties[required].get("const", f"YOUR-{required.upper()}")}
    schema = {"type": "object", "required": [required], "properties": {**properties, **own}, "examples": [example]}
    return {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": schema}}, "required": True}}
