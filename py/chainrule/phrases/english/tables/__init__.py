"""Phrases about tables, and errors in reading them."""
