"""`Code`: the body of one function under construction, with its local variables and constants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chainrule.engine.compile.assembler import (
    BR_IF0,
    END,
    I32,
    I32_ADD,
    LOOP,
    V128,
    function_body,
    get,
    i32,
    put,
    tee,
)
from chainrule.engine.compile.lanes import Lane


class Code:
    """The body of one function. Its parameters are addresses, which the body may modify.

    Parameters
    ----------
    params : the number of parameters.
    """

    def __init__(self, params: int) -> None:
        self.params = params
        self._code = bytearray()
        self._prologue = bytearray()
        self._kinds: list[bytes] = []
        self._free: dict[bytes, list[int]] = {}
        self._constants: dict[bytes, bytes] = {}
        self._temporaries: list[int] = []

    def local(self, kind: bytes = V128) -> int:
        """Return a local variable of this type: a released one if possible, otherwise a new one."""
        free = self._free.setdefault(kind, [])
        return free.pop() if free else self._new(kind)

    def _new(self, kind: bytes) -> int:
        self._kinds.append(kind)
        return self.params + len(self._kinds) - 1

    def release(self, *locals_: int) -> None:
        """Release local variables, so that they can be reused."""
        for index in locals_:
            self._free[self._kinds[index - self.params]].append(index)

    def emit(self, *parts: bytes) -> None:
        """Append instructions."""
        for part in parts:
            self._code += part

    def constant(self, lane: Lane, value: Any) -> bytes:
        """Push a vector with this value in every lane. A local variable, set at the start of the
        function, holds the vector."""
        raw = lane.constant(value)
        found = self._constants.get(raw)
        if found is None:
            index = self._new(V128)
            self._prologue += raw + put(index)
            found = self._constants[raw] = get(index)
        return found

    def let(self, value: bytes) -> bytes:
        """Compute a vector once, and return the bytes that push it; they are valid until
        `forget`."""
        index = self.local()
        self._temporaries.append(index)
        self.emit(value, put(index))
        return get(index)

    def forget(self) -> None:
        """Release the local variables used by `let`."""
        self.release(*self._temporaries)
        self._temporaries.clear()

    def repeat(self, count: int, body: Callable[[], None]) -> None:
        """Emit code that executes `body` `count` times, in a loop if `count` is greater than 1."""
        if count == 1:
            body()
            return
        counter = self.local(I32)
        self.emit(i32(count), put(counter), LOOP)
        body()
        self.emit(get(counter), i32(-1), I32_ADD, tee(counter), BR_IF0, END)
        self.release(counter)

    def advance(self, pointer: int, step: int) -> None:
        """Advance a pointer by `step` bytes."""
        if step:
            self.emit(get(pointer), i32(step), I32_ADD, put(pointer))

    def copy_of(self, pointer: int, step: int = 0) -> int:
        """Return a new local variable that holds the pointer's address plus `step` bytes."""
        copy = self.local(I32)
        self.emit(get(pointer), *((i32(step), I32_ADD) if step else ()), put(copy))
        return copy

    def finish(self) -> tuple[bytes, bytes]:
        """Return the types of the parameters and the function's body."""
        body = function_body(bytes(self._prologue + self._code), self._kinds)
        return I32 * self.params, body
