"""`orders notify set|show|test|remove`: who is notified when an import or backfill of a project ends."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import AsJson, Debug, Project, Tenant, home
from schemas.errors import OrdersError, UsageError
from schemas.ids import ProjectKey

if TYPE_CHECKING:
    from schemas.notification import Notification

app = typer.Typer(help="Who is notified when an import or backfill ends.", no_args_is_help=True)

_Url = Annotated[str | None, typer.Option(help="Webhook, signed as those of the project's rules.")]
_Email = Annotated[str | None, typer.Option(help="E-mail address; ORDERS_SMTP_HOST and ORDERS_SMTP_FROM say how.")]
_Block = Annotated[str | None, typer.Option(help="Notification block of Prefect's server, such as slack-webhook/x.")]
_Api = Annotated[bool, typer.Option("--api", help="Of imports that came over HTTP, too.")]


@app.command("set")
def set_command(
    tenant: Tenant,
    project: Project,
    url: _Url = None,
    email: _Email = None,
    block: _Block = None,
    includes_api: _Api = False,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Choose who is notified from now on, in one of three ways."""
    key = ProjectKey(tenant, project)
    from tasks.intake.notifications import store_notification

    chosen = _notification(url=url, email=email, block=block, includes_api=includes_api)
    store_notification(home(), key, chosen)
    _print(chosen, as_json)


@app.command()
def show(tenant: Tenant, project: Project, as_json: AsJson = False, debug: Debug = False) -> None:
    """Show who is notified."""
    _print(_chosen(ProjectKey(tenant, project)), as_json)


@app.command()
def test(tenant: Tenant, project: Project, debug: Debug = False) -> None:
    """Send a message about an import that never was, now."""
    key = ProjectKey(tenant, project)
    chosen = _chosen(key)
    from flows.cli.notify import by_block
    from flows.notifications.ended import example, send
    from flows.settings import Settings

    problem = send(chosen, example(key), Settings(), by_block)
    if problem is not None:
        message = f"The message was not sent: {problem}"
        raise OrdersError(message)
    print(f"Sent to {chosen.target}.")


@app.command()
def remove(tenant: Tenant, project: Project, debug: Debug = False) -> None:
    """Notify nobody any more."""
    key = ProjectKey(tenant, project)
    from tasks.intake.notifications import remove_notification

    if not remove_notification(home(), key):
        raise _nobody(key)
    print(f"Nobody is notified of {key} any more.")


def _notification(**given: str | bool | None) -> "Notification":
    from pydantic import ValidationError

    from schemas.notification import Notification

    try:
        return Notification.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = f"--{first['loc'][0]}: " if first["loc"] else ""
        message = f"{name}{first['msg'].removeprefix('Value error, ')}."
        raise UsageError(message, "Give one of --url, --email and --block.") from None


def _chosen(key: ProjectKey) -> "Notification":
    from tasks.intake.notifications import find_notification

    found = find_notification(home(), key)
    if found is None:
        raise _nobody(key)
    return found


def _nobody(key: ProjectKey) -> UsageError:
    return UsageError(f"Nobody is notified of {key}.", operator_hint="`orders notify set` chooses somebody.")


def _print(chosen: "Notification", as_json: bool) -> None:
    if as_json:
        print(chosen.model_dump_json())
        return
    also = ", also of imports over HTTP" if chosen.includes_api else ""
    print(f"When an import or backfill ends, {chosen.target} is notified{also}.")
