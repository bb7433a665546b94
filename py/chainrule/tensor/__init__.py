"""Tensors with reverse-mode differentiation."""
