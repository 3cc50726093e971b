"""Awkward orders whose text is at fault: no JSON, half characters, too deep.

`tests.support.laws.corpus` has them all.
"""

import json
from typing import NamedTuple


class Awkward(NamedTuple):
    """One order that somebody may get wrong."""

    name: str
    text: str
    path: str | None


NOT_JSON = [
    Awkward("nothing", "", "$"),
    Awkward("blank", " ", "$"),
    Awkward("a list", "[]", "$"),
    Awkward("a list of an order", '[{"source_id":"a"}]', "$"),
    Awkward("a number", "1", "$"),
    Awkward("a text", '"order"', "$"),
    Awkward("null", "null", "$"),
    Awkward("a broken line", '{"source_id":"broken", "amount":', "$"),
    Awkward("a line cut in a text", '{"source_id":"brok', "$"),
    Awkward("two orders in a line", '{"source_id":"one"} {"source_id":"two"}', "$"),
    Awkward("a trailing comma", '{"source_id":"comma",}', "$"),
    Awkward("a trailing comma in metadata", '{"metadata":{"a":1,}}', "$"),
    Awkward("single quotes", "{'source_id':'single'}", "$"),
    Awkward("a comment", '{"source_id":"c"} // note', "$"),
    Awkward("not a number", '{"amount":NaN}', "$"),
    Awkward("not a number in metadata", '{"metadata":{"a":NaN}}', "$"),
    Awkward("infinity in metadata", '{"metadata":{"a":-Infinity}}', "$"),
    Awkward("a leading zero", '{"amount":012}', "$"),
    Awkward("a leading plus", '{"amount":+12}', "$"),
    Awkward("a leading zero in metadata", '{"metadata":{"a":01}}', "$"),
    Awkward("a bare control character", '{"source_id":"a\x01b"}', "$"),
    Awkward("a bare tab in metadata", '{"metadata":{"a":"\t"}}', "$"),
    Awkward("an escape that is none", r'{"source_id":"\q"}', "$"),
    Awkward("an escape that is none in metadata", r'{"metadata":{"a":"\x41"}}', "$"),
    Awkward("a byte order mark inside", '\ufeff{"source_id":"bom"}', "$"),
]
SURROGATES = [
    Awkward("half a character at the end", r'{"source_id":"\ud83d"}', "$"),
    Awkward("half a character before another", r'{"source_id":"\ud83dabcdefgh"}', "$"),
    Awkward("half a character before an escape", r'{"source_id":"\ud83d\u0041"}', "$"),
    Awkward("the second half alone", r'{"source_id":"\ude00"}', "$"),
    Awkward("half a character in metadata", r'{"metadata":{"a":"\ud83d abcdefgh"}}', "$"),
    Awkward("the second half in metadata", r'{"metadata":{"a":"\ude00"}}', "$"),
    Awkward("half a character in a key of metadata", r'{"metadata":{"\ud83d":1}}', "$"),
    Awkward("half a character in an unknown field", r'{"note":"\ude00"}', "$"),
    Awkward("half a character in a product's unknown field", r'{"items":[{"amount":1,"product":{"x":"\ude00"}}]}', "$"),
]
DEPTH = [
    Awkward("metadata as deep as it may be", '{"metadata":{"a":' + "[" * 126 + "]" * 126 + "}}", None),
    Awkward("metadata too deep by one", '{"metadata":{"a":' + "[" * 127 + "]" * 127 + "}}", "$"),
    Awkward("metadata too deep by one, objects", '{"metadata":' + '{"a":' * 128 + "1" + "}" * 129, "$"),
    Awkward("a product too deep", '{"items":[{"product":{"a":' + "[" * 125 + "]" * 125 + "}}]}", "$"),
    Awkward("brackets in texts", json.dumps({"amount": 1, "metadata": {"a": '[{"' * 500, "b": [[]] * 500}}), None),
    Awkward("metadata nested near the interpreter's limit", '{"metadata":{"a":' + "[" * 985 + "]" * 985 + "}}", "$"),
    Awkward("metadata far too deep", '{"metadata":{"a":' + "[" * 50_000 + "]" * 50_000 + "}}", "$"),
    Awkward("an unknown field far too deep", '{"note":' + "[" * 50_000 + "]" * 50_000 + "}", "$"),
    Awkward("unclosed and far too deep", '{"metadata":' + '{"a":' * 50_000, "$"),
]
