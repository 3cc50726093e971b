"""Who is notified over HTTP: as the shell's options say it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class NewNotification(BaseModel):
    """One of `url`, `email` and `block`."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"examples": [{"email": "orders@acme.example"}]}
    )

    url: str | None = Field(None, description="Webhook; the operator says which may be named.")
    email: str | None = None
    block: str | None = Field(None, description="Notification block of Prefect's server, such as slack-webhook/x.")
    includes_api: bool = Field(False, description="Whether of imports that came over HTTP, too.")


class ShownNotification(NewNotification):
    """Who is notified now; of nobody, all of it is empty."""

    object: Literal["notification"] = "notification"


class Sent(BaseModel):
    """Whether a message went out."""

    problem: str | None = Field(description="What went wrong; none: it was sent.")
