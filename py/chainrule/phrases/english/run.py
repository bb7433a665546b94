"""Messages about the run: changed settings, stops and their reasons, restored weights."""

from __future__ import annotations

RUN = {
    # --- settings
    "now.is": "{label} is now {value}",
    "now.are": "{label} are now {value}",
    "now.points": "{count} points are drawn",
    "now.layers": "{widths: – } ({kinds})",
    "now.more": "{numbers} …",
    "now.drawn": "drawn from the seed",
    "now.usual": "the usual",
    "now.all_columns": "all but the target",
    "layer.kind": "{activation}{norm}{dropout}",
    "layer.kind.norm": ", layer norm",
    "layer.kind.dropout": ", dropout {share:g}",
    "changes": "{parts:; }",
    "remark.fitted": "{change}, to fit the change.",
    "remark.new_units": "{change} for units added from now on; all other weights take it at Reset "
    "or New seed.",
    "remark.starts_over": "{change}: other initial weights, so training starts over.",
    "table.stopped": "Reading the table was stopped.",
    "remark.weights_kept": "The current weights are now the initial ones, and part of the URL.",
    "remark.goes_on": "The run continues from epoch {epoch}.",
    "remark.restarted": "{reason}. It was restarted, and the run continues from epoch {epoch}.",
    "remark.thinned": "Some of its earlier snapshots are kept.",
    "epoch.part": "{epoch:.2f}",
    "loss.weighted": "{loss}, weighted by class",
    # --- what the colours of the output mean
    "scale.value": "predicted value",
    "scale.shares": "share of each class",
    "scale.score": "score",
    "scale.class": "predicted class",
    "scale.class_1": "class 1",
    "scale.probability": "probability of {name}",
    # --- stops
    "stop.epoch": "Stopped at epoch {epoch}.",
    "stop.epoch.set": "Stopped at epoch {epoch}, as set.",
    "stop.loss": "Stopped at a training loss of {loss:.4g}, not above {goal:g}.",
    "stop.loss.set": "Stopped at a training loss of {loss:.4g}, not above {goal:g}, as set.",
    "stop.patience": "Stopped at epoch {epoch}: the test loss was best ({loss:.4g}) at epoch "
    "{best}; its weights are kept.",
    "stop.kept": "The test loss was best ({loss:.4g}) at epoch {best}; its weights are kept.",
    "stop.go_on": "Press Play to go on.",
    "diverged": "Training diverged at step {step} (epoch {epoch}): {place} was the first to hold a "
    "NaN or an infinity. The weights are back where they were at epoch {back}, the last with "
    "finite numbers. Lower the learning rate (now {rate:g}) and press Play, or press Reset to "
    "start over.",
    "place.loss": "the loss",
    "place.section": "the {section}",
    "place.output": "the output of {op} in {layer}",
    "place.gradient": "the gradient of {op} in {layer}",
    "place.state": "what is carried to the next step ({state})",
    "place.weights": "the weights after the update",
    "layer.the_output": "the output layer",
    # --- marks on the charts
    "mark.weights_kept": "weights of epoch {epoch} kept",
    "mark.weight_edited": "weight edited",
    "mark.weights_set": "weights set",
    "mark.landscape": "weights of the landscape at {a:.3g}, {b:.3g}",
}
