"""The entry point: makes the one `Operations` object and hands it to the command line.

Here, and only here, implementations meet the ports that operations declare.

    extras -> keys, ledgers -> homes -> process -> main
"""

import sys
from collections.abc import Callable

from tallystick.shell.wiring.process import operations, portal

__all__ = ["command_line", "main", "operations", "portal"]


def command_line() -> Callable[[], object]:
    """Read in the verbs that this process was called for; here, so that pages and their workers start without them."""
    from tallystick.shell.cli.app import build

    return build(operations(), sys.argv[1:])


def main() -> None:
    """Run the command line."""
    command_line()()
