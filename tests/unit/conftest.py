"""Settings for all unit tests."""

import sys

from hypothesis import HealthCheck, settings

# The same examples on every run. Pyodide, where everything is slower, gets a quarter of them unless
# a test sets its own number; the native run has all.
settings.register_profile(
    "chainrule",
    max_examples=25 if sys.platform == "emscripten" else 100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("chainrule")
