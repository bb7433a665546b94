"""The step of an experiment with any kind of layer is compiled completely and trains
identically."""

import numpy as np
import pytest
from chainrule import Experiment
from chainrule.engine.backends import using
from chainrule.engine.compile.program import CompiledCalls
from engine.compile.compiling import needs_host

pytestmark = needs_host

CASES = {
    "convolution": "data=digits&layers=conv4x3-relu,pool2,conv4x3-relu-norm,avgpool2,8-tanh"
    "&loss=cross_entropy&batch_size=200",
    "residual": "data=digits&layers=conv4x3-relu,residual(conv4x3-relu,conv4x3-identity),relu,"
    "pool4,batchnorm&loss=cross_entropy&batch_size=200",
    "convolution along a sequence": "data=adding&samples=40&layers=conv4x3-relu-norm,pool2"
    "&loss=mse",
    "rnn": "data=adding&samples=40&layers=rnn4-relu&loss=mse",
    "gru": "data=brackets&samples=40&layers=embed4,gru4-every,gru4,drop0.2",
    "lstm": "data=brackets&samples=40&layers=lstm4-every",
    "attention": "data=brackets&samples=40&layers=embed4-positions,attention2-causal,layernorm",
    "transformer": "data=brackets&samples=40&layers=embed4-positions,transformer2x8-gelu,rmsnorm",
}


@pytest.mark.parametrize("name", CASES)
def test_no_call_of_a_step_is_left_to_numpy(name):
    experiment = Experiment.from_address(f"{CASES[name]}&dtype=float64&optimizer=sgd")
    weights = {}
    for backend in ("numpy", "wasm"):
        with using(backend):
            run = experiment.trainer()
            if backend == "wasm":
                prepared = run.program.prepared
                assert isinstance(prepared, CompiledCalls)
                assert [(str(x.call.function), x.reason) for x in prepared.left] == []
            for _ in range(5):
                run.advance()
            weights[backend] = run.theta.copy()
    np.testing.assert_allclose(weights["wasm"], weights["numpy"], rtol=1e-8, atol=1e-10)
