#!/usr/bin/env bash
# TorchMetrics 1.9.0 (PyTorch 2.13.0): the area under the ROC curve depends only on the order of the
# scores. binary_auroc applies a sigmoid whenever a score lies outside [0, 1], and so also to the
# float32 logits of a confident classifier. Above 17 the sigmoid is 1 in float32, so scores in
# perfect order become ties and the area is that of guessing. The same logits with the opposite sign
# and target have an area of 1, because small probabilities keep their precision. scikit-learn gives
# 1 for both. Average precision falls from 1 to the share of positives in the same way.
# Observed:
#   logits 20 to 25, the larger ones positive: TorchMetrics 0.5, scikit-learn 1.0
#   the same with the opposite sign and target: TorchMetrics 1.0, scikit-learn 1.0
#   average precision of the first: TorchMetrics 0.5, scikit-learn 1.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 torchmetrics==1.9.0 scikit-learn==1.9.1 2> /dev/null
"$folder/venv/bin/python" - <<'SCRIPT' | tee "$folder/observed"
import torch
from sklearn.metrics import average_precision_score, roc_auc_score
from torchmetrics.functional.classification import binary_auroc, binary_average_precision

scores = torch.tensor([20.0, 21.0, 22.0, 23.0, 24.0, 25.0])
target = torch.tensor([0, 0, 0, 1, 1, 1])


def both(ours, theirs, scores, target):
    return f"TorchMetrics {float(ours(scores, target)):.1f}, scikit-learn {theirs(target, scores):.1f}"


print("logits 20 to 25, the larger ones positive:", both(binary_auroc, roc_auc_score, scores, target))
print(
    "the same with the opposite sign and target:",
    both(binary_auroc, roc_auc_score, -scores, 1 - target),
)
print(
    "average precision of the first:",
    both(binary_average_precision, average_precision_score, scores, target),
)
SCRIPT
diff "$folder/observed" - <<'EXPECTED'
logits 20 to 25, the larger ones positive: TorchMetrics 0.5, scikit-learn 1.0
the same with the opposite sign and target: TorchMetrics 1.0, scikit-learn 1.0
average precision of the first: TorchMetrics 0.5, scikit-learn 1.0
EXPECTED
