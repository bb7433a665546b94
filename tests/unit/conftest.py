"""Settings for all unit tests."""

from hypothesis import HealthCheck, settings

# The same examples on every run, natively and in Pyodide, where everything is slower.
settings.register_profile(
    "chainrule",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("chainrule")
