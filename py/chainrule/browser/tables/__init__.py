"""Previews of tables in the worker."""
