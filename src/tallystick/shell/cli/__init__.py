"""The command line: verbs as functions, told in Chinese or English, to people or as JSON.

A verb takes a `Call` and gives back a `Reply`; it never prints and never exits. `command` turns it into a typer
command, `render` shows the reply, `language` words the help.
"""

__all__: list[str] = []
