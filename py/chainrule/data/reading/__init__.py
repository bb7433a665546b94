"""How the text of a table is read: encoding, delimiter, header, number style, dates, missing."""

from chainrule.data.reading.choices import (
    DATE_ORDERS,
    DECIMALS,
    DELIMITERS,
    ENCODINGS,
    THOUSANDS,
    Reading,
)

__all__ = ["DATE_ORDERS", "DECIMALS", "DELIMITERS", "ENCODINGS", "THOUSANDS", "Reading"]
