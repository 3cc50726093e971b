"""What worker and child say to each other: one JSON line for each run, and one for how it came out."""

import json
from dataclasses import dataclass
from enum import StrEnum

from prefect.client.schemas.objects import FlowRun

MAX_LINE = 4 * 1024 * 1024
"""The most bytes of a line: a run's parameters are in it."""


class Outcome(StrEnum):
    """What a child answers."""

    READY = "ready"  # everything is imported: it waits for its first run
    ENDED = "ended"  # the run has come to its last state, or is paused
    REFUSED = "refused"  # somebody else has the run, or it is not to run now
    LEFT = "left"  # the run is unfinished, such as back in line behind an earlier one


@dataclass(frozen=True)
class Request:
    """A run, and the flow that it is of."""

    run: FlowRun
    entrypoint: str


def write_request(request: Request) -> bytes:
    """The line that asks for a run."""
    return json.dumps({"run": request.run.model_dump(mode="json"), "entrypoint": request.entrypoint}).encode() + b"\n"


def read_request(line: bytes) -> Request:
    """The run that a line asks for."""
    fields = json.loads(line)
    return Request(FlowRun.model_validate(fields["run"]), fields["entrypoint"])


def write_outcome(outcome: Outcome) -> str:
    """The line that answers."""
    return json.dumps({"outcome": outcome}) + "\n"


def read_outcome(line: bytes) -> Outcome:
    """What a line answers."""
    return Outcome(json.loads(line)["outcome"])
