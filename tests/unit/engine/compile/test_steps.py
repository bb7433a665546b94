"""Whole compiled steps: every loss with every optimizer, every layer, clipping and penalties."""

import functools

import numpy as np
import pytest
from chainrule import losses, nn, optim
from chainrule.engine.compile.program import CompiledCalls
from engine.compile.compiled_runs import (
    ACTIVATIONS,
    LAYERS,
    LOSSES,
    OPTIMIZERS,
    SHAPINGS,
    Run,
    small,
)
from engine.compile.compiling import needs_host

pytestmark = needs_host


def assert_same_training(*arguments, dtype="float64", **options):
    right, found = (Run(b, *arguments, dtype, **options) for b in ("numpy", "wasm"))
    prepared = found.step.program.prepared
    assert isinstance(prepared, CompiledCalls)
    assert [(str(x.call.function), x.reason) for x in prepared.left] == []
    right.train()
    found.train()
    tolerance = {"rtol": 1e-9, "atol": 1e-11} if dtype == "float64" else {"rtol": 0, "atol": 2e-4}
    np.testing.assert_allclose(found.net.theta, right.net.theta, **tolerance)
    np.testing.assert_allclose(found.step.loss, right.step.loss, **tolerance)
    for name, array in right.optimizer.state.items():
        scale = float(abs(array).max()) or 1.0
        found_state = found.optimizer.state[name]
        np.testing.assert_allclose(found_state / scale, array / scale, rtol=1e-3, atol=1e-3)
    for (name, mine), (_, theirs) in zip(
        found.net.named_buffers(), right.net.named_buffers(), strict=True
    ):
        np.testing.assert_allclose(mine, theirs, err_msg=name, rtol=1e-3)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_every_loss_can_be_compiled_with_every_optimizer(loss, optimizer):
    assert_same_training(small, (4,), LOSSES[loss], OPTIMIZERS[optimizer])


def test_all_losses_and_optimizers_are_covered():
    assert {type(x) for x in LOSSES.values()} >= {
        x
        for x in vars(losses).values()
        if isinstance(x, type) and issubclass(x, losses.Loss) and not x.__name__.startswith("_")
    } - {losses.Loss}
    made = {type(make()) for make in OPTIMIZERS.values()}
    assert made == {rule.kind for rule in optim.RULES.values()}


def test_all_layers_are_covered():
    nets = [nn.Sequential(*make()) for make, _ in LAYERS.values()]
    nets += [nn.Sequential(*small(activation)) for activation in ACTIVATIONS]
    covered = {type(layer) for net in nets for _, layer in net.named_modules()}
    public = {x for x in vars(nn).values() if isinstance(x, type) and issubclass(x, nn.Module)}
    assert public - covered == {nn.Module, nn.Activation}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("layers", sorted(LAYERS))
def test_every_layer_can_be_compiled(layers, dtype):
    make, shape = LAYERS[layers]
    assert_same_training(make, shape, losses.CrossEntropy(), OPTIMIZERS["SGD"], dtype=dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_can_be_compiled(activation, dtype):
    layers = functools.partial(small, activation)
    assert_same_training(layers, (4,), losses.MSE(), OPTIMIZERS["SGD"], dtype=dtype)


@pytest.mark.parametrize("replicas", [3, 5])
@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_fleets_can_be_compiled(replicas, optimizer):
    loss = losses.CrossEntropy()
    assert_same_training(small, (4,), loss, OPTIMIZERS[optimizer], replicas=replicas)


@pytest.mark.parametrize("shaping", sorted(SHAPINGS))
def test_penalties_clipping_and_masks_can_be_compiled(shaping):
    assert_same_training(
        small, (4,), losses.MSE(), OPTIMIZERS["momentum"], shaping=SHAPINGS[shaping]
    )


def test_frozen_parameters_can_be_compiled():
    def frozen():
        layers = small()
        layers[0].weight.requires_grad = False
        return layers

    assert_same_training(frozen, (4,), losses.MSE(), OPTIMIZERS["AdamW"])
