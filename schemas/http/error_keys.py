"""The keys of errors over HTTP (contract §7), each with its status and what it says to a client."""

ERROR_KEYS: dict[str, tuple[int, str]] = {
    "invalid_payload": (
        400,
        "the body will not do: no JSON, no array, over the cap, damaged gzip, a field that is wrong",
    ),
    "invalid_order": (400, "an order as it happens breaks the rules; the details have path and reason"),
    "invalid_export_fields": (400, "an export names a field that its object does not have"),
    "invalid_scope": (400, "an access token is asked for with a scope that is none, or that the key does not have"),
    "unsupported_grant_type": (400, "access tokens are given for client_credentials alone"),
    "resource_in_use": (400, "a rule needs what is to be deleted"),
    "invalid_query_params": (400, "a parameter is wrong, or there is no such parameter here"),
    "unauthorized": (401, "`X-App-Id` and `X-App-Token` are missing or wrong, or the key has expired or is revoked"),
    "forbidden": (403, "the key does not have the scope that is needed; the details name it"),
    "not_found": (404, "the caller's project has none, whoever else may have one"),
    "invalid_method": (405, "the path does not take this method; `Allow` says which it takes"),
    "duplicate_found": (409, "there is one of this name already"),
    "idempotency_conflict": (409, "the `Idempotency-Key` was used for another body"),
    "query_too_large": (413, "the body has more bytes than it may have"),
    "too_many_requests": (429, "the project has used up its requests; `Retry-After` says when there are more"),
    "internal_error": (500, "something unexpected; the log says more under the `request_id`"),
    "service_unavailable": (
        503,
        "a database or Prefect's server is busy or away; ask again after `Retry-After`",
    ),
    "insufficient_storage": (
        507,
        "there is no room left on the disk, and nothing was kept; the operator has to make some",
    ),
}
