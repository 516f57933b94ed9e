"""The engines of the kernel: plain NumPy, and the same arithmetic compiled where the `fast` extra is installed."""
