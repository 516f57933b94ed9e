"""What every refusal of this room looks like: a problem code, and what, why and what to do in words.

A refusal is raised for a wrong call or an unreadable text. Rooms that read documents catch it, keep its
`problem` code and word it again in the reader's language; a person at a prompt reads the message as it is.

It does not say where in a document the text stood: only the reader of the document knows that.
"""

__all__ = ["UnitError"]


class UnitError(ValueError):
    """A value that cannot be what it is said to be.

    Attributes:
        problem: stable code such as ``money.exponent``, for catalogues and tests.
        what: what was found, quoting it.
        why: why it matters.
        remedy: what to do about it.
    """

    def __init__(self, *, problem: str, what: str, why: str, remedy: str) -> None:
        """Keep the parts and make one message of them."""
        super().__init__(f"{what} {why} {remedy}")
        self.problem = problem
        self.what = what
        self.why = why
        self.remedy = remedy
