"""Phrases of the instruments, and of the verdict."""
