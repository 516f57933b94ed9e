"""The entry points: the command line, taken down again where somebody breaks off while it is read in, and the pages.

Reading everything in takes a second or so. Ctrl-C in that time is answered in a sentence and exit 130, as it is later.
"""

import gc
import signal
import sys
from collections.abc import Callable, Iterable

__all__ = ["main", "portal"]

_INTERRUPTED = 130


def main() -> None:
    """Run the command line."""
    try:
        # What is read in stays until the end: looking through it for what could go took a quarter of a start.
        gc.disable()
        from tallystick.shell.wiring import command_line

        run = command_line()
        _keep()
    except KeyboardInterrupt:
        _tell_interrupted()
        sys.exit(_INTERRUPTED)
    run()


def portal() -> Callable[..., Iterable[bytes]]:
    """Return the WSGI application of one worker of a portal, read in likewise without looking for what could go."""
    gc.disable()
    from tallystick.shell.wiring import portal as made

    application = made()
    _keep()
    return application


def _keep() -> None:
    """Look for what could go from now on, and never in what was read in."""
    gc.freeze()
    gc.enable()


def _tell_interrupted() -> None:
    """Say so with the wording alone: what was half read in, such as compiled libraries, cannot be read in again."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from tallystick.evidence.findings import finding
    from tallystick.evidence.wording import say, word
    from tallystick.shell.cli.language import spoken

    language = spoken(sys.argv[1:])
    worded = word(finding("cli.interrupted"), language)
    remedy = say("cli.remedy", language, remedy=worded.remedy)
    told = "\n".join([say("cli.refused", language, what=worded.what), f"  {worded.why}", f"  {remedy}", ""])
    sys.stderr.buffer.write(told.encode(sys.stderr.encoding, "backslashreplace"))


if __name__ == "__main__":
    main()
