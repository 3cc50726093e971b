"""Draws the two pictures of `docs/architecture.md`: `python docs/pictures/draw.py`, or `make docs`."""

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

FOLDER = Path(__file__).parent
WIDTH, MARGIN, GAP = 960, 24, 12
INK, QUIET, LINE = "#1f2933", "#5f6b7a", "#9aa5b1"
FLOWS, TASKS, SCHEMAS, OUTSIDE, STAGE = "#e0ecf8", "#e3f1e4", "#f7eed9", "#f1f2f4", "#c9e5cc"

Room = tuple[str, str]

ROOMS: dict[str, tuple[str, str, list[list[Room]]]] = {
    "flows": (
        "what people and machines start: the flows, with Prefect",
        FLOWS,
        [
            [("cli", "the orders command"), ("api", "HTTP: routes, errors, keys"), ("worker", "warm processes")],
            [
                ("imports", "what Prefect adds to one"),
                ("backfills", "and to millions"),
                ("action_runs", "what all kinds share"),
                ("lanes", "order, lease, recovery"),
                ("async_actions", "how far they are"),
            ],
            [
                ("dispatch", "queue to Prefect"),
                ("deployments", "what Prefect needs"),
                ("prefect_client", "patient requests"),
                ("local", "orders up"),
                ("notifications", "when one ends"),
            ],
        ],
    ),
    "tasks": (
        "what is done to data: plain functions, no Prefect",
        TASKS,
        [
            [
                ("extract", "source to texts"),
                ("validate", "texts to columns"),
                ("transform", "who is who"),
                ("load", "one transaction"),
                ("segments", "summaries, members"),
            ],
            [
                ("effects", "events to effects"),
                ("rules", "made and deleted"),
                ("deliveries", "outbox, webhooks"),
                ("updates", "one by one"),
                ("queries", "what is read"),
                ("exports", "files of all of it"),
            ],
            [
                ("imports", "one import, its history"),
                ("backfill", "millions, in portions"),
                ("bulk", "many in one body"),
                ("intake", "keys, caps, inbox"),
                ("warehouse", "opens DuckDB, locks"),
            ],
            [
                ("report", "a page to look at"),
                ("notifications", "who is told"),
                ("undo", "takes back"),
                ("lineage", "who wrote what"),
                ("erasure", "a person is forgotten"),
                ("erased", "who was, by hashes"),
                ("retention", "how long what is kept"),
                ("backups", "and the way back"),
            ],
        ],
    ),
    "schemas": (
        "what data looks like: shapes and rules, nothing that runs",
        SCHEMAS,
        [
            [
                ("orders", "fields, rules"),
                ("mapping", "its language"),
                ("presets", "shipped ones"),
                ("segments", "filters"),
                ("effects", "rules, deliveries"),
                ("http", "bodies, answers"),
                ("reports", "what came of it"),
                ("exports", "what can be one"),
                ("tables", "columns in prose"),
                ("migrations", "tables as SQL"),
            ]
        ],
    ),
}


class Picture:
    """An SVG under construction."""

    def __init__(self, height: int, title: str) -> None:
        self.height = height
        arrow = f'<path d="M0 0 8 4 0 8z" fill="{QUIET}"/>'
        marker = f'<marker id="arrow" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">{arrow}</marker>'
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            'font-family="ui-sans-serif, system-ui, Helvetica, Arial, sans-serif">',
            f"<title>{escape(title)}</title>",
            f"<defs>{marker}</defs>",
            f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#ffffff"/>',
        ]

    def box(self, x: float, y: float, width: float, height: float, fill: str, *, dashed: bool = False) -> None:
        """A box with round corners."""
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        place = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
        self.parts.append(f'<rect {place} rx="6" fill="{fill}" stroke="{LINE}"{dash}/>')

    def text(self, x: float, y: float, words: str, size: float = 12, **style: str) -> None:
        """Words that begin at `x`, on the line `y`; `style` are attributes of SVG."""
        more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in style.items())
        fill = "" if "fill" in style else f' fill="{INK}"'
        self.parts.append(f'<text x="{x:g}" y="{y:g}" font-size="{size:g}"{fill}{more}>{escape(words)}</text>')

    def labelled(self, x: float, y: float, width: float, height: float, fill: str, lines: Sequence[str]) -> None:
        """A box with a bold first line and quiet ones below, all centred."""
        self.box(x, y, width, height, fill)
        top = y + height / 2 - 7 * (len(lines) - 1) + 4
        for number, line in enumerate(lines):
            style = {"font_weight": "600"} if number == 0 else {"fill": QUIET}
            self.text(x + width / 2, top + 15 * number, line, 13 if number == 0 else 11, text_anchor="middle", **style)

    def arrow(self, points: Sequence[tuple[float, float]], *, dashed: bool = False) -> None:
        """A line through the points, with a head at its end."""
        path = " ".join(f"{'M' if number == 0 else 'L'}{x:g} {y:g}" for number, (x, y) in enumerate(points))
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self.parts.append(
            f'<path d="{path}" fill="none" stroke="{QUIET}" stroke-width="1.4"{dash} marker-end="url(#arrow)"/>'
        )

    def svg(self) -> str:
        """The whole file."""
        return "\n".join([*self.parts, "</svg>\n"])


def rooms() -> str:
    """The rooms of the three layers; each imports from those below it only."""
    heights = {layer: 44 + 58 * len(rows) for layer, (_, _, rows) in ROOMS.items()}
    picture = Picture(2 * MARGIN + sum(heights.values()) + 2 * 26, "The rooms: flows over tasks over schemas")
    y = float(MARGIN)
    for layer, (about, fill, rows) in ROOMS.items():
        picture.box(MARGIN, y, WIDTH - 2 * MARGIN, heights[layer], fill)
        picture.text(MARGIN + 14, y + 25, f"{layer}/", 16, font_weight="700")
        picture.text(MARGIN + 112, y + 25, about, 13, fill=QUIET)
        for number, row in enumerate(rows):
            _row(picture, y + 40 + 58 * number, row)
        y += heights[layer]
        if layer != "schemas":
            picture.arrow([(WIDTH / 2, y + 2), (WIDTH / 2, y + 24)])
            picture.text(WIDTH / 2 + 10, y + 18, "imports from", 11, fill=QUIET)
            y += 26
    return picture.svg()


def _row(picture: Picture, y: float, row: Sequence[Room]) -> None:
    width = (WIDTH - 2 * MARGIN - 28 - GAP * (len(row) - 1)) / len(row)
    for number, (name, about) in enumerate(row):
        picture.labelled(MARGIN + 14 + number * (width + GAP), y, width, 48, "#ffffff", [name, about])


def way() -> str:
    """An import, from where it is submitted to what it leaves."""
    picture = Picture(452, "The way of an import")
    _submissions(picture)
    _stages(picture)
    _outcomes(picture)
    return picture.svg()


def _submissions(picture: Picture) -> None:
    doors = [
        ("orders import", "in a shell"),
        ("orders submit", "schedule, UI"),
        ("POST /v1/orders/import", "body in the inbox"),
    ]
    for number, lines in enumerate(doors):
        picture.labelled(24, 40 + 74 * number, 190, 54, OUTSIDE, lines)
    picture.labelled(250, 114, 140, 54, FLOWS, ["lane", "one at a time, in order"])
    picture.arrow([(214, 141), (248, 141)])
    picture.arrow([(214, 215), (320, 215), (320, 170)])
    picture.arrow([(214, 67), (320, 67), (320, 112)])


def _stages(picture: Picture) -> None:
    picture.box(418, 24, 518, 404, "#fafbfc", dashed=True)
    picture.text(434, 46, "import-orders", 14, font_weight="700")
    picture.text(570, 46, "stages, each from one typed value to the next", 12, fill=QUIET)
    stages = [
        ("extract", "any source becomes one JSON text an order"),
        ("validate", "the cap, the form, the rules: typed columns"),
        ("transform", "who is who, prices, one row an entity"),
        ("load", "one transaction, versions of what it replaces"),
        ("refresh-segments", "summaries, members, events and their effects"),
    ]
    for number, stage in enumerate(stages):
        y = 62 + 72 * number
        picture.labelled(450, y, 280, 50, STAGE, stage)
        if number:
            picture.arrow([(590, y - 22), (590, y - 2)])
    picture.arrow([(390, 141), (432, 141), (432, 87), (448, 87)])
    lease = "read while the lane is asked for; nothing is written without its lease and fencing token"
    picture.text(434, 420, lease, 10.5, fill=QUIET)


def _outcomes(picture: Picture) -> None:
    picture.labelled(784, 70, 136, 54, OUTSIDE, ["rejects", "row, path, reason"])
    picture.labelled(784, 264, 136, 54, OUTSIDE, ["database", "tenant/project.duckdb"])
    picture.labelled(784, 352, 136, 54, OUTSIDE, ["deliveries", "webhooks, files"])
    picture.arrow([(730, 159), (852, 159), (852, 126)], dashed=True)
    picture.arrow([(730, 231), (852, 231), (852, 126)], dashed=True)
    picture.arrow([(730, 300), (782, 300)])
    picture.arrow([(730, 375), (756, 375), (756, 308), (782, 308)])
    picture.arrow([(852, 318), (852, 350)])
    lines = [
        "what it leaves to look at",
        "report and first rejects in Prefect's UI",
        "orders show, orders imports",
        "GET /v1/async-actions/{id}",
    ]
    picture.labelled(24, 300, 362, 106, FLOWS, lines)
    picture.arrow([(448, 375), (388, 375)])


if __name__ == "__main__":
    (FOLDER / "rooms.svg").write_text(rooms(), encoding="utf-8")
    (FOLDER / "import.svg").write_text(way(), encoding="utf-8")
