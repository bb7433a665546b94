"""What the gradient instruments show of a run."""
