"""The applications: image recognition, natural language, and others, each with experiments that are
stored as files in this package."""

from chainrule.apps.catalogue import APPS, App, app_experiment, is_app

__all__ = ["APPS", "App", "app_experiment", "is_app"]
