"""The application Language in the worker: networks that train one after the other, and the names
that they write."""
