"""What `docs/deploy` starts, however it is written down: containers with their commands and environments."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path("docs/deploy")
COMPOSE = FOLDER / "compose.yaml"
KUBERNETES = FOLDER / "kubernetes.yaml"
OURS = ("orders", "prefect")


@dataclass(frozen=True)
class Container:
    """One process of ours."""

    name: str
    command: list[str]
    environment: dict[str, str]
    asked: list[str]
    """What is asked by HTTP whether it is well: `:port/path`."""


def compose() -> dict[str, Any]:
    """The Compose file, its anchors resolved."""
    read: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return read


def compose_schema() -> dict[str, Any]:
    """What a Compose file has to be."""
    read: dict[str, Any] = json.loads(Path(__file__).with_name("compose-spec.json").read_text(encoding="utf-8"))
    return read


def objects() -> dict[tuple[str, str], dict[str, Any]]:
    """Those of Kubernetes, by kind and name."""
    documents = yaml.safe_load_all(KUBERNETES.read_text(encoding="utf-8"))
    return {(each["kind"], each["metadata"]["name"]): each for each in documents}


def containers() -> list[Container]:
    """All of ours, in both files."""
    return [*_of_compose(), *_of_kubernetes()]


def _of_compose() -> Iterator[Container]:
    for name, service in compose()["services"].items():
        command = service.get("command", [""])
        if command[0] in OURS:
            asked = [word for word in service["healthcheck"].get("test", []) if "http://" in word]
            yield Container(name, command, service["environment"], [_address(word) for word in asked])


def _of_kubernetes() -> Iterator[Container]:
    for (kind, _), each in objects().items():
        if kind == "Deployment":
            [container] = each["spec"]["template"]["spec"]["containers"]
            maps = [objects()["ConfigMap", name["configMapRef"]["name"]]["data"] for name in container["envFrom"]]
            secrets = {variable["name"]: "" for variable in container["env"]}
            ports = {port["name"]: port["containerPort"] for port in container.get("ports", [])}
            probes = [probe["httpGet"] for name, probe in container.items() if name.endswith("Probe")]
            asked = [f":{ports[probe['port']]}{probe['path']}" for probe in probes]
            environment = {name: value for each in maps for name, value in each.items()}
            yield Container(container["name"], container["args"], environment | secrets, asked)


def _address(word: str) -> str:
    return word.split("http://127.0.0.1")[1].split("'")[0]
