"""Phrases about the parts of a network: its layers and its ops."""
