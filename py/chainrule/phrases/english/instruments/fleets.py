"""Fleets: the names of their members, and remarks."""

from __future__ import annotations

FLEETS = {
    "fleet.width": "Width",
    "fleet.of.seed": "seed {value}",
    "fleet.of.learning_rate": "learning rate {value}",
    "fleet.of.optimizer": "optimizer {value}",
    "fleet.of.init_scale": "initial scale {value}",
    "fleet.of.batch_size": "batch size {value}",
    "fleet.of.width": "width {value}",
    "fleet.result": "{best}: {loss} against {others:, }, {count} {count|seed|seeds} each "
    "({measure}).",
    "fleet.other": "{loss} ({name})",
    "fleet.loss": "{mean:.3g}",
    "fleet.loss.spread": "{mean:±deviation}",
    "fleet.no_loss": "diverged",
    "fleet.lost": "{count} diverged {count|network is|networks are} left out.",
    "fleet.test_loss": "test loss",
    "fleet.training_loss": "training loss",
    "fleet.lane": "{optimizer} at {rate:g}",
    "fleet.reduced": "Reduced from {wanted} networks to {count}: all of them would need about "
    "{needed:.0f} MB of memory, and a fleet may use {memory:.0f} MB.",
    "fleet.many_weights": "Its {count} initial weights are too many for a URL: Reset restores "
    "them here, but a link or a saved experiment restores those of seed {seed}.",
}
