"""Which column is which field of an order: by its name, in a few languages, and by what it holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from tasks.extract.suggestion.kinds import currency_by_symbol, is_currency, is_email, is_whole, notations, time_formats

_ORDER = (
    r"(?:sales |web |line ?item )?(?:order|purchase|invoice|bestell\w*|rechnungs?|auftrags?|belegs?|vorgangs?"
    r"|commande|facture|pedido|factura|ordine|fattura)"
)
_NUMBER = r"(?:id|no|nr|num|number|nummer|numero|name|ref|reference|code)"
_ITEM = r"(?:line ?items? |items? |order ?items? |products? |article |artikel |produkt )?"
_GOODS = r"(?:line ?item|item|stock|article|artikel|product|produkt|variant)"
_BUYER = r"(?:customer|client|buyer|kunden?|cliente|user|account|billing)"
# the most telling pattern of a field's name first; names are compared in lower case with blanks between their words
_NAMES: dict[str, tuple[str, ...]] = {
    "order.source_id": (
        rf"{_ORDER} {_NUMBER}|{_ORDER}{_NUMBER}|{_NUMBER} (?:de )?{_ORDER}",
        rf"{_ORDER}|(?:transaction|receipt|sale|basket|bon) {_NUMBER}",
        r"name|number|nummer|reference|id",
    ),
    "order.created_at": (
        rf"{_ORDER} ?(?:date|datum|time|at|on|placed).*|created.*|.*created (?:at|on|date).*|date created.*",
        r"date.*|datum.*|time.*|fecha.*|data.*|.*(?:date|datum|zeit)",
    ),
    "order.status": (rf"(?:{_ORDER} )?status(?: name)?", r"(?:.* )?(?:status|state|estado|etat|état|stato)"),
    "currency": (r"(?:.* )?(?:currency|currency code|wahrung|währung|devise|moneda|valuta)", r".*"),
    "customer.source_id": (rf"{_BUYER} {_NUMBER}|{_BUYER}{_NUMBER}", rf"{_BUYER}|{_BUYER} user ?name"),
    "customer.email": (rf"(?:{_BUYER} )?e ?mail(?: address)?", r".*"),
    "customer.phone": (rf"(?:{_BUYER} )?(?:phone|telefon|tel|mobile|handy)(?: number)?", r".*(?:phone|telefon).*"),
    "customer.name": (rf"{_BUYER} ?(?:full )?name|full name", r"name|kunde|customer|client"),
    "first name": (r"(?:.* )?(?:first ?name|vorname|prenom|prénom)",),
    "last name": (r"(?:.* )?(?:last ?name|surname|nachname|nom|apellidos?)",),
    "customer.address.city": (rf"(?:{_BUYER} )?(?:city|town|ort|stadt|ville|ciudad)",),
    "customer.address.postal_code": (rf"(?:{_BUYER} )?(?:zip|zip ?code|post ?code|postal ?code|plz)",),
    "customer.address.country": (rf"(?:{_BUYER} )?(?:country|country code|land|pays|pais|país)",),
    "items.source_id": (
        rf"(?:{_GOODS} )?sku|{_GOODS} ?(?:id|no|nr|num|number|nummer|code)",
        r"asin|ean|gtin|upc",
        rf"{_GOODS}|{_GOODS} (?:name|title|bezeichnung)",
    ),
    "items.product.name": (
        rf"{_GOODS} ?(?:name|title|bezeichnung|description)",
        rf"{_GOODS}|title|description|bezeichnung|beschreibung|name",
    ),
    "items.quantity": (
        rf"(?:{_ITEM}|order )(?:qty|quantity|menge|anzahl|pieces|stück|cantidad|quantité|quantite|quantita)(?: \w+)?",
        r".*(?:qty|quantity|menge|anzahl)|pcs|units|count",
    ),
    "items.price": (
        rf"(?:unit|single|einzel|stück) ?(?:price|preis|cost)|{_ITEM}(?:unit )?(?:price|preis|precio|prix|prezzo)",
        r".*(?:price|preis|cost)",
    ),
    "amount": (
        rf"(?:line|item|row|{_ORDER}|grand) ?(?:total|amount|sum)(?: .*)?|.*(?:total|amount|betrag|summe|sales)",
        r".*(?:total|amount|betrag|summe|umsatz|revenue|subtotal|montant|importe|net).*",
    ),
    "refund": (r".*(?:refund|erstatt|rembours).*",),
    "discount": (r".*(?:discount|rabatt|remise|descuento|sconto).*",),
}
_LIST = re.compile(r"(?i)(?:line|order)?_?(?:items?|lines?|products?|positions?|entries)")
_ANYWHERE = ("currency", "amount", "discount")
_NO_AMOUNT = re.compile(r"ship|tax|fee|deliver|postage|vat|versand|steuer|mwst|cost")
_MOST_STATUSES = 20
_NOT_ORDERED = re.compile(r"paid|ship|deliver|updat|modif|cancel|birth|refund|expir|due")


@dataclass(frozen=True, slots=True)
class Choice:
    """A column for a field; `is_sure` unless other columns would do, or only part of its name says so."""

    column: str
    is_sure: bool
    others: tuple[str, ...] = ()


@dataclass(slots=True)
class Fields:
    """The columns chosen so far."""

    frame: pl.DataFrame
    chosen: dict[str, Choice] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str | None:
        choice = self.chosen.get(name)
        return choice.column if choice else None


def fields_of(frame: pl.DataFrame, lines: str | None = None) -> Fields:
    """Choose a column for each field that there seems to be one for; no column is chosen twice.

    Columns below `lines` are those of items, and all others those of orders.
    """
    fields = Fields(frame)
    for name in _NAMES:
        taken = {each.column for each in fields.chosen.values()}
        free = [column for column in frame.columns if column not in taken]
        if lines is not None and name not in _ANYWHERE:
            free = [column for column in free if column.startswith(f"{lines}.") is name.startswith("items.")]
        if lines is not None and name == "amount":
            free.sort(key=lambda column: not column.startswith(f"{lines}."))
        found = next(_candidates(name, free, frame), None)
        if found is not None:
            fields.chosen[name] = found
    return fields


def _candidates(name: str, columns: list[str], frame: pl.DataFrame) -> Iterator[Choice]:
    for at, pattern in enumerate(_NAMES[name]):
        found = [column for column in columns if re.fullmatch(pattern, words(column)) and _suits(name, frame[column])]
        if found:
            yield Choice(found[0], at == 0 and len(found) == 1, tuple(found[1:3]))


def words(column: str) -> str:
    """A column's name in lower case, with one blank between its words; of a path the last two names."""
    path = column.split(".")
    last = path[-1] if _LIST.fullmatch(path[0]) else " ".join(path[-2:])
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", last)
    return re.sub(r"[\W_]+", " ", apart).strip().lower()


def _suits(name: str, texts: pl.Series) -> bool:
    """Whether what is in a column can be that field."""
    if texts.null_count() == len(texts):
        return False
    match name:
        case "order.source_id":
            return texts.null_count() == 0 and not time_formats(texts)
        case "order.created_at":
            return not _NOT_ORDERED.search(words(texts.name)) and bool(time_formats(texts))
        case "order.status":
            return texts.n_unique() <= _MOST_STATUSES
        case "currency":
            return is_currency(texts)
        case "customer.email":
            return is_email(texts)
        case "customer.source_id":
            return not is_email(texts)
        case "items.quantity":
            return is_whole(texts)
        case "amount" if _NO_AMOUNT.search(words(texts.name)):
            return False
        case "items.price" | "amount" | "refund" | "discount":
            return bool(notations(texts, currency_by_symbol(texts) or "USD"))
        case _:
            return True
