"""The tape: what it holds, and single rows of it that cross the border."""
