"""The applications: image recognition, natural language, and others, each trained from
experiments that are files of this package."""

from chainrule.apps.catalogue import APPS, App, app_experiment, is_app

__all__ = ["APPS", "App", "app_experiment", "is_app"]
