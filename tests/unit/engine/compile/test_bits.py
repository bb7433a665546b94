"""Compiled runs are bit-identical in every engine and leave no resources allocated."""

import gc
import sys

import pytest
from compiled_runs import LOSSES, OPTIMIZERS, Run, digest_of_compiled_runs, small
from compiling import needs_host

pytestmark = needs_host
DIGEST = "1308030eb850c80b27751c164b465f2833f2de8c1c0a5b4822a36d3d275f8f08"
"""Found natively in wasmtime and in Node, whose tests compare with it: whoever changes what a
kernel computes, states the new one."""


def test_fifty_runs_are_bit_identical_in_every_engine():
    count, found = digest_of_compiled_runs()
    assert count >= 50
    assert found == DIGEST


@pytest.mark.skipif(sys.platform != "emscripten", reason="of Pyodide's function table and memory")
def test_a_thousand_networks_do_not_grow_table_and_memory():
    import pyodide_js  # pyright: ignore[reportMissingImports]

    def sizes():
        gc.collect()
        module = pyodide_js._module
        return module.wasmTable.length, module.memory.buffer.byteLength

    def rebuild(times):
        for _ in range(times):
            run = Run("wasm", small, (4,), LOSSES["MSE"], OPTIMIZERS["Adam"], "float32")
            run.step.program.replay()
            run.step.differentiate()

    rebuild(20)
    before = sizes()
    rebuild(1000)
    assert sizes() == before
