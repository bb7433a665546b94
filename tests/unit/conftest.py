"""Settings for all unit tests."""

import sys

from hypothesis import HealthCheck, settings

# Every run uses the same examples. In Pyodide, where everything is slower, there are a quarter as
# many, unless a test sets its own number.
settings.register_profile(
    "chainrule",
    max_examples=25 if sys.platform == "emscripten" else 100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("chainrule")
