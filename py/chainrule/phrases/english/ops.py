"""The ops of a step: what each does, forwards and on its way back; an entry's numbers to hear."""

from __future__ import annotations

OPS = {
    # --- titles
    "op.title": "{place}: {name}",
    "op.of_loss": "loss",
    "op.backward": "backward",
    "section.update": "update",
    "section.penalty": "penalty",
    "section.clip": "clip",
    "parameter": "{place}, {name} {entry:, }",
    # --- labels of matrices
    "sign.slope": "slope of {of}",
    "sign.gradient": "gradient of {of}",
    "sign.new": "new {of}",
    "sign.norm": "norm of {of}",
    "sign.power": "{of} to the {power}",
    # --- an entry, in a formula and to hear
    "line.parameter": "{sign}\\text{: {name}}",
    "line.summed": "{before}{count}\\text{ smaller}{after}",
    "heard.is": "{title}: {heard} is {value:.3m}",
    "heard.computed": "{title}: {heard} is {value:.3m}",
    "heard.number": "{value:.3m}",
    "heard.value": "{title}: {value:.3m}",
    "heard.nothing": "{title}: nothing reaches this entry, 0",
    "heard.assigned": "{title}: {label} {value:.3m}",
    "heard.changed": "{title}: {label} {value:.3m}, before {before:.3m}",
    "heard.frozen": "{title}: {label} {value:.3m}, before {before:.3m}: it is frozen",
    "heard.product": "{value:.3m} times {factor:.3m}",
    "heard.sum": "a sum of {count} terms, the largest {largest},",
    # --- what an op does
    "op.Linear": "Each unit sums its inputs times their weights, and adds its bias.",
    "op.Linear.back": "Each weight's gradient is its input times its unit's error, summed over "
    "the batch; the errors go back through the weights.",
    "op.MatMul": "Each entry is a row of the one times a column of the other, summed.",
    "op.MatMul.back": "Each error goes to both factors, times the other one.",
    "op.Conv1d": "A window slides along the input; at each place its products are summed.",
    "op.Conv1d.back": "Each weight of the window meets every place it was used at.",
    "op.Conv2d": "A window slides over the picture; at each place its products are summed.",
    "op.Conv2d.back": "Each weight of the window meets every place it was used at.",
    "op.MaxPool1d": "Of each window the greatest entry stays.",
    "op.MaxPool1d.back": "The error goes to the entry that was the greatest.",
    "op.MaxPool2d": "Of each window the greatest entry stays.",
    "op.MaxPool2d.back": "The error goes to the entry that was the greatest.",
    "op.AvgPool1d": "Of each window the mean stays.",
    "op.AvgPool1d.back": "Each error is shared out over its window.",
    "op.AvgPool2d": "Of each window the mean stays.",
    "op.AvgPool2d.back": "Each error is shared out over its window.",
    "op.Embedding": "Each number picks the row of the table that it names.",
    "op.Embedding.back": "A row's gradient sums the errors of all places that picked it.",
    "op.ScaledDotProductAttention": "Each step scores all others, turns scores into shares, and "
    "sums their values by these.",
    "op.ScaledDotProductAttention.back": "Errors go to the values by their shares, and through "
    "the shares to queries and keys.",
    "op.Standardise": "Each row is moved to mean 0 and scaled to variance 1.",
    "op.Standardise.back": "Of the errors what would only move or scale the row is taken out.",
    "op.StandardiseImages": "Each channel is moved to mean 0 and scaled to variance 1.",
    "op.StandardiseImages.back": "Of the errors what would only move or scale the channel is "
    "taken out.",
    "op.RMSNormalise": "Each row is scaled to a mean square of 1.",
    "op.RMSNormalise.back": "Of the errors what would only scale the row is taken out.",
    "op.GRUCell": "One gate lets the state into a candidate, the other mixes the two.",
    "op.GRUCell.back": "The error goes through the mixing to the candidate, the gates and the "
    "state.",
    "op.LSTMCell": "Gates keep a part of the cell, write a candidate to it, and read the new "
    "state from it.",
    "op.LSTMCell.back": "The error goes through the cell to the gates, the candidate and the old "
    "cell.",
    "op.Softmax": "Scores become shares that sum to 1.",
    "op.Softmax.back": "Each error, less the mean of all by their shares, times its share.",
    "op.LogSoftmax": "Scores become logarithms of shares that sum to 1.",
    "op.LogSoftmax.back": "Each error less its share of all errors.",
    "op.LogSumExp": "The logarithm of a sum of exponentials, a smooth maximum.",
    "op.LogSumExp.back": "The error goes to the entries by their shares in the sum.",
    "op.Sum": "Entries are summed.",
    "op.Sum.back": "Each summand receives the sum's error.",
    "op.Mean": "Entries are averaged.",
    "op.Mean.back": "Each entry receives its part of the mean's error.",
    "op.Max": "The greatest entry stays.",
    "op.Max.back": "The error goes to the entry that was the greatest.",
    "op.Var": "The squared distances from the mean are averaged.",
    "op.Var.back": "Each entry receives an error as large as its distance from the mean.",
    "op.Dropout": "Some entries are set to 0, the others are scaled up.",
    "op.Dropout.back": "Only what was kept has an error, scaled alike.",
    "op.Reshape": "The same entries in another shape.",
    "op.Reshape.back": "The errors in the former shape.",
    "op.Transpose": "Axes change places.",
    "op.Transpose.back": "The axes' places are changed back.",
    "op.Slice": "A part is cut out.",
    "op.Slice.back": "The errors go to the part that was cut out, 0 elsewhere.",
    "op.Gather": "Entries are picked by number.",
    "op.Gather.back": "Errors are summed where they were picked.",
    "op.Concat": "One stands behind the other.",
    "op.Concat.back": "Each receives its part of the errors.",
    "op.Pad": "A margin is laid around.",
    "op.Pad.back": "The margin's errors are dropped.",
    "op.CrossEntropy": "How far the shares are from the targets, as one number.",
    "op.CrossEntropy.back": "The error of each score is its share minus its target, over n.",
    "op.KLDivergence": "How far the shares are from the targets, as one number.",
    "op.KLDivergence.back": "The error of each score is its share minus its target, over n.",
    "op.BinaryCrossEntropy": "How far the probabilities are from the targets, as one number.",
    "op.BinaryCrossEntropy.back": "The error of each score is its probability minus its target, "
    "over all scores.",
    "op.WeightedCrossEntropy": "How far the shares are from the targets, as one number; each "
    "example counts as much as its class's weight.",
    "op.WeightedCrossEntropy.back": "The error of each score is its share minus its target, times "
    "the example's share of the batch's weights.",
    "op.WeightedBinaryCrossEntropy": "How far the probabilities are from the targets, as one "
    "number; each example counts as much as its class's weight.",
    "op.WeightedBinaryCrossEntropy.back": "The error of each score is its probability minus its "
    "target, times the example's share of the batch's weights.",
    "op.WeightedHinge": "How much is missing to a margin of 1 on the right side; each example "
    "counts as much as its class's weight.",
    "op.WeightedHinge.back": "A score on the right side of the margin has no error; any other has "
    "its example's share of the batch's weights.",
    "op.WeightedMultiMargin": "How much is missing to a margin of 1 over each other class; each "
    "example counts as much as its class's weight.",
    "op.WeightedMultiMargin.back": "A class within the margin has an error, the right class their "
    "negative sum, both times the example's share of the batch's weights.",
    "op.MeanSquaredError": "The mean of the squared distances from the targets.",
    "op.MeanSquaredError.back": "The error of each score is twice its distance from its target, "
    "over all scores.",
    "op.MeanAbsoluteError": "The mean of the distances from the targets.",
    "op.MeanAbsoluteError.back": "Of each score's distance from its target only the sign goes "
    "back.",
    "op.Huber": "Near the targets the squared distance, far from them the distance.",
    "op.Huber.back": "The error of each score is its distance from its target, held within its "
    "limits.",
    "op.Hinge": "How much is missing to a margin of 1 on the right side.",
    "op.Hinge.back": "A score on the right side of the margin has no error.",
    "op.MultiMargin": "How much is missing to a margin of 1 over each other class.",
    "op.MultiMargin.back": "A class within the margin has an error, and the right class their "
    "sum, turned round.",
    "op.entrywise": "The same function of every entry.",
    "op.entrywise.back": "Each error times the slope at its place.",
    "op.section.update": "The optimizer turns the gradient into a step of the weights.",
    "op.section.penalty": "The penalty on the weights adds its own gradient.",
    "op.section.clip": "A gradient beyond its limit is scaled down.",
    "op.running": "What is remembered of former batches takes in a share of this one.",
}
