"""The settings in which the compared runs differ, in words."""

from __future__ import annotations

COMPARE = {
    # --- one setting of a run
    "difference.of": "{label:lower} {value}",
    "difference.as": "{label} {value}",
    "difference.list": "{label:lower} ({value})",
    "difference.none": "no {label:lower}",
    "difference.none.as": "no {label}",
    "difference.rule": "{rule} {rate}",
    "difference.each": "{values: – }",
    "difference.layers": "layers {sizes}",
    "difference.no_layers": "no hidden layers",
    "difference.with": "{label:lower}",
    "difference.clip_norm": "gradient norm clipped at {value}",
    "difference.clip_norm.off": "gradient norm not clipped",
    "difference.clip_value": "gradients clipped at {value}",
    "difference.clip_value.off": "gradients not clipped",
    "difference.stop_epoch": "stops at epoch {value}",
    "difference.stop_epoch.off": "no last epoch",
    "difference.stop_loss": "stops at a training loss of {value}",
    "difference.stop_loss.off": "no stop at a training loss",
    "difference.stop_patience": "patience of {value} epochs",
    "difference.stop_patience.off": "no patience",
    # --- a run
    "difference.same": "{data}, {rule} {rate}",
    "difference.more": "{parts} and {count} more",
    "difference.changed": "{name} ({change} at epoch {epoch:,})",
    "difference.changes": "{name} ({count} {count|change|changes} during the run)",
    "difference.unknown": "settings of another version",
}
