"""How DuckDB reaches the rows of lakes in an object store: as whoever the store's own tools would be here."""

import os
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from tasks.warehouse.statements import quoted_text


class ObjectStore(NamedTuple):
    """Which of DuckDB's extensions know a store, and the statement that lets a connection into what is at a URL."""

    extensions: tuple[str, ...]
    secret: Callable[[str], str]


def store_of(data: str) -> ObjectStore | None:
    """The store that a URL is in, by its scheme; None for a folder, and for what is not known."""
    return _STORES.get(data.partition("://")[0]) if "://" in data else None


def _s3(url: str) -> str:
    """Variables of the environment, a profile, or the machine's role, as AWS's tools have them."""
    options = {"TYPE": "s3", "PROVIDER": "credential_chain", "SCOPE": url}
    if region := os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"):
        options["REGION"] = region
    return _create(options, os.environ.get("AWS_ENDPOINT_URL"))


def _gcs(url: str) -> str:
    """An HMAC key where AWS's tools have theirs: it is reached by the API that it shares with S3."""
    options = {"TYPE": "gcs", "PROVIDER": "credential_chain", "SCOPE": url}
    return _create(options, os.environ.get("AWS_ENDPOINT_URL"))


def _azure(url: str) -> str:
    """A connection string, or an account and its key; else what Azure's tools find: a login, or the machine's identity.

    The variables are those with which an import or a backup reaches the same store, and Azure's own.
    """
    options = {"TYPE": "azure", "SCOPE": url}
    account, key = os.environ.get("AZURE_STORAGE_ACCOUNT_NAME"), os.environ.get("AZURE_STORAGE_ACCOUNT_KEY")
    if connection := os.environ.get("AZURE_STORAGE_CONNECTION_STRING"):
        options["CONNECTION_STRING"] = connection
    elif account and key:
        said = {"DefaultEndpointsProtocol": "https", "AccountName": account, "AccountKey": key}
        if endpoint := os.environ.get("AZURE_STORAGE_ENDPOINT"):
            said |= {"DefaultEndpointsProtocol": urlsplit(endpoint).scheme, "BlobEndpoint": endpoint}
        options["CONNECTION_STRING"] = "".join(f"{name}={value};" for name, value in said.items())
    else:
        options["PROVIDER"] = "credential_chain"
        if account:
            options["ACCOUNT_NAME"] = account
    return _create(options)


def _create(options: dict[str, str], endpoint: str | None = None) -> str:
    said = [f"{name} {quoted_text(value)}" for name, value in options.items()]
    if endpoint:
        address = urlsplit(endpoint)
        said += [f"ENDPOINT {quoted_text(address.netloc)}", "URL_STYLE 'path'", f"USE_SSL {address.scheme == 'https'}"]
    return f"CREATE SECRET ({', '.join(said)})"


_STORES = {
    "s3": ObjectStore(("httpfs", "aws"), _s3),
    "gs": ObjectStore(("httpfs", "aws"), _gcs),
    "az": ObjectStore(("azure",), _azure),
}
