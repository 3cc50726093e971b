"""`orders presets`, `orders preset show`: the mappings that are shipped."""

import json
from typing import Annotated

import typer

from flows.cli.options import AsJson, Debug

app = typer.Typer(help="One of the mappings that are shipped.", no_args_is_help=True)


def presets(as_json: AsJson = False, debug: Debug = False) -> None:
    """List the files of shops and marketplaces that are imported without a mapping."""
    from schemas.presets.catalogue import presets as shipped

    about = {name: mapping.preset for name, mapping in shipped().items() if mapping.preset and mapping.order}
    if as_json:
        print(json.dumps([{"name": name, **each.model_dump(exclude_defaults=True)} for name, each in about.items()]))
        return
    from flows.cli.display.tables import new_console, new_table

    table = new_table("preset", "takes", "leaves out")
    table.show_lines = True
    for name, each in about.items():
        table.add_row(f"[bold]{name}[/]\n{each.title}", each.takes.replace("`", ""), each.leaves_out.replace("`", ""))
    new_console().print(table)
    print("Our own JSON, NDJSON and Parquet need none. `orders preset show NAME > mine.toml` makes one your own.")


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `orders presets` lists it.")], debug: Debug = False
) -> None:
    """Print a preset, to be changed and used with --mapping."""
    from schemas.presets.catalogue import preset_text

    print(preset_text(name), end="")
