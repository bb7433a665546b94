"""The engine's side of the page: a session the worker drives, and the messages they exchange."""
