"""The exception and the warnings of gradient checks."""


class GradientError(AssertionError):
    """Raised for a gradient that differs from the difference quotient; the message says where and
    by how much."""


class KinkWarning(UserWarning):
    """Issued if the function has a kink at the checked point. The engine's gradient is correct on
    both sides; at the kink itself, its value is a convention."""


class UncheckedWarning(UserWarning):
    """Issued for an entry of a gradient that no difference quotient can judge, because rounding
    hides the effect of changing the input."""
