"""The entry point: makes the one `Operations` object and hands it to the command line.

Here, and only here, implementations meet the ports that operations declare.

    extras -> keys, ledgers -> homes -> process -> main
"""

from tallystick.shell.cli.app import build
from tallystick.shell.wiring.process import operations, portal

__all__ = ["main", "operations", "portal"]


def main() -> None:
    """Run the command line."""
    build(operations())()
