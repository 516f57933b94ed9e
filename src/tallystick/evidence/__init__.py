"""What happened, provably.

Documents become canonical bytes, bytes become digests, acts become signed entries, entries become leaves of a
Merkle log, and a receipt lets a stranger check one entry without asking anybody. Everything here is a pure
function of bytes.

Findings, what is wrong with a document or still unknown about it, are made here too, and worded in Chinese
and English from one catalogue, because every later room reports in the same form.
"""

__all__: list[str] = []
