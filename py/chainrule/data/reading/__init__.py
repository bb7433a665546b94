"""Reading the text of a table: encoding, delimiter, header, numbers, dates, missing values."""

from chainrule.data.reading.choices import (
    DATE_ORDERS,
    DECIMALS,
    DELIMITERS,
    ENCODINGS,
    THOUSANDS,
    Reading,
)

__all__ = ["DATE_ORDERS", "DECIMALS", "DELIMITERS", "ENCODINGS", "THOUSANDS", "Reading"]
