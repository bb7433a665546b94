"""What a gradient check raises or warns of."""


class GradientError(AssertionError):
    """A gradient that differs from the difference quotient; the message says where and by how
    much."""


class KinkWarning(UserWarning):
    """The function has a kink at the checked point. The engine's gradient is correct on both
    sides; at the kink itself it is a convention."""


class UncheckedWarning(UserWarning):
    """An entry of a gradient that no difference quotient can judge, because rounding hides what a
    change of the input does."""
