"""The only module that reads the environment: each setting with its default and what it is for."""

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.ids import ProjectKey, action_id_of
from schemas.mail_security import MailSecurity
from tasks.extract.source_secrets import PREFIX
from tasks.intake.queue.quota import Quota
from tasks.intake.stores.addresses import keep_intake_at
from tasks.retention.kept import Kept
from tasks.warehouse.location import keep_files_in
from tasks.warehouse.storages.of_home import keep_data_in

if TYPE_CHECKING:  # smtplib, which each command need not import
    from tasks.notifications.mail import MailServer


def _folder(path: Path) -> Path:
    if not path.is_absolute():
        message = "this is not the whole path of a folder, such as /mnt/orders"
        raise ValueError(message)
    return path


class Settings(BaseSettings):
    """Settings from environment variables that begin with `ORDERS_`."""

    model_config = SettingsConfigDict(env_prefix="ORDERS_", frozen=True)

    home: Annotated[Path, AfterValidator(Path.absolute)] = Field(
        Path("data/warehouse"),
        validate_default=True,
        description="Folder of the databases: `$ORDERS_HOME/<tenant>/<project>.duckdb`. Relative to where you start.",
    )
    intake: SecretStr | None = Field(
        None,
        description="The PostgreSQL in which several machines share keys, queue, caps and `Idempotency-Key`s, such as"
        " `postgresql://orders@db.example/orders`; left out, they are in a file of the home.",
    )
    files: Annotated[Path, AfterValidator(_folder)] | None = Field(
        None,
        description="The folder in which several machines share accepted bodies, kept mappings, and files of rejects,"
        " exports and outboxes, mounted at the same path on each; left out, they are beside the databases.",
    )
    storage: SecretStr | None = Field(
        None,
        description="The lake in which several machines share the projects' data, such as"
        " `ducklake:postgresql://orders@db.example/lakes`; left out, each project is a file of the home.",
    )
    data: str | None = Field(
        None,
        description="The folder, or the URL such as `s3://bucket/orders` (also `gs://`, `az://`), in which a lake has"
        " its rows.",
    )
    lock_patience: float = Field(
        30.0, ge=0, description="Seconds to wait for a database that another process has open, before giving up."
    )
    body_limit: int = Field(
        64 * 1024 * 1024, ge=1, description="Bytes that the body of `POST /v1/orders/import` may have, unpacked."
    )
    backfill_body_limit: int = Field(
        16 * 1024**3, ge=1, description="Bytes that the body of `POST /v1/orders/backfill` may have, unpacked."
    )
    backfill_sources: str = Field(
        "",
        description="Folders and URLs, with commas between, below which `POST /v1/orders/backfill` may name sources;"
        " `{tenant}` and `{project}` stand for the caller's names.",
    )
    rule_urls: str = Field(
        "",
        description="URLs, with commas between, below which rules made over HTTP may send their messages; `*`: any.",
    )
    rate_limit: str = Field(
        "off", description="Requests a project may make to one API process, such as `100/minute`; `off`: any number."
    )
    rate_limit_storage: SecretStr = Field(
        SecretStr("memory://"),
        description="Where these are counted: a storage URI of `limits`, such as `redis://cache.internal/0`, lets all"
        " API processes count together.",
    )
    max_waiting_imports: int = Field(
        10_000, ge=1, description="Imports that may wait in one project's queue; more are refused until some are done."
    )
    max_waiting_backfills: int = Field(
        100,
        ge=1,
        description="Backfills that one project may have at once; more are refused until some are done.",
    )
    max_waiting_bytes: int = Field(
        16 * 1024**3, ge=1, description="Bytes that the bodies which wait in one project's queue may have in all."
    )
    busy_limit: float = Field(
        3600.0,
        ge=0,
        description="Seconds that an import waits in its lane for a database that is kept open, until it fails.",
    )
    public_url: str | None = Field(
        None,
        pattern="^https?://",
        description="Where people reach the HTTP API, such as `https://orders.example`; links to reports begin so.",
    )
    report_link_days: int = Field(
        30, ge=0, description="Days that a link to a report opens it for people without keys; with 0 it asks for keys."
    )
    smtp_host: str | None = Field(None, description="The mail server that notifications by e-mail are given to.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port.")
    smtp_security: MailSecurity = Field(
        MailSecurity.STARTTLS, description="`starttls`, `tls` from the first byte on, or `none`."
    )
    smtp_user: str | None = Field(None, description="Who logs in there; left out, nobody does.")
    smtp_password: SecretStr | None = Field(None, description="The password; it is stored and shown nowhere.")
    smtp_from: str | None = Field(None, description="The sender of notifications, such as `orders@acme.example`.")

    def model_post_init(self, context: object, /) -> None:
        """Say where the intake and the files of the home are, before anybody reads or writes them."""
        keep_files_in(self.home, self.files)
        keep_intake_at(self.home, None if self.intake is None else self.intake.get_secret_value())
        keep_data_in(self.home, None if self.storage is None else self.storage.get_secret_value(), self.data)

    @property
    def allowed_sources(self) -> list[str]:
        """Below what a request may name sources."""
        return [place.strip() for place in self.backfill_sources.split(",") if place.strip()]

    @property
    def allowed_rule_urls(self) -> list[str]:
        """Below what a rule that is made over HTTP may send."""
        return [place.strip() for place in self.rule_urls.split(",") if place.strip()]

    @property
    def backfill_quota(self) -> Quota:
        """How many backfills one project may have, and bytes of their bodies."""
        return Quota(self.max_waiting_backfills, self.max_waiting_bytes)

    keep_versions_days: int | None = Field(
        None, ge=1, description="How long `orders prune` keeps earlier versions of rows; by default for ever."
    )
    keep_rejects_days: int | None = Field(
        None, ge=1, description="How long `orders prune` keeps the texts of rejected orders; by default for ever."
    )
    keep_events_days: int | None = Field(
        None, ge=1, description="How long `orders prune` keeps events and changes of segments; by default for ever."
    )
    keep_deliveries_days: int | None = Field(
        None, ge=1, description="How long `orders prune` keeps deliveries that have ended; by default for ever."
    )
    keep_bodies_days: int = Field(
        7, ge=1, description="How long bodies stay that were received and that no import will still read."
    )

    @property
    def kept(self) -> Kept:
        """How long `orders prune` keeps what."""
        return Kept(
            versions=self.keep_versions_days,
            rejects=self.keep_rejects_days,
            events=self.keep_events_days,
            deliveries=self.keep_deliveries_days,
            bodies=self.keep_bodies_days,
        )

    @property
    def quota(self) -> Quota:
        """How much may wait in one project's queue."""
        return Quota(self.max_waiting_imports, self.max_waiting_bytes)

    @property
    def mail_server(self) -> "MailServer | None":
        """What sends e-mails; none if host or sender is not said."""
        if self.smtp_host is None or self.smtp_from is None:
            return None
        from tasks.notifications.mail import MailServer

        password = None if self.smtp_password is None else self.smtp_password.get_secret_value()
        return MailServer(self.smtp_host, self.smtp_port, self.smtp_security, self.smtp_from, self.smtp_user, password)

    def report_link(self, key: ProjectKey, import_id: str) -> str | None:
        """A link to the page about an import, for people, if they can reach the API."""
        if self.public_url is None:
            return None
        url = f"{self.public_url.rstrip('/')}/v1/async-actions/{action_id_of(import_id)}/report"
        if self.report_link_days == 0:
            return url
        from tasks.intake.report_links import make_report_token

        return f"{url}?token={make_report_token(self.home, key, import_id, timedelta(days=self.report_link_days))}"


def source_variables() -> dict[str, str]:
    """The variables that the URLs of sources may refer to (`tasks.extract.source_secrets`)."""
    return {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
