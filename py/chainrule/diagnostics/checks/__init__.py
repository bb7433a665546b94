"""Gradient checks: backpropagation compared with difference quotients and complex steps."""
