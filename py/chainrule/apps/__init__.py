"""The applications, such as image recognition and natural language, and their experiments, which
are stored as files in this package."""

from chainrule.apps.catalogue import APPS, App, app_experiment, is_app

__all__ = ["APPS", "App", "app_experiment", "is_app"]
