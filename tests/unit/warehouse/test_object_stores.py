"""As whom DuckDB goes to an object store follows from the environment."""

import pytest

from tasks.warehouse.storages.lake.object_stores import store_of

AWS = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9000", "AWS_REGION": "eu-west-1"}
ACCOUNT = {"AZURE_STORAGE_ACCOUNT_NAME": "shop", "AZURE_STORAGE_ACCOUNT_KEY": "k=="}


@pytest.mark.parametrize(
    ("environment", "url", "statement"),
    [
        ({}, "s3://b/o/", "CREATE SECRET (TYPE 's3', PROVIDER 'credential_chain', SCOPE 's3://b/o/')"),
        (
            AWS,
            "s3://b/o/",
            "CREATE SECRET (TYPE 's3', PROVIDER 'credential_chain', SCOPE 's3://b/o/', REGION 'eu-west-1', "
            "ENDPOINT '127.0.0.1:9000', URL_STYLE 'path', USE_SSL False)",
        ),
        ({}, "gs://b/o/", "CREATE SECRET (TYPE 'gcs', PROVIDER 'credential_chain', SCOPE 'gs://b/o/')"),
        ({}, "az://b/o/", "CREATE SECRET (TYPE 'azure', SCOPE 'az://b/o/', PROVIDER 'credential_chain')"),
        (
            {"AZURE_STORAGE_ACCOUNT_NAME": "shop"},
            "az://b/o/",
            "CREATE SECRET (TYPE 'azure', SCOPE 'az://b/o/', PROVIDER 'credential_chain', ACCOUNT_NAME 'shop')",
        ),
        (
            ACCOUNT,
            "az://b/o/",
            "CREATE SECRET (TYPE 'azure', SCOPE 'az://b/o/', CONNECTION_STRING "
            "'DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=k==;')",
        ),
        (
            {**ACCOUNT, "AZURE_STORAGE_ENDPOINT": "http://h/shop"},
            "az://b/o/",
            "CREATE SECRET (TYPE 'azure', SCOPE 'az://b/o/', CONNECTION_STRING "
            "'DefaultEndpointsProtocol=http;AccountName=shop;AccountKey=k==;BlobEndpoint=http://h/shop;')",
        ),
        (
            {**ACCOUNT, "AZURE_STORAGE_CONNECTION_STRING": "it's"},
            "az://b/o/",
            "CREATE SECRET (TYPE 'azure', SCOPE 'az://b/o/', CONNECTION_STRING 'it''s')",
        ),
    ],
)
def test_the_environment_says_who_one_is(monkeypatch, environment, url, statement):
    for name in [*AWS, *ACCOUNT, "AZURE_STORAGE_ENDPOINT", "AZURE_STORAGE_CONNECTION_STRING", "AWS_DEFAULT_REGION"]:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert store_of(url).secret(url) == statement


@pytest.mark.parametrize("data", ["/rows", "rows", "ftp://x/rows", "file:///rows", "https://x/rows"])
def test_a_folder_is_no_store_and_some_are_not_known(data):
    assert store_of(data) is None
