"""What lies on disk: folders and archives people give, and the log and objects an installation keeps.

Everything is written whole or not at all, and checked again when it is read. A log on disk is the tiles and checkpoint
that `evidence.log` describes; `fsck` computes it anew and names the first file that does not fit.

One process works in a home at a time; the lock is the kernel's, so it never outlives its holder.
"""

__all__: list[str] = []
