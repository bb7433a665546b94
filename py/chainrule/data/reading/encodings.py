"""From bytes to text."""

from __future__ import annotations

import codecs

from chainrule.data.reading.choices import ENCODINGS
from chainrule.errors import InputError, Words, counted

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (
    (b"PK\x03\x04", "an Excel workbook or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook (.xls)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF document"),
    (b"PAR1", "a Parquet file"),
    (b"\x89PNG", "a picture"),
    (b"SQLite format 3", "an SQLite database"),
)
_SAMPLE = 4096


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """(text, encoding) of a file; a byte order mark is removed.

    Without `encoding`: a byte order mark decides. Else zero bytes at every other place mean UTF-16.
    Else the text is UTF-8 if it is valid UTF-8, and Windows-1252 if not.

    Raises
    ------
    InputError
        If the file is not text, or not in the encoding given, or is mostly but not entirely UTF-8.
    """
    for start, kind in _BINARY:
        if data.startswith(start):
            raise InputError("table", Words(kind), "a text file; save the sheet as CSV")
    found = encoding or _encoding(data)
    for mark, name in _MARKS:
        if data.startswith(mark) and name == found:
            data = data[len(mark) :]
    try:
        text = data.decode(found)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        value = Words(f"a file that is not {ENCODINGS[found]} (line {line})")
        raise InputError("encoding", value, "the encoding in which the file was saved") from None
    if "\0" in text:
        raise InputError("table", Words("a binary file"), "a text file of rows of cells")
    return text, found


def _encoding(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    sample = data[:_SAMPLE]
    if b"\0" in sample:
        # Digits, delimiters and line breaks have one zero byte in UTF-16.
        little = sample[1::2].count(0) >= sample[0::2].count(0)
        return "utf-16-le" if little else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(data)
    return "utf-8"


def _not_utf8(data: bytes) -> str:
    """Windows-1252, unless more characters are valid UTF-8 than not: those would be garbled."""
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    right = len(text) - wrong - len(text.encode("ascii", errors="ignore"))
    if right > wrong:
        value = Words(f"UTF-8 text with {counted(wrong, 'invalid byte')}")
        raise InputError("encoding", value, "valid UTF-8, or a choice of the encoding")
    return "windows-1252"
