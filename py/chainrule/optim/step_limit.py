"""The largest step size for which gradient descent is stable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from chainrule.engine.op import Array


@dataclass(frozen=True, eq=False)
class StepLimit:
    """The stability limit of gradient descent. On a quadratic with Hessian H, with full batches and
    steps of −η D times a moving sum of gradients, descent is stable if η · λ_max(√D H √D) <
    `factor`.

    - Plain: 2. Momentum μ: 2 (1 + μ). Nesterov: 2 (1 + μ) / (1 + 2μ) (Cohen et al., "Gradient
      descent on neural networks typically occurs at the edge of stability", ICLR 2021, §2 and
      app. B).
    - Adam's m is a mean, not a sum, so its factor is 2 (1 + β₁) / (1 − β₁), with D = 1 / ((1 −
      β₁ᵗ)(√v̂ + ε)); RMSprop, Adagrad and Adadelta each have their own D. For all of these rules, D
      is held at its current value (Cohen et al., "Adaptive gradient methods at the edge of
      stability", 2022, §3).

    Attributes
    ----------
    factor : the bound on η · λ_max(√D H √D), as above.
    scale : the diagonal of D, (P,); None if D is the identity.
    """

    factor: float
    scale: Array | None = None

    def rate(self, scaled: float) -> float:
        """The largest stable learning rate, where `scaled` is λ_max(√D H √D); infinite if no
        direction has positive curvature."""
        return self.factor / scaled if scaled > 0 else numpy.inf
