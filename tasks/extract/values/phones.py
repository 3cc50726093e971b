"""Phone numbers in one form, +49301234567, as far as the country they were written in is named."""

import polars as pl


def international(texts: pl.Series, regions: pl.Series) -> pl.Series:
    """Each number in E.164, by the two letters of its country; a text that cannot be a number there stays as it is."""
    pairs = pl.DataFrame({"text": texts, "region": regions})
    distinct = pairs.unique().filter(pl.col("text").is_not_null())
    numbers = [_international(text, region) for text, region in distinct.iter_rows()]
    found = distinct.with_columns(number=pl.Series(numbers, dtype=pl.String))
    joined = pairs.join(found, on=["text", "region"], how="left", nulls_equal=True, maintain_order="left")
    return joined["number"]


def _international(text: str, region: str | None) -> str:
    import phonenumbers  # takes its time, which most imports need not spend

    try:
        number = phonenumbers.parse(text, region.strip().upper() if region else None)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_possible_number(number):
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
