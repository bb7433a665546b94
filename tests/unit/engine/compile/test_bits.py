"""Compiled runs are bit-identical in every engine and leave no resources allocated."""

import gc
import itertools
import sys

import pytest
from chainrule import InputError
from chainrule.engine import backends
from engine.compile.compiled_runs import (
    LAYERS,
    LOSSES,
    OPTIMIZERS,
    Run,
    digest_of_compiled_runs,
    small,
)
from engine.compile.compiling import needs_host

pytestmark = needs_host
DIGEST = "b96c0df8f7a78767a34cdef53c993c171183651412ce23eee6e1482e3719f886"
"""The hash of the results in wasmtime and in Node; the tests in both compare with it. Update it
whenever the result of a kernel changes."""


def test_fifty_runs_are_bit_identical_in_every_engine():
    count, found = digest_of_compiled_runs()
    assert count >= 50
    assert found == DIGEST


def run_of(layers):
    make, shape = LAYERS[layers]
    run = Run("wasm", make, shape, LOSSES["CrossEntropy"], OPTIMIZERS["Adam"], "float32")
    run.step.program.replay()
    return run


@pytest.mark.parametrize("layers", ["batch norm", "convolution", "dropout", "GRU", "transformer"])
@pytest.mark.parametrize("by", ["ops", "sections"])
def test_functions_for_single_ops_or_sections_give_the_same_bits_as_the_whole_step(by, layers):
    """Therefore, a trace shows and a section computes exactly the numbers of training."""
    whole, parts = run_of(layers), run_of(layers)
    whole.step.program.replay()
    program = parts.step.program
    if by == "sections":
        program.replay_sections(*program.sections)
    else:
        ranges = [calls for calls, _ in program._record_ranges()]
        assert len(ranges) > 10
        for function, arguments in itertools.chain(*program.prepared.parts(ranges)):
            function(*arguments)
    mine, theirs = (
        [array for record in run.step.program.records for array in record.results.values()]
        for run in (whole, parts)
    )
    assert [array.tobytes() for array in mine] == [array.tobytes() for array in theirs]


in_pyodide = pytest.mark.skipif(
    sys.platform != "emscripten", reason="of Pyodide's function table and memory"
)


@in_pyodide
def test_without_simd_the_steps_are_taken_by_numpy(monkeypatch):
    import js  # pyright: ignore[reportMissingImports]
    from chainrule.engine.compile.hosts import pyodide

    monkeypatch.delenv(backends.VARIABLE, raising=False)
    monkeypatch.setattr(backends, "_usual", [])
    monkeypatch.setattr(js.WebAssembly, "validate", lambda *_: False)
    pyodide.available.cache_clear()
    try:
        assert backends.current() == "numpy"
        with pytest.raises(InputError, match="WebAssembly has SIMD"):
            backends.checked("wasm")
    finally:
        monkeypatch.undo()
        pyodide.available.cache_clear()


@in_pyodide
def test_a_step_called_through_javascript_gives_the_same_bits(monkeypatch):
    """Pyodide exports `PyCMethod_New` at present, but does not guarantee this."""
    import pyodide_js  # pyright: ignore[reportMissingImports]

    def trained():
        run = Run("wasm", small, (4,), LOSSES["MSE"], OPTIMIZERS["Adam"], "float32")
        run.train()
        program = run.step.program
        (function, _), *_ = program.prepared.parts([range(len(program.calls))])[0]
        return type(function).__name__, run.net.theta.tobytes()

    direct = trained()
    monkeypatch.delattr(pyodide_js._module, "_PyCMethod_New")
    proxied = trained()
    assert direct[0] != proxied[0]
    assert direct[1] == proxied[1]


@in_pyodide
def test_compiling_a_thousand_networks_grows_neither_the_table_nor_the_memory():
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
