"""`RunValues`: the types of the settings of the network and its training."""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.experiment.layers.layer import Layer


@dataclass(frozen=True, init=False, repr=False, eq=False)
class RunValues:
    """The settings of an experiment, except those of its data, as attributes."""

    features: tuple[str, ...]
    layers: tuple[Layer, ...]
    output_activation: str
    frozen: tuple[str, ...]
    weights: tuple[float, ...]
    init: str
    init_scale: float
    loss: str
    class_weights: str | tuple[float, ...]
    optimizer: str
    learning_rate: float
    momentum: float
    nesterov: bool
    beta1: float
    beta2: float
    alpha: float
    centered: bool
    rho: float
    lr_decay: float
    momentum_decay: float
    amsgrad: bool
    epsilon: float
    weight_decay: float
    schedule: str
    schedule_steps: int
    schedule_factor: float
    l1: float
    l2: float
    clip_norm: float
    clip_value: float
    stop_epoch: int
    stop_loss: float
    stop_patience: int
    batch_size: int
    seed: int
    dtype: str
