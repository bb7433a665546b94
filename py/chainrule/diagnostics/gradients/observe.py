"""`Observer`: gradient statistics of a run at any of its snapshots, computed by replaying the
run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy

from chainrule.diagnostics.gradients.histograms import Histogram, histogram
from chainrule.diagnostics.gradients.noise import Noise, cosines, gradient_noise
from chainrule.diagnostics.gradients.one_by_one import squares_one_by_one
from chainrule.diagnostics.gradients.per_example import Squares, example_squares, is_dense
from chainrule.diagnostics.gradients.units import LayerUnits, layer_units
from chainrule.engine.norms import root_mean_square
from chainrule.engine.op import Array
from chainrule.errors import InputError, one_of
from chainrule.experiment.experiment import Experiment
from chainrule.nn.module import Module
from chainrule.nn.parts import layer_names, layer_norms, layer_outputs, layer_parts
from chainrule.training.divergence import DivergedError
from chainrule.training.records.snapshot import Snapshot

PARTS = ("norms", "histograms", "updates", "units", "noise")
KINDS = ("weights", "gradients", "activations")


@dataclass(frozen=True, eq=False)
class Observation:
    """The statistics of a run at one snapshot; parts that were not requested are None.

    The gradient is that of the loss on the next batch, without a penalty. Arrays have one entry per
    layer, in the order of `layer_names`, which ends with the output layer. Infinities and NaNs are
    preserved.

    Attributes
    ----------
    epoch, step : the snapshot's epoch and step.
    gradients, weights : ‖·‖₂ of each layer's gradient and of its parameters ("norms").
    activations : the root mean square of each layer's outputs over units and examples ("norms"),
        which does not grow with the batch or the width.
    histograms : for each of `KINDS`, one `Histogram` per layer ("histograms").
    updates : ‖Δθ‖₂ / ‖θ‖₂ of each layer in the next step, including the effects of the optimizer,
        schedule, penalty and clipping ("updates").
    learns : for each layer, whether it is trained, that is, not frozen ("norms").
    units : the state of every unit over the training set ("units").
    noise : the signal and the noise of the gradient on the batch ("noise").
    cosine : (layers + 1,), the cosine of the angle between this gradient and that of the following
        step ("noise").
    """

    epoch: int
    step: int
    gradients: Array | None = None
    weights: Array | None = None
    activations: Array | None = None
    histograms: dict[str, list[Histogram]] | None = None
    updates: Array | None = None
    learns: Array | None = None
    units: list[LayerUnits] | None = None
    noise: Noise | None = None
    cosine: Array | None = None

    def has(self, part: str) -> bool:
        """Whether the part `part` (one of `PARTS`) was requested."""
        known = {
            "norms": self.gradients,
            "histograms": self.histograms,
            "updates": self.updates,
            "units": self.units,
            "noise": self.noise,
        }
        return known[part] is not None

    def joined(self, other: Observation) -> Observation:
        """This observation with the parts of `other`, which observes the same snapshot."""
        return replace(self, **{k: v for k, v in vars(other).items() if v is not None})


class Observer:
    """Computes statistics of a run at its snapshots, without changing the run.

    An observer owns a second trainer of the experiment, called the probe. To observe a snapshot, it
    restores the probe to the snapshot and replays the run's next step. Because runs are
    deterministic, this step repeats, bit for bit, what the run did or will do, and the program's
    buffers contain all intermediate results.

    Parameters
    ----------
    experiment : the experiment as it was when the snapshots were taken.

    Attributes
    ----------
    layers : the names of the experiment's layers.

    Examples
    --------
    >>> run = Experiment(layers=((4, "tanh"),)).trainer()
    >>> run.advance(25)
    >>> seen = Observer(Experiment(layers=((4, "tanh"),))).observe(run.snapshot(), ["updates"])
    >>> before = run.theta.copy()
    >>> run.advance()
    >>> change = layer_norms(run.net, run.theta - before) / layer_norms(run.net, before)
    >>> bool((seen.updates == change).all())
    True
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.probe = experiment.probe()
        self.layers = layer_names(self.probe.net)
        self._parts = layer_parts(self.probe.net)
        self._learns = layer_norms(self.probe.net, _trained(self.probe.net)) > 0

    def observe(self, snapshot: Snapshot, parts: Collection[str] = PARTS) -> Observation:
        """The statistics of the run at `snapshot`.

        Parameters
        ----------
        parts : the requested members of `PARTS`; each part takes additional time.

        Raises
        ------
        InputError
            If a part is unknown, or the snapshot belongs to another network.
        """
        for part in parts:
            if part not in PARTS:
                raise InputError("part", part, one_of(PARTS))
        probe = self.probe
        probe.restore(snapshot)
        gradient = probe.grad.copy()
        seen = Observation(snapshot.epoch, snapshot.step)
        with numpy.errstate(all="ignore"):
            if "norms" in parts:
                seen = self._norms(seen)
            if "histograms" in parts:
                seen = self._histograms(seen)
            if "noise" in parts:
                seen = replace(seen, noise=gradient_noise(*self._squares()))
            if "units" in parts:
                probe.training_set.program.replay()
                seen = replace(seen, units=layer_units(probe.training_set, probe.net))
            if {"updates", "noise"} & {*parts}:
                seen = self._step(seen, snapshot, gradient, parts)
        return seen

    def _squares(self) -> Squares:
        """The squared norms of the examples' gradients."""
        probe = self.probe
        if not is_dense(probe.net):
            return squares_one_by_one(probe)
        with probe.next_batch() as step:
            step.differentiate()
            return example_squares(probe.net, step)

    def _norms(self, seen: Observation) -> Observation:
        probe = self.probe
        outputs = layer_outputs(probe.net, probe.program)
        sizes = [root_mean_square(y) for y in outputs]
        return replace(
            seen,
            gradients=layer_norms(probe.net, probe.grad),
            weights=layer_norms(probe.net, probe.theta),
            activations=numpy.array(sizes),
            learns=self._learns,
        )

    def _histograms(self, seen: Observation) -> Observation:
        probe = self.probe
        found = {
            "weights": [histogram(probe.theta[part]) for part in self._parts],
            "gradients": [histogram(probe.grad[part]) for part in self._parts],
            "activations": [histogram(y) for y in layer_outputs(probe.net, probe.program)],
        }
        return replace(seen, histograms=found)

    def _step(
        self, seen: Observation, snapshot: Snapshot, gradient: Array, parts: Collection[str]
    ) -> Observation:
        """Take the step and add its updates and cosines to `seen`; these are NaN if the step
        diverges."""
        probe, unknown = self.probe, numpy.full(len(self.layers) + 1, numpy.nan)
        try:
            probe.advance()
        except DivergedError:
            wanted = {"updates": unknown[1:]} if "updates" in parts else {}
            return replace(seen, **wanted, **({"cosine": unknown} if "noise" in parts else {}))
        if "updates" in parts:
            change = layer_norms(probe.net, probe.theta - snapshot.theta)
            weights, none = layer_norms(probe.net, snapshot.theta), numpy.zeros_like(change)
            # A layer that does not change has an update of 0, even if its weights are all 0.
            ratios = numpy.divide(change, weights, out=none, where=change != 0)
            seen = replace(seen, updates=ratios)
        if "noise" in parts:
            with probe.next_batch() as following:
                following.differentiate()
                seen = replace(seen, cosine=cosines(probe.net, gradient, probe.grad))
        return seen


def _trained(net: Module) -> Array:
    """1 for each trained parameter and 0 for each frozen one, in the layout of `net.theta`."""
    parameters = (p for _, layer, _ in net.blocks() for _, p in layer.own_parameters())
    return numpy.concatenate([numpy.full(p.data.size, float(p.requires_grad)) for p in parameters])
