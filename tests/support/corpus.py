"""Awkward orders, each on its own: what must be refused and where, and what must pass unharmed.

One list for every test that has an opinion about orders. An entry is a name, the order's JSON text, and the JSON path
at which it is rejected; None if it is accepted. Text and not values, since much of what goes wrong is in the text.
"""

import json
from typing import Any, NamedTuple


class Awkward(NamedTuple):
    """One order that somebody may get wrong."""

    name: str
    text: str
    path: str | None


def _order(name: str, path: str | None, /, **fields: Any) -> Awkward:
    return Awkward(name, json.dumps({"source_id": name, **fields}), path)


def _item(name: str, path: str | None, /, **fields: Any) -> Awkward:
    return _order(name, path and f"$.items[0]{path}", items=[{"amount": 1, **fields}])


def _customer(name: str, path: str | None, /, **fields: Any) -> Awkward:
    return _order(name, path and f"$.customer{path}", customer={"source_id": f"c {name}", **fields})


LARGEST = 2**63 - 1
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
    Awkward("metadata 100 deep", '{"metadata":{"a":' + "[" * 100 + "]" * 100 + "}}", None),
    Awkward("metadata far too deep", '{"metadata":{"a":' + "[" * 50_000 + "]" * 50_000 + "}}", "$"),
    Awkward("an unknown field far too deep", '{"note":' + "[" * 50_000 + "]" * 50_000 + "}", "$"),
    Awkward("unclosed and far too deep", '{"metadata":' + '{"a":' * 50_000, "$"),
]
ORDERS = [
    Awkward("an empty order", "{}", None),
    Awkward("spaces everywhere", ' { "source_id" : "spaced" ,\r\n\t"metadata" : { "a" : [ 1 , 2 ] } } ', None),
    Awkward("an escaped key", r'{"sourc\u0065_id":"escaped key","am\u006funt":7}', None),
    _order("amount is a text", "$.amount", amount="12"),
    _order("amount is an empty text", "$.amount", amount=""),
    _order("amount has a fraction", "$.amount", amount=10.5),
    _order("amount is a whole fraction", "$.amount", amount=10.0),
    Awkward("amount with an exponent", '{"amount":1e2}', "$.amount"),
    _order("amount is true", "$.amount", amount=True),
    _order("amount is a list", "$.amount", amount=[12]),
    _order("amount is an object", "$.amount", amount={"value": 12}),
    _order("amount below 0", "$.amount", amount=-1),
    Awkward("amount is minus zero", '{"source_id":"minus zero","amount":-0}', None),
    _order("amount is 0", None, amount=0),
    _order("amount just fits", None, amount=LARGEST),
    _order("amount beyond 64 bits", "$.amount", amount=2**63),
    _order("amount beyond unsigned 64 bits", "$.amount", amount=2**64),
    _order("amount far beyond 64 bits", "$.amount", amount=10**40),
    _order("amount far below", "$.amount", amount=-(10**40)),
    _order("amount is the smallest", "$.amount", amount=-(2**63)),
    _order("initial_amount below 0", "$.initial_amount", initial_amount=-5),
    _order("initial_amount is a text", "$.initial_amount", initial_amount="5"),
    _order("discount_amount below 0", "$.discount_amount", discount_amount=-5),
    _order("discount_amount is false", "$.discount_amount", discount_amount=False),
    Awkward("source_id is a number", '{"source_id":12}', "$.source_id"),
    Awkward("source_id is empty", '{"source_id":""}', "$.source_id"),
    Awkward("source_id is null", '{"source_id":null}', None),
    Awkward("source_id is a list", '{"source_id":["a"]}', "$.source_id"),
    Awkward("source_id is a space", '{"source_id":" "}', None),
    _order("id is empty", "$.id", id=""),
    _order("id is a number", "$.id", id=1),
    _order("id does not exist", "$.id", id="ord_000000000000000000000000"),
    _order("status is unknown", "$.status", status="SHIPPED"),
    _order("status is in small letters", "$.status", status="paid"),
    _order("status is empty", "$.status", status=""),
    _order("status is a number", "$.status", status=1),
    _order("status is known", None, status="FULFILLED"),
    _order("metadata is a list", "$.metadata", metadata=[]),
    _order("metadata is a text", "$.metadata", metadata="{}"),
    _order("metadata is a number", "$.metadata", metadata=1),
    _order("metadata is true", "$.metadata", metadata=True),
    _order("metadata is empty", None, metadata={}),
    _order("items is an object", "$.items", items={}),
    _order("items is a text", "$.items", items="[]"),
    _order("items is empty", None, items=[]),
    _order("an item is null", "$.items[0]", items=[None]),
    _order("an item is a list", "$.items[1]", items=[{"amount": 1}, []]),
    _order("500 items", None, items=[{"amount": 1}] * 500),
    _order("501 items", "$.items", items=[{"amount": 1}] * 501),
    _order("customer is a text", "$.customer", customer="c"),
    _order("customer is a list", "$.customer", customer=[]),
    _order("customer_id does not exist", "$.customer_id", customer_id="cust_000000000000000000000000"),
    _order("customer_id is empty", "$.customer_id", customer_id=""),
    _order("customer_id is a number", "$.customer_id", customer_id=5),
    _order("referrer_id does not exist", "$.referrer_id", referrer_id="cust_000000000000000000000000"),
    _order("referrer_id is empty", "$.referrer_id", referrer_id=""),
    _order("referrer is a number", "$.referrer", referrer=1),
    _order("everything null", None, **dict.fromkeys(("id", "status", "created_at", "amount", "initial_amount"))),
    _order("every object null", None, **dict.fromkeys(("items", "metadata", "customer", "customer_id", "referrer"))),
    _order("unknown fields", None, note={"a": [1]}, items=[{"amount": 1, "colour": "red"}]),
    Awkward("a key given twice", '{"source_id":"twice","amount":1,"amount":2}', None),
    Awkward("a key given twice, once null", '{"source_id":"twice null","amount":null,"amount":2}', None),
]
TIMES = [
    _order("a time with Z", None, created_at="2020-01-02T03:04:05Z"),
    _order("a time without a zone", None, created_at="2020-01-02T03:04:05"),
    _order("a time in a zone of 5:45", None, created_at="2020-01-02T03:04:05.123456+05:45"),
    _order("a time west of UTC", None, created_at="2019-12-31T23:30:00-11:00"),
    _order("a date alone", None, created_at="2020-02-29"),
    _order("a day that never was", "$.created_at", created_at="2019-02-29T00:00:00Z"),
    _order("a month that never was", "$.created_at", created_at="2019-13-01"),
    _order("a time in words", "$.created_at", created_at="yesterday"),
    _order("a time that is empty", "$.created_at", created_at=""),
    _order("a time as a number", "$.created_at", created_at=1577934245),
    _order("a time with a day first", "$.created_at", created_at="02.01.2020"),
    _order("a zone by name", "$.created_at", created_at="2020-01-02T03:04:05 Europe/Paris"),
    _order("hour 24", "$.created_at", created_at="2020-01-02T24:00:00Z"),
    _order("second 60", "$.created_at", created_at="2016-12-31T23:59:60Z"),
    _order("nanoseconds", "$.created_at", created_at="2020-01-02T03:04:05.123456789Z"),
]
ITEMS = [
    _item("quantity is true", ".quantity", quantity=True),
    _item("quantity is 0", ".quantity", quantity=0),
    _item("quantity below 0", ".quantity", quantity=-3),
    _item("quantity has a fraction", ".quantity", quantity=0.5),
    _item("quantity is a text", ".quantity", quantity="1"),
    _item("quantity is null", None, quantity=None),
    _item("quantity just fits", None, quantity=LARGEST),
    _item("quantity beyond 64 bits", ".quantity", quantity=2**63),
    _item("price below 0", ".price", price=-1),
    _item("price is a text", ".price", price="1.50"),
    _item("item amount below 0", ".amount", amount=-1),
    _item("item amount is a text", ".amount", amount="1"),
    _item("item discount below 0", ".discount_amount", discount_amount=-1),
    _item("discount_quantity below 0", ".discount_quantity", discount_quantity=-1),
    _item("initial_quantity below 0", ".initial_quantity", initial_quantity=-1),
    _item("item initial_amount below 0", ".initial_amount", initial_amount=-1),
    _item("product_id is empty", ".product_id", product_id=""),
    _item("product_id is a number", ".product_id", product_id=3),
    _item("product_id is unknown", None, product_id="prod_of_old"),
    _item("sku_id is empty", ".sku_id", sku_id=""),
    _item("sku_id is unknown", None, sku_id="sku_of_old"),
    _item("an item's source_id is empty", ".source_id", source_id="", related_object="sku"),
    _item("an item's source_id without its kind", ".related_object", source_id="k"),
    _item("related_object is unknown", ".related_object", source_id="k", related_object="order"),
    _item("product is a text", ".product", product="shirt"),
    _item("product is a list", ".product", product=[]),
    _item("product is null", None, product=None, sku=None),
    _item("a product's price is a text", ".product.price", product={"price": "5"}),
    _item("a product's price is below 0", ".product.price", product={"price": -5}),
    _item("a product's override is a text", ".product.override", product={"override": "true"}),
    _item("a product's override is 1", ".product.override", product={"override": 1}),
    _item("a product's metadata is a list", ".product.metadata", product={"metadata": []}),
    _item("a product's source_id is empty", ".product.source_id", product={"source_id": ""}),
    _item("a product by two ids", ".product.id", product_id="prod_1", product={"id": "prod_2"}),
    _item("an sku's price has a fraction", ".sku.price", sku={"price": 1.5}),
    _item("an sku's metadata is a text", ".sku.metadata", sku={"metadata": "x"}),
    _item("an sku's product_id is empty", ".sku.product_id", sku={"product_id": ""}),
    _item("an sku by two ids", ".sku.id", sku_id="sku_1", sku={"id": "sku_2"}),
    _item("an sku of another product", ".sku.product_id", product_id="prod_1", sku={"product_id": "prod_2"}),
    _item("an sku of another product's id", ".sku.product_id", product={"id": "prod_1"}, sku={"product_id": "prod_2"}),
    _item("an sku of the same product", None, product_id="prod_1", sku={"product_id": "prod_1"}),
    _item(
        "an sku by two source_ids", ".sku.source_id", source_id="k", related_object="sku", sku={"source_id": "other"}
    ),
    _item("an item's metadata is a number", ".metadata", metadata=0),
    _item("a snapshot with strange fields", None, product={"name": "Mug", "colour": {"deep": [None, 1.5, "é"]}}),
    _order("no price anywhere", "$.items[1].amount", items=[{"price": 5}, {"quantity": 2}]),
    _order("no price, but an amount", None, amount=5, items=[{"quantity": 2}]),
    _order("price × quantity too large", "$.items[0].amount", items=[{"price": 2**62, "quantity": 2}]),
    _order("price × quantity far too large", "$.items[0].amount", items=[{"price": LARGEST, "quantity": LARGEST}] * 3),
    _order("price × quantity just fits", None, items=[{"price": LARGEST, "quantity": 1}]),
    _order("a sum too large", "$.amount", items=[{"amount": LARGEST}, {"amount": 1}]),
    _order("a sum too large beside an amount", None, amount=1, items=[{"amount": LARGEST}, {"amount": 1}]),
    _order("discounts too large", "$.items", items=[{"amount": 1, "discount_amount": LARGEST}] * 2),
    _order(
        "two SKUs with one source_id",
        "$.items[1].sku.source_id",
        amount=1,
        items=[{"sku": {"id": sku_id, "source_id": "one k", "override": True}} for sku_id in ("sku_a", "sku_b")],
    ),
    _order(
        "a price that its own order gave, times too much",
        "$.items[1].amount",
        amount=1,
        items=[{"sku_id": "sku_c", "sku": {"price": 2**62, "override": True}}, {"sku_id": "sku_c", "quantity": 2}],
    ),
    _order(
        "a price that its own order gave",
        None,
        items=[{"sku_id": "sku_d", "sku": {"price": 3, "override": True}}, {"sku_id": "sku_d", "quantity": 2}],
    ),
]
CUSTOMERS = [
    _order("a customer without any id", None, customer={"name": "Anonymous"}),
    _order("an empty customer", None, customer={}),
    _customer("a customer's id does not exist", ".id", id="cust_000000000000000000000000"),
    _customer("a customer's id is empty", ".id", id=""),
    _customer("a customer's source_id is a number", ".source_id", source_id=1),
    _customer("a customer's source_id is empty", ".source_id", source_id=""),
    _customer("a customer's name is a number", ".name", name=1),
    _customer("a customer's name is empty", None, name="", email="", phone="", description=""),
    _customer("a customer's metadata is a list", ".metadata", metadata=[1]),
    _customer("address is a text", ".address", address="Main St"),
    _customer("a postal_code is a number", ".address.postal_code", address={"postal_code": 12345}),
    _customer("address is empty", None, address={}),
    _customer("address is null", None, address=None),
    _customer("address with an unknown part", None, address={"city": "Łódź", "planet": "Earth"}),
    _customer("a birthdate", None, birthdate="1990-01-31"),
    _customer("a birthday, the old name", None, birthday="1990-01-31"),
    _customer("birthdate and birthday agree", None, birthdate="1990-01-31", birthday="1990-01-31"),
    _customer("birthdate and birthday differ", ".birthday", birthdate="1990-01-31", birthday="1990-02-01"),
    _customer("a birthdate that never was", ".birthdate", birthdate="1990-02-30"),
    _customer("a birthday that never was", ".birthday", birthday="1990-02-30"),
    _customer("a birthdate as a number", ".birthdate", birthdate=19900131),
]
TEXTS = [
    Awkward("a NUL in a source_id", r'{"source_id":"a\u0000b","amount":1}', None),
    Awkward("a NUL in metadata", r'{"source_id":"nul","metadata":{"k\u0000":"\u0000","k":1}}', None),
    Awkward("an emoji, bare", '{"source_id":"😀","metadata":{"😀":"👩‍👩‍👧"}}', None),
    Awkward("an emoji, escaped", r'{"source_id":"\ud83d\ude00!","metadata":{"a":"\ud83d\ude00"}}', None),
    Awkward("escapes of all kinds", r'{"source_id":"\"\\\/\b\f\n\r\t\u00e9"}', None),
    Awkward("line separators", '{"source_id":"a\u2028b\u2029c\u0085d"}', None),
    _order("an accent, composed and not", None, metadata={"\u00e9": 1, "e\u0301": 2}),
    _order("a source_id of 5000 characters" + "x" * 5000, None),
    _order("$1 {} %s ' \" ; DROP TABLE orders", None, status="PAID"),
    _customer("Zoë 'O’Neil' \\ \u0007", None, name="Zoë 'O’Neil' \\ \u0007", phone="+44 20"),
]
NUMBERS_IN_METADATA = [
    Awkward("large integers", '{"metadata":{"a":123456789012345678901234567890,"b":-9223372036854775809}}', None),
    Awkward("the edges of 64 bits", f'{{"metadata":{{"a":{2**63},"b":{2**64 - 1},"c":{-(2**63)}}}}}', None),
    Awkward("a number beyond floats", '{"metadata":{"a":1e400}}', None),
    Awkward("fractions", '{"metadata":{"a":0.1,"b":-1.5e-7,"c":1E5,"d":100.0,"e":-0.0,"f":2.50}}', None),
    Awkward("small and smaller", '{"metadata":{"a":5e-324,"b":1.7976931348623157e308}}', None),
    Awkward("mixed and nested", '{"metadata":{"a":[1,"1",null,true,[],{},[{"b":[null]}]],"":{"":""}}}', None),
    Awkward("metadata of nulls", '{"metadata":{"a":null,"b":[null,null]}}', None),
    Awkward("metadata that looks like text", '{"metadata":{"a":"null","b":"{\\"c\\":1}","c":"1.0","d":"[]"}}', None),
]
CORPUS = [
    *(NOT_JSON + SURROGATES + DEPTH),
    *(ORDERS + TIMES + ITEMS + CUSTOMERS + TEXTS + NUMBERS_IN_METADATA),
]
