"""Closing: conditions met, money cleared, and only then minted; or everything given back.

    subscription account -> who has paid -> excess goes back -> funds flow -> mint
    an issue that fails  -> everything goes back

It moves no money and asks no bank: papers and statements are read, and what follows from them is a value.
"""

__all__: list[str] = []
