"""Sentences that describe each op, and derivations of the losses' gradients."""

from __future__ import annotations

import re

from chainrule.engine.op import OPS, Elementwise
from chainrule.engine.program import TracedOp

SENTENCES = {
    "Linear": (
        "each unit sums its inputs times their weights, and adds its bias",
        "each weight's gradient is its input times its unit's error, summed over the batch; the "
        "errors go back through the weights",
    ),
    "MatMul": (
        "each entry is a row of the one times a column of the other, summed",
        "each error goes to both factors, times the other one",
    ),
    "Conv1d": (
        "a window slides along the input; at each place its products are summed",
        "each weight of the window meets every place it was used at",
    ),
    "Conv2d": (
        "a window slides over the picture; at each place its products are summed",
        "each weight of the window meets every place it was used at",
    ),
    "MaxPool1d": (
        "of each window the greatest entry stays",
        "the error goes to the entry that was the greatest",
    ),
    "MaxPool2d": (
        "of each window the greatest entry stays",
        "the error goes to the entry that was the greatest",
    ),
    "AvgPool1d": ("of each window the mean stays", "each error is shared out over its window"),
    "AvgPool2d": ("of each window the mean stays", "each error is shared out over its window"),
    "Embedding": (
        "each number picks the row of the table that it names",
        "a row's gradient sums the errors of all places that picked it",
    ),
    "ScaledDotProductAttention": (
        "each step scores all others, turns scores into shares, and sums their values by these",
        "errors go to the values by their shares, and through the shares to queries and keys",
    ),
    "Standardise": (
        "each row is moved to mean 0 and scaled to variance 1",
        "of the errors what would only move or scale the row is taken out",
    ),
    "StandardiseImages": (
        "each channel is moved to mean 0 and scaled to variance 1",
        "of the errors what would only move or scale the channel is taken out",
    ),
    "RMSNormalise": (
        "each row is scaled to a mean square of 1",
        "of the errors what would only scale the row is taken out",
    ),
    "GRUCell": (
        "one gate lets the state into a candidate, the other mixes the two",
        "the error goes through the mixing to the candidate, the gates and the state",
    ),
    "LSTMCell": (
        "gates keep a part of the cell, write a candidate to it, and read the new state from it",
        "the error goes through the cell to the gates, the candidate and the old cell",
    ),
    "Softmax": (
        "scores become shares that sum to 1",
        "each error, less the mean of all by their shares, times its share",
    ),
    "LogSoftmax": (
        "scores become logarithms of shares that sum to 1",
        "each error less its share of all errors",
    ),
    "LogSumExp": (
        "the logarithm of a sum of exponentials, a smooth maximum",
        "the error goes to the entries by their shares in the sum",
    ),
    "Sum": ("entries are summed", "each summand receives the sum's error"),
    "Mean": ("entries are averaged", "each entry receives its part of the mean's error"),
    "Max": ("the greatest entry stays", "the error goes to the entry that was the greatest"),
    "Var": (
        "the squared distances from the mean are averaged",
        "each entry receives an error as large as its distance from the mean",
    ),
    "Dropout": (
        "some entries are set to 0, the others are scaled up",
        "only what was kept has an error, scaled alike",
    ),
    "Reshape": ("the same entries in another shape", "the errors in the former shape"),
    "Transpose": ("axes change places", "the axes' places are changed back"),
    "Slice": ("a part is cut out", "the errors go to the part that was cut out, 0 elsewhere"),
    "Gather": ("entries are picked by number", "errors are summed where they were picked"),
    "Concat": ("one stands behind the other", "each receives its part of the errors"),
    "Pad": ("a margin is laid around", "the margin's errors are dropped"),
    "CrossEntropy": (
        "how far the shares are from the targets, as one number",
        "the error of each score is its share minus its target, over n",
    ),
    "KLDivergence": (
        "how far the shares are from the targets, as one number",
        "the error of each score is its share minus its target, over n",
    ),
    "BinaryCrossEntropy": (
        "how far the probabilities are from the targets, as one number",
        "the error of each score is its probability minus its target, over all scores",
    ),
    "WeightedCrossEntropy": (
        "how far the shares are from the targets, as one number; each example counts as much as "
        "its class's weight",
        "the error of each score is its share minus its target, times the example's share of the "
        "batch's weights",
    ),
    "WeightedBinaryCrossEntropy": (
        "how far the probabilities are from the targets, as one number; each example counts as "
        "much as its class's weight",
        "the error of each score is its probability minus its target, times the example's share "
        "of the batch's weights",
    ),
    "WeightedHinge": (
        "how much is missing to a margin of 1 on the right side; each example counts as much as "
        "its class's weight",
        "a score on the right side of the margin has no error; any other has its example's share "
        "of the batch's weights",
    ),
    "WeightedMultiMargin": (
        "how much is missing to a margin of 1 over each other class; each example counts as much "
        "as its class's weight",
        "a class within the margin has an error, the right class their negative sum, both times "
        "the example's share of the batch's weights",
    ),
    "MeanSquaredError": (
        "the mean of the squared distances from the targets",
        "the error of each score is twice its distance from its target, over all scores",
    ),
    "MeanAbsoluteError": (
        "the mean of the distances from the targets",
        "of each score's distance from its target only the sign goes back",
    ),
    "Huber": (
        "near the targets the squared distance, far from them the distance",
        "the error of each score is its distance from its target, held within its limits",
    ),
    "Hinge": (
        "how much is missing to a margin of 1 on the right side",
        "a score on the right side of the margin has no error",
    ),
    "MultiMargin": (
        "how much is missing to a margin of 1 over each other class",
        "a class within the margin has an error, and the right class their sum, turned round",
    ),
}
"""A sentence for each op's forward and backward pass; elementwise ops share one."""
ENTRYWISE = ("the same function of every entry", "each error times the slope at its place")
SECTIONS = {
    "update": "the optimizer turns the gradient into a step of the weights",
    "penalty": "the penalty on the weights adds its own gradient",
    "clip": "a gradient beyond its limit is scaled down",
}
DERIVATIONS = {
    "CrossEntropy": (
        r"\frac{\partial}{\partial s_i} \left(-\sum_c t_c\,\ln p_c\right) = "
        r"-\sum_c \frac{t_c}{p_c}\, p_c \left([c = i] - p_i\right) = p_i \sum_c t_c - t_i = "
        r"p_i - t_i"
    ),
    "BinaryCrossEntropy": (
        r"\frac{\partial}{\partial s} \left(-t\,\ln p - (1 - t)\,\ln(1 - p)\right) = "
        r"\left(-\frac{t}{p} + \frac{1 - t}{1 - p}\right) p\,(1 - p) = p - t"
    ),
}
DERIVATIONS |= {
    f"Weighted{name}": re.sub(r"(?<![a-zA-Z\\])t(?![a-zA-Z])", r"\\tau", latex)
    for name, latex in DERIVATIONS.items()
}
"""With class weights, τ replaces t, and the example's share r replaces 1/n."""


def told(op: TracedOp) -> str:
    """A description of an op, as a sentence without the full stop."""
    if "batch" in op.operands:
        return "what is remembered of former batches takes in a share of this one"
    if op.name not in OPS:
        return SECTIONS.get(op.section, op.section)
    pair = SENTENCES.get(op.name)
    if pair is None:
        assert issubclass(OPS[op.name], Elementwise), f"{op.name} has no sentence"
        pair = ENTRYWISE
    return pair[op.backward]
