"""What the Makefile calls: set-up, digests, our own laws, and the long runs."""
