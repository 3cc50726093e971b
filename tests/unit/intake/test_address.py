"""The address of an intake in PostgreSQL: where it is wrong it is refused, and its password is nowhere to be read."""

from pathlib import Path

import pytest

from flows.settings import Settings
from schemas.errors import RetryableError, UsageError
from tasks.intake.api_keys import list_projects
from tasks.intake.stores.addresses import keep_intake_at
from tasks.intake.stores.postgresql import PostgresStore


@pytest.mark.parametrize("address", ["postgresql://u:s3cret@[h/d", "mysql://u:s3cret@h/d", "s3cret"])
def test_what_is_no_address_is_refused_without_showing_it(tmp_path: Path, monkeypatch, address: str):
    monkeypatch.setenv("ORDERS_HOME", str(tmp_path))
    monkeypatch.setenv("ORDERS_INTAKE", address)
    settings = Settings()
    with pytest.raises(UsageError, match="not the address of a PostgreSQL") as refused:
        list_projects(settings.home)
    assert "s3cret" not in f"{settings!r} {settings} {settings.model_dump_json()} {refused.value!r}"
    keep_intake_at(tmp_path, None)


def test_a_server_that_does_not_answer_is_worth_another_try(monkeypatch):
    monkeypatch.setattr("tasks.intake.stores.postgresql.PATIENCE_SECONDS", 0.2)
    away = PostgresStore("postgresql://u:s3cret@127.0.0.1:1/d")
    with pytest.raises(RetryableError, match="does not answer") as refused:
        away.read("SELECT 1", ())
    away.close()
    assert "port 1 failed: Connection refused" in refused.value.detail
    assert "s3cret" not in f"{refused.value!r} {refused.value.detail}"
