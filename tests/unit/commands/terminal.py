"""`chainrule` as a separate process, started as a terminal starts it."""

import os
import subprocess
import sys

WITHIN = 120
"""The timeout in seconds for work that takes two seconds on a quiet machine. It must be much
shorter than the runs that tests interrupt."""

START = """
import runpy, signal
# Background jobs of scripts, also under `nohup`, start with some signals ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
for name in ("SIGTERM", "SIGHUP"):
    if hasattr(signal, name):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
runpy.run_module("chainrule", run_name="__main__", alter_sys=True)
"""


def started(*words, stdout=subprocess.PIPE, **environment):
    """Start the command in a separate process group, with the arguments as text."""
    return subprocess.Popen(
        [sys.executable, "-c", START, *map(str, words)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        start_new_session=True,
    )
