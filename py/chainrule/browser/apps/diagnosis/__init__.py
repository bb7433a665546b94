"""Diagnosis in the worker."""
