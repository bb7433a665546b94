"""The order of an epoch, compiled: `numpy.random.default_rng([seed, epoch]).permutation(n)`.

The result is identical to NumPy's. NumPy's `SeedSequence` (O'Neill, "Developing a seed_seq
alternative", 2015) seeds PCG64 (O'Neill, "PCG: a family of simple fast space-efficient
statistically good algorithms", 2014). The order is shuffled from the end with its random numbers
(Fisher & Yates 1938). A random index is drawn with as many bits as the largest allowed
index has, and drawn again if it is too large.
"""

from __future__ import annotations

from chainrule.engine.compile.assembler import (
    BLOCK,
    BR_IF0,
    END,
    I32,
    I32_ADD,
    I32_MUL,
    I32_SUB,
    I64,
    IF,
    LOOP,
    function_body,
    get,
    i32,
    load_i32,
    put,
    signed,
    store_i32,
    tee,
)

WORDS = 4
"""The largest total number of 32-bit words in the seed and the epoch."""
_MULTIPLIER = 0x2360ED051FC65DA44385DF649FCCF645
_INIT_A, _MULT_A, _INIT_B, _MULT_B = 0x43B0D7E5, 0x931E8875, 0x8B51F9DD, 0x58F38DED
_MIX_LEFT, _MIX_RIGHT = 0xCA01F9DD, 0x4973F715
_AND, _XOR, _SHR, _LESS, _GREATER = b"\x71", b"\x73", b"\x76", b"\x49", b"\x4b"
_ADD8, _MUL8, _AND8, _OR8, _XOR8 = b"\x7c", b"\x7e", b"\x83", b"\x84", b"\x85"
_SHL8, _SHR8, _ROTATE8, _LESS8, _WIDE, _SHORT = b"\x86", b"\x88", b"\x8a", b"\x54", b"\xad", b"\xa7"
_EQZ, _LEADING_ZEROS = b"\x45", b"\x67"


def word_count(number: int) -> int:
    """The number of 32-bit words in a number."""
    return max(1, -(-number.bit_length() // 32))


def words_of(*numbers: int) -> list[int] | None:
    """Split numbers into 32-bit words as `SeedSequence` does; None if there are too many words."""
    words: list[int] = []
    for number in numbers:
        words += [number >> 32 * place & 0xFFFFFFFF for place in range(word_count(number))]
    return words + [0] * (WORDS - len(words)) if len(words) <= WORDS else None


def _i64(number: int) -> bytes:
    number &= 0xFFFFFFFFFFFFFFFF
    return b"\x42" + signed(number - (1 << 64) if number >= 1 << 63 else number)


class _Locals:
    """Local variables, addressed by name."""

    def __init__(self) -> None:
        self.kinds: list[bytes] = []
        self._places: dict[str, int] = {}

    def place(self, name: str, kind: bytes = I64) -> int:
        if name not in self._places:
            self._places[name] = len(self.kinds)
            self.kinds.append(kind)
        return self._places[name]

    def get(self, name: str, kind: bytes = I64) -> bytes:
        return get(self.place(name, kind))

    def put(self, name: str, kind: bytes = I64) -> bytes:
        return put(self.place(name, kind))


def order_body(words: int, count: int, target: int) -> bytes:
    """Build the function that writes the order as 32-bit integers.

    words, count, target : the addresses of the `WORDS` words, of n, and of the order's address.
    """
    v = _Locals()
    code = _seeded(v, words) + _started(v)
    code += _identity(v, count, target) + _shuffled(v)
    return function_body(code, v.kinds)


def _hashed(v: _Locals, value: bytes, constant: int, multiplier: int) -> tuple[bytes, int]:
    """Return the code that pushes a word's hash, and the next constant."""
    following = constant * multiplier & 0xFFFFFFFF
    code = value + i32(constant) + _XOR + i32(following) + I32_MUL + v.put("word", I32)
    word = v.get("word", I32)
    return code + word + word + i32(16) + _SHR + _XOR, following


def _seeded(v: _Locals, words: int) -> bytes:
    """Mix four words of entropy, and store the eight words that seed the generator in s0 … s3."""
    code, constant = b"", _INIT_A
    for i in range(WORDS):
        hashed, constant = _hashed(v, i32(0) + load_i32(words + 4 * i), constant, _MULT_A)
        code += hashed + v.put(f"pool{i}", I32)
    for source in range(WORDS):
        for target in range(WORDS):
            if source == target:
                continue
            hashed, constant = _hashed(v, v.get(f"pool{source}", I32), constant, _MULT_A)
            code += hashed + i32(_MIX_RIGHT) + I32_MUL + v.put("right", I32)
            code += v.get(f"pool{target}", I32) + i32(_MIX_LEFT) + I32_MUL
            code += v.get("right", I32) + I32_SUB + v.put("word", I32)
            word = v.get("word", I32)
            code += word + word + i32(16) + _SHR + _XOR + v.put(f"pool{target}", I32)
    constant = _INIT_B
    for i in range(WORDS):
        low, constant = _hashed(v, v.get(f"pool{2 * i % WORDS}", I32), constant, _MULT_B)
        high, constant = _hashed(v, v.get(f"pool{(2 * i + 1) % WORDS}", I32), constant, _MULT_B)
        code += low + _WIDE + high + _WIDE + _i64(32) + _SHL8 + _OR8 + v.put(f"s{i}")
    return code


def _started(v: _Locals) -> bytes:
    """Set the generator's increment and its first state: two steps, with the seed added between
    them."""
    one = _i64(1)
    code = v.get("s2") + one + _SHL8 + v.get("s3") + _i64(63) + _SHR8 + _OR8 + v.put("inc high")
    code += v.get("s3") + one + _SHL8 + one + _OR8 + v.put("inc low")
    code += (
        v.get("inc high") + v.put("high") + v.get("inc low") + v.put("low")
    )  # the state after a step from state 0
    code += v.get("low") + v.get("s1") + _ADD8 + v.put("low")
    code += v.get("high") + v.get("s0") + _ADD8
    code += v.get("low") + v.get("s1") + _LESS8 + _WIDE + _ADD8 + v.put("high")
    return code + _step(v)


def _step(v: _Locals) -> bytes:
    """Compute state ← state · multiplier + increment in 128 bits."""
    high, low, mask = _MULTIPLIER >> 64, _MULTIPLIER & (1 << 64) - 1, _i64(0xFFFFFFFF)
    c, d = _i64(low >> 32), _i64(low & 0xFFFFFFFF)
    a, b = v.get("low") + _i64(32) + _SHR8, v.get("low") + mask + _AND8
    code = a + d + _MUL8 + v.put("ad") + b + c + _MUL8 + v.put("bc")
    code += b + d + _MUL8 + _i64(32) + _SHR8 + v.get("ad") + mask + _AND8 + _ADD8
    code += v.get("bc") + mask + _AND8 + _ADD8 + _i64(32) + _SHR8  # the carry of the middle part
    code += a + c + _MUL8 + _ADD8 + v.get("ad") + _i64(32) + _SHR8 + _ADD8
    code += v.get("bc") + _i64(32) + _SHR8 + _ADD8
    code += v.get("high") + _i64(low) + _MUL8 + _ADD8 + v.get("low") + _i64(high) + _MUL8 + _ADD8
    code += v.put("high")
    code += v.get("low") + _i64(low) + _MUL8 + v.get("inc low") + _ADD8 + v.put("low")
    code += v.get("high") + v.get("inc high") + _ADD8
    return code + v.get("low") + v.get("inc low") + _LESS8 + _WIDE + _ADD8 + v.put("high")


def _identity(v: _Locals, count: int, target: int) -> bytes:
    """Write 0, 1, …, n − 1; leave n in "n" and the order's address in "at"."""
    code = i32(0) + load_i32(count) + v.put("n", I32) + i32(0) + load_i32(target)
    code += v.put("at", I32) + i32(0) + v.put("i", I32) + LOOP
    i, n, at = v.get("i", I32), v.get("n", I32), v.get("at", I32)
    code += at + i + i32(4) + I32_MUL + I32_ADD + i + store_i32(0)
    return code + i + i32(1) + I32_ADD + tee(v.place("i", I32)) + n + _LESS + BR_IF0 + END


def _word(v: _Locals) -> bytes:
    """Put the next 32 random bits into "random": the lower half of a 64-bit number, then the upper
    half."""
    kept = v.get("has half", I32)
    mixed = v.get("high") + v.get("low") + _XOR8 + v.get("high") + _i64(58) + _SHR8 + _ROTATE8
    code = kept + _EQZ + IF + _step(v) + mixed + v.put("bits") + END
    code += v.get("bits") + kept + _WIDE + _i64(32) + _MUL8 + _SHR8 + _SHORT
    code += v.put("random", I32)
    return code + i32(1) + kept + I32_SUB + v.put("has half", I32)


def _shuffled(v: _Locals) -> bytes:
    """Swap each entry, from the last to the second, with a random entry at the same or a lower
    index."""
    n, i, at = v.get("n", I32), v.get("i", I32), v.get("at", I32)
    code = n + i32(1) + I32_SUB + v.put("i", I32) + BLOCK + i + _EQZ + BR_IF0 + LOOP
    mask = i32(-1) + i + _LEADING_ZEROS + _SHR  # a mask that covers all bits of i
    code += mask + v.put("mask", I32)
    code += LOOP + _word(v) + v.get("random", I32) + v.get("mask", I32) + _AND
    code += tee(v.place("random", I32)) + i + _GREATER + BR_IF0 + END
    code += at + i + i32(4) + I32_MUL + I32_ADD + v.put("mine", I32)
    code += at + v.get("random", I32) + i32(4) + I32_MUL + I32_ADD + v.put("other", I32)
    mine, other = v.get("mine", I32), v.get("other", I32)
    code += mine + load_i32(0) + v.put("word", I32)
    code += mine + other + load_i32(0) + store_i32(0)
    code += other + v.get("word", I32) + store_i32(0)
    return code + i + i32(1) + I32_SUB + tee(v.place("i", I32)) + BR_IF0 + END + END
