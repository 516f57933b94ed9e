"""Run every bench and write build/bench.json: `python -m bench.run [SUBJECT ...]`.

The report is {"schema": 2, "machine": {...}, "results": [{name, value, unit, against, ratio, runs, spread, processors,
processors_ratio}], "failed": {subject: error}}. How many others the machine served is told before and after. A subject
that fails ends alone: what it had measured stays, the others go on, and the run ends with 1.
"""

import importlib
import json
import os
import platform
import sys
import traceback
from dataclasses import asdict
from pathlib import Path

from bench.timing import Result

__all__ = ["machine", "main", "subjects"]

_HERE = Path(__file__).resolve().parent


def subjects() -> list[str]:
    """List the subjects that have a bench."""
    return sorted(path.stem.removeprefix("bench_") for path in _HERE.glob("bench_*.py"))


def machine() -> dict[str, str | int | None]:
    """Describe where the times were taken; they compare only with times from the same place."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
    }


def main(arguments: list[str], report: Path = _HERE.parent / "build" / "bench.json") -> int:
    """Time the named subjects, or all of them; print a line for each result and write the report."""
    unknown = sorted(set(arguments) - set(subjects()))
    if unknown:
        print(f"No bench named {', '.join(unknown)}; there are: {', '.join(subjects())}", file=sys.stderr)
        return 2
    results, failed, before = list[Result](), dict[str, str](), os.getloadavg()[0]
    for name in arguments or subjects():
        try:
            for result in importlib.import_module(f"bench.bench_{name}").results():
                results.append(result)
                print(
                    f"{result.name:<38}{_told(result)}  {result.ratio:>7.3g} x {result.against}"
                    f"  (spread {result.spread:.0%}, {result.runs} runs){_processors(result)}",
                    flush=True,
                )
        except Exception as error:  # noqa: BLE001 - whatever it is, the other subjects are timed and the report written
            traceback.print_exc()
            failed[name] = f"{type(error).__name__}: {error}"
    load = (round(before, 1), round(os.getloadavg()[0], 1))
    print(f"Load of the machine over a minute: {load[0]} when it began, {load[1]} when it ended.")
    content = {
        "schema": 2,
        "machine": {**machine(), "load": load},
        "results": [asdict(result) for result in results],
        "failed": failed,
    }
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    for name, why in failed.items():
        print(f"{name} failed: {why}", file=sys.stderr)
    return 1 if failed else 0


def _told(result: Result) -> str:
    return f"{result.value * 1000:>10.2f} ms" if result.unit == "s" else f"{result.value:>10.2f} {result.unit}"


def _processors(result: Result) -> str:
    if result.processors is None or result.processors_ratio is None:
        return ""
    return f"; user + sys {result.processors * 1000:.2f} ms, {result.processors_ratio:.3g} x"


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text(encoding="utf-8").splitlines() if described.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
