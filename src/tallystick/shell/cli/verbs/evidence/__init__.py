"""Verbs about evidence that others hold: attacks on it, and the page that checks it."""
