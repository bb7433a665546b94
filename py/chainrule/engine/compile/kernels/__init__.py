"""Kernels: functions of pointers, each described by a hashable `Spec` that builds its body."""
