"""Settings for all unit tests."""

import gc
import sys

import pytest
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


# Modules and tests exist until the end. Examining them for garbage takes a quarter of the time of
# collection.
gc.disable()


def pytest_collection_finish() -> None:
    """Collect garbage again, but less often."""
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip tests that compute for long and whose numbers do not depend on the platform."""
    if sys.platform == "emscripten" and item.get_closest_marker("natively"):
        pytest.skip("the same numbers as natively, only slower")
