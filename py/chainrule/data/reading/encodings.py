"""Conversion of bytes to text."""

from __future__ import annotations

import codecs

from chainrule.data.reading.choices import ENCODINGS
from chainrule.errors import InputError
from chainrule.phrases import phrase

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "pdf"),
    (b"PAR1", "parquet"),
    (b"\x89PNG", "picture"),
    (b"SQLite format 3", "sqlite"),
)
_SAMPLE = 4096


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Return the text and the encoding of a file; a byte order mark is removed.

    If `encoding` is None, a byte order mark determines the encoding. Without a mark, a file with
    zero bytes near its start is read as UTF-16; any other file is read as UTF-8 if it is valid
    UTF-8, and otherwise as Windows-1252.

    Raises
    ------
    InputError
        If the file is not text, is not in the given encoding, or is mostly but not entirely UTF-8.
    """
    for start, kind in _BINARY:
        if data.startswith(start):
            value = phrase(f"table.is.{kind}")
            raise InputError("table", value, phrase("table.allowed.text_file"))
    found = encoding or _encoding(data)
    for mark, name in _MARKS:
        if data.startswith(mark) and name == found:
            data = data[len(mark) :]
    try:
        text = data.decode(found)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        value = phrase("table.is.not_encoded", encoding=ENCODINGS[found], line=line)
        raise InputError("encoding", value, phrase("table.allowed.encoding")) from None
    if "\0" in text:
        value, allowed = phrase("table.is.binary"), phrase("table.allowed.cells_file")
        raise InputError("table", value, allowed)
    return text, found


def _encoding(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    sample = data[:_SAMPLE]
    if b"\0" in sample:
        # In UTF-16, one of the two bytes of digits, delimiters and line breaks is zero.
        little = sample[1::2].count(0) >= sample[0::2].count(0)
        return "utf-16-le" if little else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(data)
    return "utf-8"


def _not_utf8(data: bytes) -> str:
    """Return Windows-1252, or raise an error if most non-ASCII characters are valid UTF-8, because
    reading the file as Windows-1252 would garble these characters."""
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = len(text) - wrong - len(text.encode("ascii", errors="ignore"))
    if right > wrong:
        value = phrase("table.is.half_utf8", count=wrong)
        raise InputError("encoding", value, phrase("table.allowed.utf8"))
    return "windows-1252"
