"""Exports of shops: a few made-up lines of each kind, the mapping that reads them, and the orders they are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Export:
    """One kind of file."""

    name: str
    file: str
    content: bytes
    mapping: str
    orders: list[dict]


SHOPIFY = Export(
    "statuses in three columns, names in two",
    "orders.csv",
    b"""\
Name,Email,Financial Status,Fulfillment Status,Currency,Subtotal,Discount Amount,Refunded Amount,Created at,\
Cancelled at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,First Name,Last Name
#1,Ann@Example.com,paid,fulfilled,USD,75.00,5.00,0.00,2018-01-04 15:51:23 -0800,,2,Trowel,10.00,TR-1,Ann,Example
#1,Ann@Example.com,,,,,,,2018-01-04 15:51:23 -0800,,3,Shovel,20.00,,,
#2,bob@example.com,refunded,fulfilled,USD,30.00,0.00,30.00,2018-01-19 12:54:41 -0800,2018-01-20 10:00:00 -0800,1,\
Boots,30.00,B-1,Bob,
""",
    """
[order]
source_id = "Name"
created_at = "Created at"
discount_amount = "Discount Amount"
refunded_amount = "Refunded Amount"
status = [
  { column = "Cancelled at", present = "CANCELED" },
  { column = "Fulfillment Status", present = "FULFILLED", when = { column = "Financial Status", is = "paid" } },
  { column = "Financial Status", map = { paid = "PAID", pending = "CREATED" } },
]
[customer]
email = { column = "Email", lower = true }
name = { join = ["First Name", "Last Name"] }
[items]
source_id = ["Lineitem sku", "Lineitem name"]
related_object = "sku"
quantity = "Lineitem quantity"
price = "Lineitem price"
[money]
currency = { column = "Currency" }
[dates]
format = "%Y-%m-%d %H:%M:%S %z"
[[check]]
column = "Subtotal"
""",
    [
        {
            "source_id": "#1",
            "status": "FULFILLED",
            "created_at": "2018-01-04T23:51:23Z",
            "discount_amount": 500,
            "metadata": {"refunded_amount": 0, "currency": "USD"},
            "customer": {"email": "ann@example.com", "name": "Ann Example", "source_id": "ann@example.com"},
            "items": [
                {"source_id": "TR-1", "related_object": "sku", "quantity": 2, "price": 1000},
                {"source_id": "Shovel", "related_object": "sku", "quantity": 3, "price": 2000},
            ],
        },
        {
            "source_id": "#2",
            "status": "CANCELED",
            "created_at": "2018-01-19T20:54:41Z",
            "discount_amount": 3000,
            "metadata": {"refunded_amount": 3000, "currency": "USD"},
            "customer": {"email": "bob@example.com", "name": "Bob", "source_id": "bob@example.com"},
            "items": [{"source_id": "B-1", "related_object": "sku", "quantity": 1, "price": 3000}],
        },
    ],
)

AMAZON = Export(
    "tabs, another encoding, line totals, lines that were cancelled",
    "report.txt.tsv",
    'order\tsku\ttitle\tqty\titem-price\tstatus\tbuyer\n1\tA\t1/2" nail\t2\t8.00\tShipped\tJürgen Groß\n'
    "1\tB\tScrew\t0\t\tCancelled\tJürgen Groß\n".encode("cp1252"),
    """
[file]
encoding = "windows-1252"
quote = ""
[order]
source_id = "order"
[customer]
source_id = "buyer"
[items]
source_id = "sku"
related_object = "sku"
quantity = "qty"
amount = "item-price"
product.name = "title"
skip = { column = "status", is = "Cancelled" }
[money]
currency = "EUR"
""",
    [
        {
            "source_id": "1",
            "customer": {"source_id": "Jürgen Groß"},
            "items": [
                {
                    "source_id": "A",
                    "related_object": "sku",
                    "quantity": 2,
                    "amount": 800,
                    "product": {"name": '1/2" nail'},
                }
            ],
        }
    ],
)

EBAY = Export(
    "lines around the table, a summary line, amounts with a symbol",
    "orders.csv",
    b""",,,,
Order Number,Sale Date,Item Number,Quantity,Sold For
,,,,
1,Sep-30-26,77,1,$12.34
2,Oct-01-26,,3,"$1,220.00"
2,Oct-01-26,78,2,"$600.00"
2,Oct-01-26,79,1,$20.00

2,record(s) downloaded,,,
Seller ID : someone,,
""",
    """
[file]
footer = ["^(?P<orders>[0-9]+),record", "^Seller ID"]
[order]
source_id = "Order Number"
created_at = "Sale Date"
[items]
source_id = "Item Number"
related_object = "sku"
quantity = "Quantity"
price = "Sold For"
skip = { column = "Item Number", present = false }
[money]
currency = "USD"
thousands_separator = ","
[dates]
format = "%b-%d-%y"
time_zone = "America/New_York"
""",
    [
        {
            "source_id": "1",
            "created_at": "2026-09-30T04:00:00Z",
            "items": [{"source_id": "77", "related_object": "sku", "quantity": 1, "price": 1234}],
        },
        {
            "source_id": "2",
            "created_at": "2026-10-01T04:00:00Z",
            "items": [
                {"source_id": "78", "related_object": "sku", "quantity": 2, "price": 60000},
                {"source_id": "79", "related_object": "sku", "quantity": 1, "price": 2000},
            ],
        },
    ],
)

PRESTASHOP = Export(
    "orders without lines, decimal commas, statuses in French",
    "orders.csv",
    'ID;Client;Total;État;Date\n5;J. Exemple;"1\u202f020,90 €";Paiement accepté;2020-08-05 10:01:02\n'
    "6;A. Exemple;20,90 €;Annulé;2020-08-05 11:01:02\n".encode(),
    """
[file]
separator = ";"
[order]
source_id = "ID"
created_at = "Date"
status = { column = "État", map = { "Paiement accepté" = "PAID", "Annulé" = "CANCELED" } }
amount = "Total"
[money]
currency = "EUR"
decimal_separator = ","
thousands_separator = " "
[dates]
format = "%Y-%m-%d %H:%M:%S"
time_zone = "Europe/Paris"
""",
    [
        {"source_id": "5", "status": "PAID", "created_at": "2020-08-05T08:01:02Z", "amount": 102090},
        {"source_id": "6", "status": "CANCELED", "created_at": "2020-08-05T09:01:02Z", "amount": 2090},
    ],
)

SQUARE = Export(
    "date, time and zone apart, line totals, refunds as lines of their own",
    "items.csv",
    b"""\
Date,Time,Time Zone,Item,Qty,Gross Sales,Discounts,Transaction ID,Event Type
2026-07-18,09:15:00,Eastern Time (US & Canada),Latte,2.0,$9.00,-$1.00,T1,Payment
2026-07-18,09:15:00,Eastern Time (US & Canada),Beans,0.75,"$1,433.66",$0.00,T1,Payment
2026-07-19,10:00:00,Eastern Time (US & Canada),Latte,-1.0,-$4.00,$0.00,T1,Refund
""",
    """
[order]
source_id = "Transaction ID"
created_at = { join = ["Date", "Time"], time_zone = { column = "Time Zone" }, lines = "first" }
[order.refunded_amount]
column = "Gross Sales"
negate = true
lines = "sum"
when = { column = "Event Type", is = "Refund" }
[items]
quantity = { column = "Qty", fractions = "one" }
amount = "Gross Sales"
discount_amount = { column = "Discounts", negate = true }
product.name = "Item"
metadata.weight = { column = "Qty", type = "number", when = { column = "Qty", matches = "[.].*[1-9]" } }
skip = { column = "Event Type", is = "Refund" }
[money]
currency = "USD"
thousands_separator = ","
[dates]
format = "%Y-%m-%d %H:%M:%S"
""",
    [
        {
            "source_id": "T1",
            "created_at": "2026-07-18T13:15:00Z",
            "discount_amount": 400,
            "metadata": {"refunded_amount": 400},
            "items": [
                {"quantity": 2, "amount": 900, "discount_amount": 100, "product": {"name": "Latte"}},
                {
                    "quantity": 1,
                    "amount": 143366,
                    "discount_amount": 0,
                    "product": {"name": "Beans"},
                    "metadata": {"weight": 0.75},
                },
            ],
        }
    ],
)

WEBTOFFEE = Export(
    "an item in each of several cells, guests without a number",
    "orders.csv",
    b"""\
order_id,customer_id,customer_email,billing_phone,line_item_1,line_item_2
1,7,ann@example.com,,name:Shirt|sku:S-1|quantity:1|total:13.00,name:Mug: big|sku:|quantity:2|total:8.00
2,0,,'+39021234567,name:Cap|sku:C-1|quantity:1|total:5.00,
""",
    """
[order]
source_id = "order_id"
[customer]
source_id = { column = "customer_id", absent = "0" }
email = "customer_email"
phone = { column = "billing_phone", strip_prefix = "'" }
[items]
source_id = ["line_item_{n}.sku", "line_item_{n}.name"]
related_object = "sku"
quantity = "line_item_{n}.quantity"
amount = "line_item_{n}.total"
cell.column = "line_item_{n}"
[money]
currency = "EUR"
""",
    [
        {
            "source_id": "1",
            "customer": {"source_id": "7", "email": "ann@example.com"},
            "items": [
                {"source_id": "S-1", "related_object": "sku", "quantity": 1, "amount": 1300},
                {"source_id": "Mug: big", "related_object": "sku", "quantity": 2, "amount": 800},
            ],
        },
        {
            "source_id": "2",
            "customer": {"phone": "+39021234567", "source_id": "+39021234567"},
            "items": [{"source_id": "C-1", "related_object": "sku", "quantity": 1, "amount": 500}],
        },
    ],
)

MAGENTO = Export(
    "a wrapped answer, parents and children among the lines, a negative discount",
    "orders.json",
    b"""{"items": [{"increment_id": "000000123", "created_at": "2017-08-17 21:12:34", "order_currency_code": "USD",
"discount_amount": -5.0, "customer_id": null, "customer_email": "ann@example.com", "state": "complete",
"items": [{"sku": "T-M", "qty_ordered": 6, "price": 75.0000},
          {"sku": "T-M", "qty_ordered": 6, "price": 0, "parent_item_id": 1}]}], "total_count": 1}""",
    """
[file]
records = "items"
lines = "items"
[order]
source_id = "increment_id"
created_at = "created_at"
status = { column = "state", map = { complete = "FULFILLED" } }
discount_amount = { column = "discount_amount", negate = true }
[customer]
source_id = ["customer_id", "customer_email"]
[items]
source_id = "items.sku"
related_object = "sku"
quantity = "items.qty_ordered"
price = "items.price"
keep = { column = "items.parent_item_id", present = false }
[money]
currency = { column = "order_currency_code" }
[dates]
format = "%Y-%m-%d %H:%M:%S"
""",
    [
        {
            "source_id": "000000123",
            "created_at": "2017-08-17T21:12:34Z",
            "status": "FULFILLED",
            "discount_amount": 500,
            "metadata": {"currency": "USD"},
            "customer": {"source_id": "ann@example.com"},
            "items": [{"source_id": "T-M", "related_object": "sku", "quantity": 6, "price": 7500}],
        }
    ],
)

STRIPE = Export(
    "payments in several currencies, failed ones left out",
    "payments.csv",
    b"""\
id,Created (UTC),Amount,Currency,Status,Mode
ch_1,2019-01-02 15:04,49.90,usd,Paid,Live
ch_2,2019-01-03 09:00:07,1500,jpy,Paid,Live
ch_3,2019-01-03 09:00,5.00,usd,Failed,Live
ch_4,2019-01-03 09:00,5.00,usd,Paid,Test
""",
    """
[rows]
keep = [{ column = "Mode", is = "Live" }, { column = "Status", is_not = "Failed" }]
[order]
source_id = "id"
created_at = "Created (UTC)"
amount = "Amount"
status = { column = "Status", map = { Paid = "PAID" } }
[money]
currency = { column = "Currency", mixed = true }
[dates]
format = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
""",
    [
        {
            "source_id": "ch_1",
            "created_at": "2019-01-02T15:04:00Z",
            "amount": 4990,
            "status": "PAID",
            "metadata": {"currency": "USD"},
        },
        {
            "source_id": "ch_2",
            "created_at": "2019-01-03T09:00:07Z",
            "amount": 1500,
            "status": "PAID",
            "metadata": {"currency": "JPY"},
        },
    ],
)

PURCHASES = Export(
    "lines that are orders and have no number",
    "purchases.csv",
    b"customer,date,cds,amount\n00001,19970101,1,11.77\n00002,19970112,1,12.00\n00002,19970112,5,77.00\n",
    """
[order]
created_at = "date"
amount = "amount"
[customer]
source_id = "customer"
[money]
currency = "USD"
[dates]
format = "%Y%m%d"
time_zone = "America/New_York"
""",
    [
        {"created_at": "1997-01-01T05:00:00Z", "amount": 1177, "customer": {"source_id": "00001"}},
        {"created_at": "1997-01-12T05:00:00Z", "amount": 1200, "customer": {"source_id": "00002"}},
        {"created_at": "1997-01-12T05:00:00Z", "amount": 7700, "customer": {"source_id": "00002"}},
    ],
)

EXPORTS = (SHOPIFY, AMAZON, EBAY, PRESTASHOP, SQUARE, WEBTOFFEE, MAGENTO, STRIPE, PURCHASES)
