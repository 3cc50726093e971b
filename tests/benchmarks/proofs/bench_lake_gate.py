"""Whether a project's data may go to DuckLake with its catalog in PostgreSQL: `make lake-gate`.

`python -m tests.benchmarks.proofs.bench_lake_gate`. It ends with an error if one run is wrong. That it can be wrong is
seen with `--no-fence`: then two writers of one new order both commit.
"""

import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from tests.benchmarks.lake.catalog import create_lake
from tests.benchmarks.lake.in_turn import compared
from tests.benchmarks.lake.side_by_side import Outcome, new_processes
from tests.support.worlds.postgresql import new_postgresql


def main(
    runs: Annotated[int, typer.Option(help="Runs of two writers beside the upkeep.")] = 50,
    rounds: Annotated[int, typer.Option(help="Rounds of each run; each writer commits once in one.")] = 25,
    steps: Annotated[int, typer.Option(help="Steps of one writer with the upkeep in turn.")] = 2_000,
    seed: Annotated[int, typer.Option(help="Where the choices begin.")] = 1,
    fence: Annotated[bool, typer.Option(help="Raise the fence in each transaction.")] = True,
    inlined_rows: Annotated[int, typer.Option(help="Up to so many rows of an insert stay in the catalog.")] = 0,
) -> None:
    """Print what came of each run, and end with an error unless all were right."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="lake-gate-") as name, new_postgresql(Path(name)) as address:
        folder = Path(name) / "files"
        folder.mkdir()
        wrong = _side_by_side(address, folder, runs, rounds, seed, fence, inlined_rows)
        is_wrong_in_turn = steps > 0 and _in_turn(address, folder, steps, seed, inlined_rows)
    minutes = (time.monotonic() - began) / 60
    told = "wrong" if is_wrong_in_turn else "right"
    print(f"{runs - wrong} of {runs} runs side by side right; {steps} steps in turn {told}; {minutes:.0f} minutes")
    raise typer.Exit(1 if wrong or is_wrong_in_turn else 0)


def _side_by_side(address: str, folder: Path, runs: int, rounds: int, seed: int, fence: bool, inlined_rows: int) -> int:
    """How many runs were wrong."""
    wrong = 0
    with new_processes() as processes:
        for run in range(1, runs + 1):
            lake = create_lake(address, folder, f"run_{run}", inlined_rows=inlined_rows, is_fenced=fence)
            began = time.monotonic()
            outcome = processes.run(lake, rounds, seed * 1_000 + run)
            print(f"run {run}: {_told(outcome)}; {time.monotonic() - began:.0f} s", flush=True)
            wrong += bool(outcome.faults)
    return wrong


def _told(outcome: Outcome) -> str:
    return (
        f"{'; '.join(outcome.faults) or 'right'}; {outcome.commit_count} commits, {outcome.repeat_count} repeated; "
        f"upkeep {outcome.upkeep_count} times, {outcome.refused_count} of its steps refused"
    )


def _in_turn(address: str, folder: Path, steps: int, seed: int, inlined_rows: int) -> bool:
    """Whether a comparison was wrong."""
    lake = create_lake(address, folder, "in_turn", inlined_rows=inlined_rows)
    for step, faults in compared(lake, steps, seed):
        if faults or step % 200 == 0 or step == steps:
            print(f"step {step}: {'; '.join(faults) or 'right'}", flush=True)
        if faults:
            return True
    return False


if __name__ == "__main__":
    typer.run(main)
