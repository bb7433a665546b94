"""Experiments as text: in a URL and in a saved file."""
