"""The files of `docs/deploy` are what Compose and Kubernetes take, and say nothing that we do not know."""

import re
from pathlib import Path

import jsonschema
import kubernetes_validate
import prefect.settings
import pytest
import typer
from prefect.cli import _app as prefect_cli

from flows.api.routes.system import health
from flows.cli.main import orders_app
from flows.local.server_settings import SERVER_SETTINGS
from flows.settings import Settings
from tests.support.deploy.files import COMPOSE, FOLDER, Container, compose, compose_schema, containers, objects
from tests.support.pages import pages

EACH = pytest.mark.parametrize("container", containers(), ids=lambda each: each.name)
TEXT = COMPOSE.read_text(encoding="utf-8")
README = pages()["docs/deploy/README.md"].text
NOT_OURS = {
    "PGPASSWORD",
    "AWS_ENDPOINT_URL",
    "AWS_ALLOW_HTTP",
    "AWS_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
}


def test_compose_takes_its_file():
    jsonschema.Draft7Validator(compose_schema()).validate(compose())


@pytest.mark.parametrize("name", objects(), ids="/".join)
def test_kubernetes_takes_each_object(name: tuple[str, str]):
    kubernetes_validate.validate(objects()[name], kubernetes_validate.latest_version(), strict=True)


def test_both_run_the_same():
    commands = [container.command[:2] for container in containers()]
    once = [["prefect", "server"], ["orders", "worker"], ["orders", "serve"]]
    assert sorted(commands) == sorted(once * 2)


@EACH
def test_the_command_is_understood(container: Container):
    program, *words = container.command
    if program == "prefect":
        prefect_cli._app.parse_args(words, print_error=False, exit_on_error=False)
    else:
        typer.main.get_command(orders_app()).commands[words[0]].make_context("orders", words[1:])


@EACH
def test_the_variables_are_settings(container: Container):
    ours = {f"ORDERS_{name}".upper() for name in Settings.model_fields}
    unknown = [name for name in container.environment if name not in ours | NOT_OURS]
    assert [name for name in unknown if not (name.startswith("PREFECT_") and hasattr(prefect.settings, name))] == []


@EACH
def test_prefects_server_is_told_what_orders_up_tells_its_own(container: Container):
    if container.command[0] == "prefect":
        assert SERVER_SETTINGS.items() <= container.environment.items()


@EACH
def test_what_is_asked_whether_it_is_well_answers(container: Container):
    of_prefect = {":4200/api/health", ":4200/api/ready"}
    assert set(container.asked) <= of_prefect | {f":8010{route.path}" for route in health.router.routes}
    assert container.asked or container.name == "worker"


def test_every_variable_to_be_set_is_described():
    assert set(re.findall(r"(?<!\$)\$\{(\w+)", TEXT)) == set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))


def test_every_secret_is_described():
    keys = set(
        re.findall(
            r"secretKeyRef: \{name: historical-orders, key: ([a-z-]+)\}", (FOLDER / "kubernetes.yaml").read_text()
        )
    )
    assert keys == set(re.findall(r"--from-literal=([a-z-]+)=", README))


def test_objects_find_each_other():
    for (kind, name), each in objects().items():
        if kind == "Deployment":
            assert each["spec"]["selector"]["matchLabels"] == each["spec"]["template"]["metadata"]["labels"]
            claims = [
                volume["persistentVolumeClaim"]["claimName"]
                for volume in each["spec"]["template"]["spec"]["volumes"]
                if "persistentVolumeClaim" in volume
            ]
            assert all(("PersistentVolumeClaim", claim) in objects() for claim in claims)
        if kind == "Service":
            assert each["spec"]["selector"] == objects()["Deployment", name]["spec"]["selector"]["matchLabels"]


def test_what_the_image_is_made_of_is_there():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (FOLDER / "Dockerfile").read_text(), re.MULTILINE)
    assert [name for names in copied for name in names.split() if not Path(name).exists()] == []
