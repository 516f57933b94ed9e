"""Pages that stand alone in a browser: the law, and the verifier."""
