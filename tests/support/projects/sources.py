"""Two orders in every format that an import reads, and what was read of them."""

import io

import polars as pl

from schemas.orders.frames import ORDER_TEXTS, Extracted

A, B = '{"source_id": "a", "amount": 1.50}', '{"source_id":"b","metadata":{"n":null}}'
NDJSON, ARRAY = f"{A}\n{B}\n".encode(), f"[{A},\n {B}]".encode()
RETAIL = "data/mappings/online_retail.toml"
HEADER = b"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
ROW = b"1,a,A,1,2011-06-01 08:26:00,1.5,7.0,France\n"


def parquet(frame: pl.DataFrame) -> bytes:
    """The frame as a Parquet file."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def raws(extracted: Extracted) -> list[str]:
    """The texts of what was extracted, in a frame as it must be."""
    assert extracted.orders.schema == ORDER_TEXTS
    return extracted.orders["raw"].to_list()
