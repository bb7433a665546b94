"""What is kept of a run: its history, its snapshots and their timeline, and its progress."""
