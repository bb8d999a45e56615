"""`python -m question_bank check|report|sheet|hints [--all] [--root DIR]`."""

import argparse
import sys
from pathlib import Path

from question_bank.guessing.lines import item_cues
from question_bank.judgings import judging_faults, load_judgings
from question_bank.readings import load_readings, reading_faults
from question_bank.reports import report_lines
from question_bank.sheets import sheet_lines
from question_bank.store import DATA, load_bank, load_laws
from question_bank.twins import load_not_twins, twin_faults
from question_bank.validation import check_bank


def main() -> int:
    """Exit code 1 when the bank has faults."""
    parser = argparse.ArgumentParser(prog="python -m question_bank")
    parser.add_argument("command", choices=("check", "report", "sheet", "hints"))
    parser.add_argument("--all", action="store_true", help="report：题号全部列出，不只列前 20 题")
    parser.add_argument("--root", type=Path, default=DATA)
    arguments = parser.parse_args()
    if arguments.command == "report":
        return report(arguments.root, whole=arguments.all)
    if arguments.command == "sheet":
        print("\n".join(sheet_lines(load_bank(arguments.root).items, load_readings())))
        return 0
    if arguments.command == "hints":
        return hints(arguments.root)
    return check(arguments.root)


def report(root: Path, *, whole: bool) -> int:
    """Print the state of the bank."""
    judged = load_not_twins()
    lines = report_lines(
        load_bank(root).items, load_laws(), load_readings(), judged, load_judgings(), whole=whole
    )
    print("\n".join(lines))
    return 0


def check(root: Path) -> int:
    """Print every fault; 1 when there is one."""
    faults = [str(fault) for fault in check_bank(root)]
    items = {} if faults else load_bank(root).items
    if not faults and root == DATA:
        faults = [
            *reading_faults(items, load_readings()),
            *twin_faults(items, load_not_twins()),
            *judging_faults(items, load_judgings()),
        ]
    print(
        "\n".join(
            [*faults, f"题库检查：{len(faults)} 处问题"] if faults else [f"题库检查通过：{len(items)} 题"]
        )
    )
    warned = {item_id: cues for item_id, item in items.items() if (cues := item_cues(item))}
    print(f"提醒：{len(warned)} 题不懂也可能猜中（`python -m question_bank hints` 逐题列出，不算错误）")
    return 1 if faults else 0


def hints(root: Path) -> int:
    """Each item that gives something away, with what; never an error."""
    for item_id, item in load_bank(root).items.items():
        if cues := item_cues(item):
            print(f"{item_id}：{'、'.join(cues)}：{item.stem}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
