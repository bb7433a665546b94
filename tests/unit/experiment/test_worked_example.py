"""The classic worked example of backpropagation (M. Mazur, "A step by step backpropagation
example", 2015): two inputs, two sigmoid units, two sigmoid outputs, and one step with a learning
rate of 0.5."""

import numpy as np
import pytest
from chainrule import losses, nn, optim
from chainrule.training.trainer import Trainer


def test_one_step_gives_the_published_numbers():
    net = nn.Sequential(
        nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 2), nn.Sigmoid(), dtype="float64"
    )
    first, last = net.modules[0], net.modules[2]
    first.weight.data[...] = [[0.15, 0.20], [0.25, 0.30]]
    last.weight.data[...] = [[0.40, 0.45], [0.50, 0.55]]
    first.bias.data[...], last.bias.data[...] = 0.35, 0.60
    for layer in (first, last):  # as in the publication, only the weights change
        layer.bias.requires_grad = False
    # The mean over two outputs is half their sum: the example's ½ Σ (t − s)².
    run = Trainer(net, losses.MSE(), optim.SGD(lr=0.5), batch_size=1)
    x, y = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])
    assert run.step(x, y) == pytest.approx(0.298371109, abs=5e-10)
    assert last.weight.data.ravel().tolist() == pytest.approx(
        [0.35891648, 0.408666186, 0.511301270, 0.561370121], abs=5e-9
    )
    assert first.weight.data.ravel().tolist() == pytest.approx(
        [0.149780716, 0.19956143, 0.24975114, 0.29950229], abs=5e-9
    )
    assert first.bias.data.tolist() == [0.35, 0.35]
    # Published as 0.291027924, from rounded intermediate results.
    assert run.evaluate(x, y).loss == pytest.approx(0.291027774, abs=5e-10)
