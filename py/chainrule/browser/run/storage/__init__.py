"""Runs as text or bytes: checkpoints, weights in links, and the recorded run."""
