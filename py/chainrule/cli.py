"""The command line: `chainrule train FILE`, `chainrule sweep FILE`, `chainrule check FILE`,
`chainrule apps`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from chainrule.commands import apps, check, sweep, train
from chainrule.commands.console import BAD_INPUT, DIVERGED, UNPRINTED, end, end_printing
from chainrule.commands.ending import code_of
from chainrule.diagnostics import DivergedError
from chainrule.errors import InputError
from chainrule.version import __version__

COMMANDS = {"train": train, "sweep": sweep, "check": check, "apps": apps}
"""The commands' modules, by command name."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns the exit code: 0 for success; 1 if training diverged or could not continue, if a check
    failed, or if an output could not be written; 2 for invalid input; after a signal, 128 plus the
    signal's number, for example 130 for Ctrl-C.
    """
    options = _parser().parse_args(arguments)
    UNPRINTED.clear()
    return end_printing(_run(options))


def _run(options: argparse.Namespace) -> int:
    try:
        return options.run(options)
    except (InputError, OSError) as error:
        return end(BAD_INPUT, str(error))
    except DivergedError as error:
        return end(DIVERGED, str(error))
    except KeyboardInterrupt as interrupt:
        return end(code_of(interrupt), "stopped.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chainrule", description="Backpropagation one can see, change and trust."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS.values():
        command.add_to(commands)
    return parser
