"""Reading many numbers at a time gives the same result as reading them one by one."""

import random
import re

import numpy as np
import pytest
from chainrule.data.reading.cells import numbers
from chainrule.data.reading.cells.digits import WORD, long_numbers, plain_numbers
from chainrule.data.reading.cells.missing import Markers
from chainrule.data.reading.cells.tokens import Tokens
from chainrule.data.reading.choices import Reading
from chainrule.data.reading.columns.draft import Draft
from chainrule.data.reading.columns.number_columns import NumberColumns

ODD = [
    "", "-", "+", ".", "5.", ".5", "-.5", "+1", "1..2", "1.2.3", "1e5", "abc", "12a", "a12", "0012",
    "00.5", "-007", "9007199254740993", "9007199254740992", "1,5", "é12", "12é", "１２", "--5",
    "00", "0.1234567890123", "1234567.8", "123456.78", "12345678", "123456789", "1.23456789", "- 5",
    "-0", "0.49067179076835066", "1e-300", "1e400", "123456789012345678", "1-2", "1_000", "inf",
]  # fmt: skip


def cells_of(seed, count):
    rng = random.Random(seed)
    makers = [
        lambda: str(rng.randint(-(10 ** rng.randint(1, 16)), 10 ** rng.randint(1, 16))),
        lambda: f"{rng.uniform(-(10 ** rng.randint(0, 9)), 1000):.{rng.randint(0, 9)}f}",
        lambda: repr(rng.gauss(0, 10.0 ** rng.randint(-9, 9))),
        lambda: rng.choice(ODD),
    ]
    return [rng.choice(makers)() for _ in range(count)]


def places(cells):
    raw = "\n".join(cells).encode()
    data = np.zeros(len(raw) + 2 * WORD, np.uint8)
    data[WORD : WORD + len(raw)] = np.frombuffer(raw, np.uint8)
    breaks = np.flatnonzero(data[: WORD + len(raw)] == ord("\n"))
    return data, np.r_[WORD, breaks + 1], np.r_[breaks, WORD + len(raw)]


@pytest.mark.parametrize("seed", range(5))
def test_plain_numbers_equal_those_of_pythons_float_to_the_last_bit(seed):
    cells = cells_of(seed, 5000)
    found = plain_numbers(*places(cells), ".")
    form = re.compile(r"[+-]?(?=[0-9]|\.[0-9])[0-9]*(\.[0-9]*)?", re.ASCII)
    for cell, value, is_plain in zip(cells, found.values, found.is_plain, strict=True):
        digits = cell[1:] if cell[:1] in ("+", "-") else cell
        is_right = form.fullmatch(cell) is not None and len(digits) <= 16
        is_right = is_right and int(digits.replace(".", "")) <= 2**53
        assert (cell, bool(is_plain)) == (cell, is_right)
        if is_right:
            assert (cell, value, np.signbit(value)) == (cell, float(cell), cell[0] == "-")


def test_a_percentage_is_divided_exactly():
    cells = ["12.5", "7", "0.1", "99.99"]
    found = plain_numbers(*places(cells), ".", 2).values.tolist()
    assert found == [float(f"{cell}e-2") for cell in cells]


def test_leading_zeros_are_detected():
    cells = ["007", "0", "00", "0.5", "-07", "10", "007.5", "00000012", "0000000000000012"]
    found = plain_numbers(*places(cells), ".").is_padded.tolist()
    assert found == [True, False, True, False, False, False, False, True, True]


def test_long_numbers_equal_those_of_pythons_float_to_the_last_bit():
    rng = random.Random(0)
    cells = [repr(rng.gauss(0, 10.0 ** rng.randint(-300, 300))) for _ in range(1000)]
    data, starts, ends = places(cells)
    assert long_numbers(data, starts, ends, ".").tolist() == [*map(float, cells)]
    comma = [cell.replace(".", ",") for cell in cells]
    assert long_numbers(*places(comma), ",").tolist() == [*map(float, cells)]


@pytest.mark.parametrize("cell", ["1-2", "1.2.3", "1e", "e5", "1e5e5", "+-1", "1e400"])
def test_text_is_not_read_as_a_long_number(cell):
    found = long_numbers(*places(["1.5e3", cell, "2"]), ".")
    assert np.isnan(found[1])


AFFIXES = [
    ("", ""),
    ("$", ""),
    ("", " €"),
    ("", "%"),
    ("€ ", ""),
    ("(", ")"),
    ("-$", ""),
    ("CHF ", ""),
]


@pytest.mark.parametrize(("decimal", "thousands"), [
    (".", ""), (".", ","), (",", "."), (",", ""), (".", "'"), (",", " "), (".", " "),
])  # fmt: skip
@pytest.mark.parametrize("seed", range(8))
def test_whole_columns_are_read_like_single_cells(decimal, thousands, seed):
    rng = random.Random(seed)
    number, markers = numbers.parser(decimal, thousands), Markers(None)
    columns = [
        [written(rng, decimal, thousands, *rng.choice(AFFIXES[: 1 + index])) for _ in range(60)]
        for index in range(len(AFFIXES))
    ]
    drafts = [Draft("number") for _ in columns]
    text = "\x01".join(cell for row in zip(*columns, strict=True) for cell in row)
    tokens = Tokens(text, "\x01", len(columns), thousands, decimal)
    reading = Reading(decimal=decimal, thousands=thousands)
    NumberColumns(reading, markers).add(drafts, [*range(len(columns))], tokens, 0)
    for cells, draft in zip(columns, drafts, strict=True):
        right = [None if markers.is_missing_number(c.strip()) else number(c.strip()) for c in cells]
        expected = [np.nan if n is None else n[0] for n in right]
        assert [*map(str, draft.values)] == [*map(str, np.array(expected))]
        assert draft.units == {n[1] for n in right if n is not None}
        assert draft.odd_count == sum(
            n is None and not markers.is_missing_number(c.strip())
            for c, n in zip(cells, right, strict=True)
        )
        assert draft.missing == {
            m: cells.count(m) for m in {*cells} if m and markers.is_missing_number(m)
        }


def written(rng, decimal, thousands, before, after):
    """A number in one of the styles, or something else."""
    if rng.random() < 0.1:
        return rng.choice(["NA", "", "-", "abc", "1.2.3", "1,2,3", "0,123", "1'2", "1 23", " 5 "])
    value = rng.choice([rng.randint(0, 10**7), rng.uniform(0, 10**7), rng.uniform(0, 1)])
    text = f"{value:,}" if rng.random() < 0.8 else f"{value:,.2f}"
    parts = {",": thousands, ".": decimal}
    return before + "".join(parts.get(sign, sign) for sign in text) + after
