"""Verdicts: names and conditions of rules, findings, and suggested changes."""

from __future__ import annotations

VERDICT = {
    "verdict.sentence": "{name}: {found}",
    "layer.number": "layer {number}",
    "layer.name.output": "output",
    "layer.output": "the output",
    # --- rules
    "unless.learned": "unless the training loss is at most {learned:.0%} of chance level",
    "rule.diverging": "Diverging",
    "rule.diverging.condition": "a weight, gradient or loss that is not finite",
    "rule.stalled": "Stalled",
    "rule.stalled.condition": "all gradients 0; or from {fewest} epochs on, a training loss that "
    "stalls without oscillating, at its initial level or that of the best constant "
    "prediction; {unless}",
    "rule.kept": "Best weights kept",
    "rule.kept.condition": "the run stopped and restored the weights of its best test loss; a "
    "problem if, on {tests} test examples or more, those are the initial ones and were not given, "
    "or are no better than the best constant prediction",
    "rule.exploding": "Exploding",
    "rule.exploding.condition": "the first layer's gradient more than {ratio:g} times the last's, "
    "{unless}; or the whole gradient more than {ratio:g} times what it was at the start",
    "rule.vanishing": "Vanishing",
    "rule.vanishing.condition": "the first layer's gradient less than {ratio:g} of the last's, "
    "{unless}; or no gradient for a layer that is not frozen while another has one",
    "rule.oscillation": "Oscillating",
    "rule.oscillation.condition": "from {fewest} epochs on, a training loss that typically jumps "
    "by more than {jump:.0%} of itself and {felt:.0%} of chance level from one epoch to the next, "
    "up as often as down, and does not get lower",
    "rule.overfitting": "Overfitting",
    "rule.overfitting.condition": "from {fewest} epochs and {tests} test examples on, the test "
    "loss {rise:.0%} above its best, and above its noise, or its running median {clear:g} times "
    "its best, while the training loss fell; or at least twice the training loss and above it by "
    "{gap:.0%} of chance level",
    "rule.dead": "Dead units",
    "rule.dead.condition": "units that are 0 for every training example; a problem from "
    "{share:.0%} of a layer on, {unless}",
    "rule.saturated": "Saturated units",
    "rule.saturated.condition": "units that are flat for {flat:.0%} of the training examples; a "
    "problem from {share:.0%} of a layer on, {unless}",
    "rule.initial_loss": "Initial loss",
    "rule.initial_loss.condition": "a training loss at the start of more than {factor:g} times "
    "that of scores of variance 1, with inputs unscaled, an initial scale from {scale:g} on, or "
    "weights that were given; as a remark, of less than a third of chance level with weights that "
    "were given",
    "rule.unscaled": "Unscaled inputs",
    "rule.unscaled.condition": "an input above {large:g} in absolute value, or ranges that differ "
    "{unequal:g}-fold",
    "rule.imbalance": "Class imbalance",
    "rule.imbalance.condition": "{ratio:g} or more examples of one class for each of another; a "
    "problem if, without class weights, the network's correct answers exceed those of always "
    "predicting the most frequent class by at most {beyond:.0%} of the other examples",
    "rule.fast": "Large steps",
    "rule.fast.condition": "after the first step, an update of more than {share:g} of a layer's "
    "weights; as a remark for a network without hidden layers",
    "rule.slow": "Small steps",
    "rule.slow.condition": "as a remark, after the first step, an update of less than {share:g} "
    "of a layer's weights but not of 0, {unless}",
    "rule.plateau": "Plateau",
    "rule.plateau.condition": "as a remark, from {fewest} epochs on, a training loss above "
    "{learned:.0%} of chance level that fell by less than {still:.0%}, or by less than its noise, "
    "between the halves of the last third of the epochs; unless it is stalled or oscillates",
    "rule.flat": "Flat",
    "rule.flat.condition": "as a remark, the gradient less than {share:g} of what it was at the "
    "start, {unless}",
    "rule.sound": "No problem found",
    "rule.sound.condition": "none of the other rules applies",
    # --- findings in a few words
    "verdict.line.diverging": "Diverging",
    "verdict.line.stalled": "Nothing is learned",
    "verdict.line.kept": "Best weights kept",
    "verdict.line.exploding": "Gradients explode",
    "verdict.line.vanishing": "Gradients vanish",
    "verdict.line.oscillation": "The loss oscillates",
    "verdict.line.overfitting": "Overfitting",
    "verdict.line.dead": "Dead units",
    "verdict.line.saturated": "Saturated units",
    "verdict.line.initial_loss": "Unusual initial loss",
    "verdict.line.unscaled": "Inputs not scaled",
    "verdict.line.imbalance": "Classes unbalanced",
    "verdict.line.fast": "Steps too large",
    "verdict.line.slow": "Small steps",
    "verdict.line.plateau": "Plateau",
    "verdict.line.flat": "Gradients almost 0",
    "verdict.line.sound": "No problem found",
    "verdict.line.early": "Too early to judge",
    "verdict.line.trained": "Already trained",
    # --- loss curves
    "found.initial_loss.trained": "the training loss starts at {start}; a constant "
    "prediction has {chance}. The initial weights have already been trained.",
    "found.initial_loss": "the training loss starts at {start}; {usual} is usual, and a "
    "constant prediction has {chance}. The first steps only undo confident mistakes: smaller "
    "initial weights or scaled inputs help.",
    "found.overfitting.rising": "since epoch {since} the test loss has risen from {low:~now} to "
    "{now:~low}, while the training loss went from {before:~after} to {after:~before}. The network "
    "memorises its training examples: stopping at epoch {since}, more examples, or a "
    "penalty on the weights help.",
    "found.overfitting.from_start": "since epoch {since} the test loss has risen from {low:~now} "
    "to {now:~low}, while the training loss went from {before:~after} to {after:~before}. The "
    "network memorises its training examples: more examples or a penalty on the weights help.",
    "found.overfitting.apart": "the test loss ({test}) is {ratio} times the training loss "
    "({training}), and has been more than twice it since epoch {since}. More examples, a smaller "
    "network, or a penalty on the weights help.",
    "found.oscillation": "the training loss jumps between {low:~high} and {high:~low}, "
    "typically by {jump} from one epoch to the next, and does not get lower. The steps "
    "overshoot: a smaller learning rate or a larger batch helps.",
    "found.stalled.start": "after {epoch} epochs the training loss is {now}; it started at "
    "{start}. {why}",
    "found.stalled.chance": "the training loss is {now}, no better than the {chance} of "
    "a constant prediction. {why}",
    "found.stalled.zero": "all gradients are 0: no weight moves.",
    "found.stalled.zero_at": "all gradients are 0, at a training loss of {now}: no weight moves.",
    "why.still": "The weights do not move.",
    "why.penalty": "The penalty keeps the weights from fitting the targets.",
    "why.small_steps": "Steps are too small: an update moves at most {share} of the weights.",
    "why.not_learned": "The weights move, but the targets are not learned from the inputs.",
    "found.plateau": "the training loss has stayed at {now} since about epoch {since}. Either the "
    "network can do no better on these examples, or it is crossing a flat region: try more units, "
    "other inputs or another rate to find out.",
    "found.flat.unknown": "the gradient fell {time}: training has converged or is on a "
    "plateau; the loss shows which.",
    "found.flat": "the gradient fell {time}: the weights hardly move any more, at a training loss "
    "of {now}.",
    "curves.level": "{now}",
    "curves.median": "{now} (the median since epoch {since})",
    "curves.learned": "{curves}. The training examples are learned",
    "found.kept": "the test loss was lowest at epoch {epoch}, so the run ends with its weights: "
    "test loss {test}, training loss {training}.",
    "found.kept.blank": "the weights of the best test loss are those of epoch {epoch}: {test}, "
    "where a constant prediction has {chance}. Nothing was learned that generalises to the test "
    "set.",
    "found.kept.initial": "the weights of the best test loss are the initial ones: {test}, where "
    "a constant prediction has {chance}. Nothing was learned that generalises to the test set.",
    "kept.way": "At epoch {epoch} the training loss was {training} and the test loss {test}.",
    "curves.now": "the training loss is {now}",
    "curves.fell": "the training loss fell from {start:~now} to {now:~start}",
    "curves.rose": "the training loss rose from {start:~now} to {now:~start}",
    "curves.with_test": "{curve}, the test loss is {test}",
    "reservation.early": "It is too early to judge the loss curves: that takes {fewest} epochs.",
    "reservation.trained": "The weights have already been trained, and their loss curves are "
    "unknown; judging new ones takes {fewest} epochs.",
    "reservation.no_test": "Overfitting can't be judged: there are too few test examples.",
    # --- gradients
    "found.diverging.next": "from epoch {epoch} on, the next step produces a number that is not "
    "finite. A smaller learning rate or a limit on the gradient helps.",
    "found.diverging.soon": "from epoch {epoch} on, within the next epochs training produced a "
    "number that is not finite. A smaller learning rate or a limit on the gradient helps.",
    "gradient.ratio": "the gradient of {first} ({first_norm}) is {ratio} times that of {last} "
    "({last_norm})",
    "found.vanishing": "{ratio}. The first layers hardly learn: activations of slope 1, layer norm "
    "or less depth help.",
    "found.vanishing.penalty": "{ratio}. The first layers hardly learn: the penalty leaves only "
    "small weights, which shrink the gradient, so a smaller penalty helps.",
    "found.vanishing.steps": "{ratio}. The first layers hardly learn: large steps put units where "
    "their activation is flat, so smaller steps help.",
    "found.vanishing.cut_off": "the gradient of {layers} is 0, that of {last} {norm}. Layers that "
    "receive no gradient cannot learn. This happens when a later layer's weights are all zero or "
    "all its units are dead.",
    "found.exploding": "{ratio}. Updates of the first layers are too large: smaller initial "
    "weights or gradient clipping help.",
    "found.exploding.time": "the gradient grew {time}.",
    "gradient.time": "from {start:~now} at the start to {now:~start}, {ratio} times as much",
    "found.steps": "an update moves {each} of its weights; about {usual} is usual.",
    "found.step": "{layer} by {ratio}",
    "found.dead": "{each} are 0 for every training example, so no gradient passes through them.",
    "found.saturated": "{each} are where their activation is flat, so little gradient passes "
    "through them.",
    "found.units": "{count} of {total} in {layer}",
    "flow.ratio": "that of {first} is {ratio} times that of {last}",
    "flow.updates": "updates are {low} to {high} of the weights",
    "flow.update": "updates are {share} of the weights",
    "flow.norm": "that of {layer} is {norm}",
    "found.sound.curves": "{curves}.",
    "found.sound.flow": "gradients flow: {flow:; }.",
    "found.sound": "{curves}. Gradients flow: {flow:; }.",
    # --- data
    "data.classes": "{most_count} training examples are of class {most} and {rarest_count} of "
    "class {rarest}: always predicting {most} is right for {share:.0%}",
    "found.imbalance": "{classes}.",
    "found.imbalance.ignored": "{classes}; the network is right for {right:.0%}, which is not "
    "clearly better.",
    "found.imbalance.weighted": "{classes}; the network is right for {right:.0%}. Class weights "
    "trade some of these answers for correct ones on {rarest}, so judge each class separately.",
    "found.imbalance.learned": "{classes}; the network is right for {right:.0%}, so judge each "
    "class separately.",
    "found.unscaled.large": "{each} in absolute value. Initial weights are meant for inputs of "
    "about 1: standardise the inputs.",
    "found.unscaled.more": "{each} and {more} more in absolute value. Initial weights are meant "
    "for inputs of about 1: standardise the inputs.",
    "data.input": "{name} up to {value}",
    "found.unscaled.ranges": "the range of {wide} is {ratio} times that of {narrow}. One learning "
    "rate can't suit both: standardise the inputs.",
    # --- names of numbers
    "number.update": "update {layer}",
    "number.start": "start",
    "number.usual": "usual",
    "number.chance": "chance",
    "number.since": "since",
    "number.best test loss": "best test loss",
    "number.training loss then": "training loss then",
    "number.test loss": "test loss",
    "number.training loss": "training loss",
    "number.jump": "jump",
    "number.low": "low",
    "number.high": "high",
    "number.turns": "turns",
    "number.progress": "progress",
    "number.now": "now",
    "number.epoch": "epoch",
    "number.first": "first",
    "number.last": "last",
    "number.ratio": "ratio",
    "number.share": "share",
    "number.accuracy": "accuracy",
    # --- changes
    "trial": "{label} {after} (now {before})",
    "trial.advice": "Try it: {trial}.",
    "value.none": "none",
    "value.on": "on",
    "value.off": "off",
    "value.layer": "{width} {activation}{norm}{dropout}",
    "value.layer.norm": " with layer norm",
    "value.layer.dropout": " with dropout {share:g}",
    "value.number": "{number:.10g}",
    "value.weights.none": "none",
    "value.weights.balanced": "balanced",
    "value.short": "{number:g}",
    "value.exact": "{number:.17g}",
    "count.points": "{count} points",
    "value.digits": "{number:.4g}",
}
