"""What the run reports to the page: frames, the opened experiment, its network and its branches."""
