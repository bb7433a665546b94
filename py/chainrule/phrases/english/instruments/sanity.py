"""The results of the sanity checks."""

from __future__ import annotations

SANITY = {
    "sanity.impossible": "This check is not possible: {error}",
    "sanity.overfit.diverged": "Training diverged at step {step}: a smaller learning rate helps.",
    "sanity.overfit.known": "On {count} {count|example|examples} the loss is already {loss}: they "
    "are memorised.",
    "sanity.overfit.took": "On {count} {count|example|examples} the loss went from {start:~loss} "
    "to {loss:~start} in {steps:,} steps",
    "sanity.overfit.passed": "{took}, practically 0: this network can memorise them.",
    "sanity.overfit.conflict": "{took}. It can't reach 0: examples with the same inputs have "
    "different targets.",
    "sanity.overfit.falls": "{took}, and is still falling: a higher learning rate would give an "
    "answer sooner.",
    "sanity.overfit.failed": "{took}, and no lower. A network that cannot memorise "
    "{count} {count|example|examples} cannot learn the whole set: check for frozen layers, dead "
    "units, too few units, and a learning rate that is too low or too high.",
    "sanity.overfit.rose": "{took}: it did not fall. A smaller learning rate may help.",
    "sanity.ignore.training": "In {steps:,} steps from the initial weights, the training loss "
    "reaches {inputs} with the inputs and {zeros} with zeros in their place",
    "sanity.ignore.test": "In {steps:,} steps from the initial weights, the test loss reaches "
    "{inputs} with the inputs and {zeros} with zeros in their place",
    "sanity.ignore.passed": "{reached}: the network learns from its inputs.",
    "sanity.ignore.chance": "{reached}: lower, but with so few examples the difference may be due "
    "to chance.",
    "sanity.ignore.no_better": "{reached}, which is no better. Either the inputs carry no "
    "information about the targets, or the network learns nothing from them: look at the data and "
    "at the learning rate.",
    "sanity.ignore.no_difference": "{reached}, which is no clear difference. Either the inputs "
    "carry no information about the targets, or the network learns nothing from them: look at the "
    "data and at the learning rate.",
    "sanity.ignore.constant": "{reached}, but a constant prediction has {same}. Either the inputs "
    "carry no information about the targets, or the network learns nothing from them: look at the "
    "data and at the learning rate.",
    "sanity.leaks.not_finite": "A gradient is not finite, so the check is inconclusive.",
    "sanity.leaks.all_zero": "All gradients with respect to the inputs are 0, including each "
    "example's own: the outputs do not depend on the inputs, so the check is inconclusive.",
    "sanity.leaks.passed": "None of {count} examples affects the output of another: all {pairs} "
    "gradients between examples are exactly 0, and those with respect to an example's own input "
    "reach {own}.",
    "sanity.leaks.pair": "the output of example {i} has a gradient of {other} with respect to the "
    "input of example {j} ({own} with respect to its own)",
    "sanity.leaks.batch_norm": "Batch norm is the exception: in training, {pair}, because "
    "it standardises each example with the mean and variance of its batch. When the network "
    "predicts, no example affects another.",
    "sanity.leaks.failed": "Examples leak into each other: {pair}. Some operation mixes examples, "
    "such as a reshape, a transpose, or a mean over the wrong axis.",
}
