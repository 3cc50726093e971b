"""Every error over HTTP has one shape (contract §7): `{code, key, message, details, request_id}`."""

from typing import Any

from pydantic import BaseModel, Field

from schemas.http.error_keys import ERROR_KEYS


class ErrorBody(BaseModel):
    """What a client reads when its request is refused."""

    code: int = Field(description="The HTTP status.")
    key: str = Field(description="Which kind of error, such as invalid_payload.")
    message: str = Field(description="The kind of error, for a person.")
    details: str = Field(description="What is wrong, where, and what to do.")
    request_id: str = Field(description="Names this request in the log.")


class ApiError(Exception):
    """Ends a request with this answer; the status is that of the key in `schemas.http.error_keys`."""

    def __init__(
        self, key: str, details: str, *, message: str | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(details)
        self.code, _ = ERROR_KEYS[key]
        self.key, self.details = key, details
        self.message = message or key.replace("_", " ").capitalize()
        self.headers = headers or {}


def documented(*codes: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a project's route that may answer with these errors; 401, 403, 429 and 503 always may."""
    return {code: {"model": ErrorBody} for code in (401, 403, 429, 503, *codes)}


def unauthorized(details: str) -> ApiError:
    """The caller's keys are missing or wrong."""
    return ApiError("unauthorized", details)


def forbidden(details: str) -> ApiError:
    """The caller's key does not allow this."""
    return ApiError("forbidden", details)


def too_many_requests(details: str, *, retry_after: int) -> ApiError:
    """The project has used up its requests for so many seconds."""
    return ApiError("too_many_requests", details, headers={"Retry-After": str(retry_after)})


def not_found(details: str) -> ApiError:
    """There is no such thing in the caller's project, whoever else may have one."""
    return ApiError("not_found", details, message="Resource not found")


def invalid_query_params(details: str) -> ApiError:
    """A query parameter cannot be taken."""
    return ApiError("invalid_query_params", details)


def invalid_payload(details: str) -> ApiError:
    """The body cannot be taken."""
    return ApiError("invalid_payload", details)


def service_unavailable(details: str, *, retry_after: int, message: str = "Try again") -> ApiError:
    """Something that the request needs is busy or away; whoever asks again after so many seconds may succeed."""
    return ApiError("service_unavailable", details, message=message, headers={"Retry-After": str(retry_after)})
