"""Run our own laws over this tree: `python -m tools.laws [--examples]`. Exits 1 when one is broken."""

import sys
from collections.abc import Callable
from pathlib import Path

from tools.laws import (
    addresses,
    documented,
    examples,
    exports,
    links,
    locks,
    packaged,
    purity,
    sizes,
    wording,
)
from tools.laws.tree import Breach

_READING = (sizes, exports, purity, wording, locks, packaged, links, documented, addresses)


def main(arguments: list[str]) -> int:
    """Print every breach with the law it breaks, and how many laws hold."""
    root = Path(__file__).resolve().parents[2]
    laws: list[tuple[str, Callable[[Path], list[Breach]]]] = [
        (law.__name__.rpartition(".")[2], law.breaches) for law in _READING
    ]
    if "--examples" in arguments:
        laws.append(("examples", examples.breaches))
    broken = {name: found for name, law in laws if (found := law(root))}
    for name, found in broken.items():
        for breach in found:
            print(f"{breach}  [{name}]")
    print(f"{len(laws) - len(broken)} laws hold, {len(broken)} broken: {', '.join(broken) or 'none'}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
