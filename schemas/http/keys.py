"""Keys over HTTP: what is asked for, and how one is shown; its secret only as it is made."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.scopes import Scope


class NewKeyBody(BaseModel):
    """A key with no other scopes, and no later end, than the key that makes it."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{"name": "reports", "scopes": ["read"]}]}
    )

    name: str = Field(min_length=1, max_length=64, description="Who uses it; its own among the keys in use.")
    scopes: list[Scope] = Field(min_length=1, strict=False)
    expires_at: datetime | None = Field(None, strict=False, description="UTC where it names no zone.")


class Key(BaseModel):
    """A key of the project, without its secret."""

    id: str = Field(description="What is sent as X-App-Id.")
    object: Literal["key"] = "key"
    name: str
    scopes: list[Scope]
    created_at: datetime
    rotated_at: datetime | None = Field(description="When the shell gave it another token.")
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None = Field(description="Up to a minute late.")


class MadeKey(Key):
    """The same with its secret, which nobody can show again."""

    app_token: str = Field(description="What is sent as X-App-Token.")


class Keys(BaseModel):
    """All of a project, the oldest first."""

    object: Literal["list"] = "list"
    data_ref: Literal["data"] = "data"
    data: list[Key]
    total: int
