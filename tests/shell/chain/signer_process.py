"""A signer for tests, run as a process of its own: honest for roles, and bad in a way of its own for three holders."""

import json
import sys
from pathlib import Path
from typing import Any

from tallystick.shell.chain.accounts import Accounts

REFUSES, OTHER_KEY, OTHER_CALL = "holder-7", "holder-8", "holder-9"


def numbers(transaction: dict[str, Any]) -> dict[str, Any]:
    """Return a transaction with its numbers as numbers."""
    return {key: int(value) if value.isdecimal() else value for key, value in transaction.items()}


def answer(accounts: Accounts, asked: dict[str, Any]) -> dict[str, str]:
    """Return what is said to one request."""
    name = asked["account"]
    label = name.removeprefix("deployer:")
    if asked["ask"] == "address":
        return {"address": accounts.deployer(label) if label != name else accounts.address(name)}
    if name == REFUSES:
        return {"refused": "this account is locked"}
    transaction = numbers(asked["transaction"])
    if name == OTHER_CALL:
        transaction["gas"] += 1
    if label != name:
        return {"raw": accounts.sign_deployment(label, transaction).hex()}
    return {"raw": accounts.sign("issuer" if name == OTHER_KEY else name, transaction).hex()}


if __name__ == "__main__":
    opened = Accounts.open(Path(sys.argv[1]))
    for line in sys.stdin:
        request = json.loads(line)
        sys.stdout.write(json.dumps({"id": request["id"], **answer(opened, request)}) + "\n")
        sys.stdout.flush()
