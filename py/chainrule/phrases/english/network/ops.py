"""The ops of a step: what each does in the forward and backward pass, and the labels of its
matrices."""

from __future__ import annotations

OPS = {
    "paths.not_frozen": "a layer that is not frozen",
    "paths.passable": "dense layers and convolutions with activations, pooling, dropout and layer "
    "norms, through which a path can be followed",
    "paths.weights": "a unit below {units}, an input below {inputs}",
    # --- titles
    "op.title": "{place}: {name}",
    "op.of_loss": "loss",
    "op.backward": "backward",
    "section.update": "update",
    "section.penalty": "penalty",
    "section.clip": "clip",
    "parameter": "{place}, {name} {entry:, }",
    "parameter.weight": "weight",
    "parameter.bias": "bias",
    # --- labels of matrices
    "sign.slope": "slope of {of}",
    "sign.gradient": "gradient of {of}",
    "sign.new": "new {of}",
    "sign.norm": "norm of {of}",
    "sign.power": "{of} to the {power}",
    "sign.squared": "{of} squared",
    "sign.hat": "{of} hat",
    "sign.tilde": "{of} tilde",
    "sign.layer": "{of} of layer {layer}",
    "sign.error": "error of layer {layer}",
    # --- what an op does
    "op.Linear": "Each unit sums its inputs times their weights, and adds its bias.",
    "op.Linear.back": "Each weight's gradient is its input times its unit's error, summed over "
    "the batch; the errors go back through the weights.",
    "op.Linear.back.one": "Each weight's gradient is its input times its unit's error; the errors "
    "go back through the weights.",
    "op.MatMul": "Each entry is the dot product of a row of the first factor and a column of the "
    "second.",
    "op.MatMul.back": "Each factor's gradient is the error times the other factor.",
    "op.Conv1d": "A window slides along the input; at each position its products are summed.",
    "op.Conv1d.back": "Each weight's gradient is a sum over all positions at which it was used.",
    "op.Conv2d": "A window slides over the image; at each position its products are summed.",
    "op.Conv2d.back": "Each weight's gradient is a sum over all positions at which it was used.",
    "op.MaxPool1d": "The largest entry of each window is kept.",
    "op.MaxPool1d.back": "The error goes to the entry that was the largest.",
    "op.MaxPool2d": "The largest entry of each window is kept.",
    "op.MaxPool2d.back": "The error goes to the entry that was the largest.",
    "op.AvgPool1d": "Each window is replaced by its mean.",
    "op.AvgPool1d.back": "Each error is spread evenly over its window.",
    "op.AvgPool2d": "Each window is replaced by its mean.",
    "op.AvgPool2d.back": "Each error is spread evenly over its window.",
    "op.Embedding": "Each index selects a row of the table.",
    "op.Embedding.back": "A row's gradient is the sum of the errors of all positions that "
    "selected it.",
    "op.ScaledDotProductAttention": "Each position scores the others, turns the scores into "
    "attention weights, and sums the values with these weights.",
    "op.ScaledDotProductAttention.back": "Errors go to the values by their attention weights, and "
    "through these weights to queries and keys.",
    "op.Standardise": "Each row is shifted to mean 0 and scaled to variance 1.",
    "op.Standardise.back": "The parts of the errors that would only shift or scale the row are "
    "removed.",
    "op.StandardiseImages": "Each channel is shifted to mean 0 and scaled to variance 1.",
    "op.StandardiseImages.back": "The parts of the errors that would only shift or scale the "
    "channel are removed.",
    "op.RMSNormalise": "Each row is scaled to a mean square of 1.",
    "op.RMSNormalise.back": "The part of the errors that would only scale the row is removed.",
    "op.GRUCell": "One gate controls how much of the state enters a candidate; the other mixes "
    "the state and the candidate.",
    "op.GRUCell.back": "The error goes through the mixing to the candidate, the gates and the "
    "state.",
    "op.LSTMCell": "Gates retain part of the cell, write a candidate to it, and read the new "
    "state from it.",
    "op.LSTMCell.back": "The error goes through the cell to the gates, the candidate and the old "
    "cell.",
    "op.Softmax": "Scores become probabilities that sum to 1.",
    "op.Softmax.back": "Each error minus the mean of all errors, weighted by probability, times "
    "its own probability.",
    "op.LogSoftmax": "Scores become logarithms of probabilities that sum to 1.",
    "op.LogSoftmax.back": "Each error minus its probability times the sum of all errors.",
    "op.LogSumExp": "The logarithm of a sum of exponentials, a smooth maximum.",
    "op.LogSumExp.back": "Each entry receives the error times its share of the sum.",
    "op.Sum": "Entries are summed.",
    "op.Sum.back": "Each summand receives the sum's error.",
    "op.Mean": "Entries are averaged.",
    "op.Mean.back": "Each entry receives an equal part of the mean's error.",
    "op.Max": "The largest entry is kept.",
    "op.Max.back": "The error goes to the entry that was the largest.",
    "op.Var": "The squared distances from the mean are averaged.",
    "op.Var.back": "Each entry receives an error proportional to its distance from the mean.",
    "op.Dropout": "Some entries are set to 0; the others are scaled up.",
    "op.Dropout.back": "Only the entries that were not set to 0 have an error, scaled by the same "
    "factor.",
    "op.Reshape": "The same entries in another shape.",
    "op.Reshape.back": "The errors in the original shape.",
    "op.Transpose": "Axes are permuted.",
    "op.Transpose.back": "The permutation of the axes is reversed.",
    "op.Slice": "A part is cut out.",
    "op.Slice.back": "The errors go to the part that was cut out; all other entries receive 0.",
    "op.Gather": "Entries are selected by index.",
    "op.Gather.back": "Each entry receives the sum of the errors at all positions that selected "
    "it.",
    "op.Concat": "The inputs are joined end to end.",
    "op.Concat.back": "Each input receives its part of the errors.",
    "op.Pad": "A margin is added around the input.",
    "op.Pad.back": "The margin's errors are dropped.",
    "op.CrossEntropy": "How far the probabilities are from the targets, as one number.",
    "op.CrossEntropy.back": "The error of each score is its probability minus its target, divided "
    "by n.",
    "op.KLDivergence": "How far the probabilities are from the targets, as one number.",
    "op.KLDivergence.back": "The error of each score is its probability minus its target, divided "
    "by n.",
    "op.BinaryCrossEntropy": "How far the probabilities are from the targets, as one number.",
    "op.BinaryCrossEntropy.back": "The error of each score is its probability minus its target, "
    "divided by the number of scores.",
    "op.WeightedCrossEntropy": "How far the probabilities are from the targets, as one number; "
    "each example is weighted by its class.",
    "op.WeightedCrossEntropy.back": "The error of each score is its probability minus its target, "
    "times the example's share of the batch's total weight.",
    "op.WeightedBinaryCrossEntropy": "How far the probabilities are from the targets, as one "
    "number; each example is weighted by its class.",
    "op.WeightedBinaryCrossEntropy.back": "The error of each score is its probability minus its "
    "target, times the example's share of the batch's total weight.",
    "op.WeightedHinge": "How far each score falls short of a margin of 1 on the correct side; "
    "each example is weighted by its class.",
    "op.WeightedHinge.back": "A score beyond the margin on the correct side has no error; any "
    "other has its example's share of the batch's total weight.",
    "op.WeightedMultiMargin": "How far the correct class falls short of a margin of 1 over each "
    "other class; each example is weighted by its class.",
    "op.WeightedMultiMargin.back": "Each class within the margin has an error, and the correct "
    "class has their negated sum, both times the example's share of the batch's total weight.",
    "op.MeanSquaredError": "The mean of the squared distances from the targets.",
    "op.MeanSquaredError.back": "The error of each score is twice its distance from its target, "
    "divided by the number of scores.",
    "op.MeanAbsoluteError": "The mean of the distances from the targets.",
    "op.MeanAbsoluteError.back": "Only the sign of each score's distance from its target is "
    "passed back.",
    "op.Huber": "The squared distance near the targets, the absolute distance far from them.",
    "op.Huber.back": "The error of each score is its distance from its target, clipped to the "
    "limits.",
    "op.Hinge": "How far each score falls short of a margin of 1 on the correct side.",
    "op.Hinge.back": "A score beyond the margin on the correct side has no error.",
    "op.MultiMargin": "How far the correct class falls short of a margin of 1 over each other "
    "class.",
    "op.MultiMargin.back": "Each class within the margin has an error, and the correct class has "
    "their negated sum.",
    "op.entrywise": "The same function is applied to every entry.",
    "op.entrywise.back": "Each error times the slope at its entry.",
    "op.other": "The operands are combined as the formula says.",
    "op.other.back": "The error times the derivative of the formula, for each operand.",
    "op.section.update": "The optimizer turns the gradient into an update of the weights.",
    "op.section.penalty": "The penalty on the weights adds its own gradient.",
    "op.section.clip": "A gradient above its limit is scaled down.",
    "op.running": "The running statistics move towards those of this batch.",
}
