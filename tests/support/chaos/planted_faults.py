"""Faults that the tests of the reading stages have to notice: each a slip of one line."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """In `file`, `right` becomes `wrong`; `name` says what that does."""

    name: str
    file: str
    right: str
    wrong: str

    def plant(self, tree: Path) -> str:
        """Write the fault into a copy of the project; the text that was there before.

        Raises `ValueError` if what is to be changed is not there exactly once: the table below is behind the code.
        """
        path = tree / self.file
        before = path.read_text()
        if before.count(self.right) != 1:
            message = f"{self.name}: {self.file} has {self.right!r} {before.count(self.right)} times"
            raise ValueError(message)
        path.write_text(before.replace(self.right, self.wrong))
        return before


_CSV, _WIDTH = "tasks/extract/formats/csv_source.py", "tasks/extract/formats/csv_structure.py"
_LINES, _NUMBERS = "tasks/extract/lines/numbering.py", "tasks/extract/values/numbers.py"
_TIMES, _ISO = "tasks/extract/values/times.py", "schemas/time_columns.py"
_VALIDATE, _PARSE, _RULES = "tasks/validate/validate.py", "tasks/validate/parse.py", "schemas/orders/rules.py"
_LOOK, _ITEMS = "tasks/validate/close_look.py", "tasks/validate/item_mentions.py"
_ZONE = "local = read.dt.replace_time_zone(zone, "
_PRICES = '"price", "in_sku_price", "in_product_price"'

FAULTS = [
    Fault("two columns are swapped", _CSV, "frame.columns = names", "frame.columns = [*names[1:], names[0]]"),
    Fault("the first line is dropped", _CSV, "frame = scan.collect()", "frame = scan.collect()[1:]"),
    Fault("short lines pass the quick look", _WIDTH, "literal=True) == width - 1", "literal=True) <= width - 1"),
    Fault("short lines pass the close look", _WIDTH, "len(row) != width", "len(row) > width"),
    Fault("the line named is the next one", _WIDTH, "rows.line_num + first_line\n", "rows.line_num + first_line + 1\n"),
    Fault(
        "orders stand where they end", _LINES, "pl.col(LINE).first().over(NUMBER)", "pl.col(LINE).last().over(NUMBER)"
    ),
    Fault("lines to skip are kept", _LINES, "~any_holds(rows.skip", "any_holds(rows.skip"),
    Fault("one thousands separator goes", _NUMBERS, "number.str.replace_all(", "number.str.replace("),
    Fault("one decimal too many passes", _NUMBERS, "str.len_bytes() <= decimals", "str.len_bytes() <= decimals + 1"),
    Fault("a minus behind is overlooked", _NUMBERS, ' | part("after").is_not_null()', ""),
    Fault("12.05 is 12.50", _NUMBERS, 'str.strip_chars_end("0")', 'str.strip_chars("0")'),
    Fault("the zone is always UTC", _TIMES, _ZONE, 'local = read.dt.replace_time_zone("UTC", '),
    Fault("of two times the first is taken", _TIMES, '"null" if self.ambiguous', '"earliest" if self.ambiguous'),
    Fault("offsets go the other way", _ISO, "- _offset(", "+ _offset("),
    Fault("a portion loses its last order", _VALIDATE, "start + _PORTION]", "start + _PORTION - 1]"),
    Fault("rejects are in no order", _VALIDATE, 'rejects.sort("row")', "rejects"),
    Fault("a quantity may be 0", _RULES, "lambda value: value >= 1,", "lambda value: value >= 0,"),
    Fault("a referrer has the customer's id", _PARSE, 'outer_id=f"{noun}_id"', 'outer_id="customer_id"'),
    Fault("1e2 is 1000", _LOOK, 'b"0" * zeros)', 'b"0" * (zeros + 1))'),
    Fault("the product's price comes first", _ITEMS, _PRICES, '"price", "in_product_price", "in_sku_price"'),
]
