"""Gradient checks, which compare backpropagation with difference quotients and complex steps."""
