"""Who is notified when an import or backfill of a project has ended, and what the message says."""

import re
from datetime import datetime
from pathlib import PurePath
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from schemas.effects.rules import Url
from schemas.ids import ProjectKey
from schemas.reports.report import ImportReport, ImportStatus, Warned

Kind = Literal["import", "backfill"]
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")
_BLOCK = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text) or not text.isprintable():
        message = f"{text!r} is not one e-mail address"
        raise ValueError(message)
    return text


def _block(text: str) -> str:
    if not _BLOCK.fullmatch(text):
        message = f"{text!r} is not a block such as slack-webhook/orders"
        raise ValueError(message)
    return text


class Notification(BaseModel):
    """Where a project's messages go: a webhook, an e-mail address, or a notification block of Prefect's server."""

    model_config = ConfigDict(frozen=True)

    url: Url | None = None
    email: Annotated[str, AfterValidator(_email)] | None = None
    block: Annotated[str, AfterValidator(_block)] | None = None
    includes_api: bool = Field(False, description="Whether imports that came over HTTP are told of, too.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.url, self.email, self.block)) != 1:
            message = "name one of a URL, an e-mail address and a block"
            raise ValueError(message)
        return self

    @property
    def target(self) -> str:
        """Where they go, in one word."""
        return self.url or self.email or self.block or ""


class Ended(BaseModel):
    """What is said of an import or backfill that has ended: counts and reasons, no path and no order."""

    model_config = ConfigDict(frozen=True)

    kind: Kind = "import"
    import_id: str | None
    tenant: str
    project: str
    source: str
    status: ImportStatus
    message: str
    hint: str | None = None
    done_count: int
    failed_count: int
    stale_count: int = 0
    differences: list[str] = []
    warnings: list[Warned] = []
    started_at: datetime
    ended_at: datetime
    report_url: str | None = None
    report_command: str

    @classmethod
    def of(
        cls,
        report: ImportReport,
        report_url: str | None,
        *,
        kind: Kind = "import",
        failed_count: int | None = None,
    ) -> Self:
        """What to say of a report; a backfill's lists the first of its rejects only, so that their count comes along.

        Where the report has no id, nothing was stored under one.
        """
        place = f"--tenant {report.tenant} --project {report.project}"
        return cls(
            **{name: getattr(report, name) for name in ("tenant", "project", "status", "message", "hint")},
            kind=kind,
            import_id=report.import_id or None,
            source=PurePath(report.source).name,
            done_count=report.done_count,
            failed_count=report.failed_count if failed_count is None else failed_count,
            stale_count=report.stale_count,
            differences=report.reconciliation.differences if report.reconciliation else [],
            warnings=report.warnings,
            started_at=report.created_at,
            ended_at=report.updated_at,
            report_url=report_url,
            report_command=" ".join(filter(None, ("orders report", report.import_id, place, "--open"))),
        )

    @property
    def key(self) -> ProjectKey:
        """Whose it is."""
        return ProjectKey(self.tenant, self.project)

    @property
    def subject(self) -> str:
        """The outcome in a line."""
        if self.status is ImportStatus.FAILED:
            return f"{self.key}: the {self.kind} failed"
        rejected = f", {self.failed_count:,} rejected" if self.failed_count else ""
        orders = "order" if self.done_count == 1 else "orders"
        return f"{self.key}: {self.done_count:,} {orders} imported{rejected}"

    @property
    def text(self) -> str:
        """The message for people."""
        lines = [self.subject, "", f"Source: {self.source}"]
        if self.status is ImportStatus.FAILED:
            lines.append(f"Why: {self.message} {self.hint or ''}".rstrip())
        lines += [f"Left alone, as what is stored is newer: {self.stale_count:,}"] if self.stale_count else []
        lines += [f"Warning: {each.count:,} × {each.message}" for each in self.warnings]
        lines += [f"Difference: {line}" for line in self.differences[:10]]
        lines += [f"… and {len(self.differences) - 10:,} more differences"] if len(self.differences) > 10 else []
        lines += [f"Began {self.started_at:%Y-%m-%d %H:%M:%S} UTC, ended {self.ended_at:%Y-%m-%d %H:%M:%S} UTC.", ""]
        return "\n".join([*lines, f"The report as a page: {self.report_url or self.report_command}"])
