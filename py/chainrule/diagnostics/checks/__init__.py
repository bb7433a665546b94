"""Gradient checks: backpropagation against difference quotients and complex steps."""
