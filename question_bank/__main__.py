"""`python -m question_bank check|report [--root DIR]`."""

import argparse
import sys
from pathlib import Path

from question_bank.reports import report_lines
from question_bank.store import DATA, load_bank
from question_bank.validation import check_bank


def main() -> int:
    """Exit code 1 when the bank has faults."""
    parser = argparse.ArgumentParser(prog="python -m question_bank")
    parser.add_argument("command", choices=("check", "report"))
    parser.add_argument("--root", type=Path, default=DATA)
    arguments = parser.parse_args()
    if arguments.command == "report":
        print("\n".join(report_lines(load_bank(arguments.root).items.values())))
        return 0
    faults = check_bank(arguments.root)
    for fault in faults:
        print(fault)
    print(
        f"题库检查：{len(faults)} 处问题"
        if faults
        else f"题库检查通过：{len(load_bank(arguments.root).items)} 题"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
