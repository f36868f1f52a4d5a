"""bin/check-invariants [--only I6,…] [--json] [--data DIR]: is every fen and every piece accounted for?

Asks the database of AUDITOR_DATABASE_URL, else of the demo in DIR (.demo), over all shops. 0: everything holds;
1: something is broken; 2: nobody could be asked.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from invariants import catalogue, checker
from invariants.checker import Verdict

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parse(arguments)
    try:
        invariants = catalogue.chosen(tuple(filter(None, asked.only.split(","))))
        with checker.auditor(_address(asked.data)) as connection:
            verdicts = list(checker.check(connection, invariants))
    except LookupError as stranger:
        return _cannot(
            f"没有这样的不变量:{stranger}。已知:{'、'.join(each.name for each in catalogue.every_invariant())}"
        )
    except checker.NobodyToAsk:
        return _cannot(f"环境里没有 AUDITOR_DATABASE_URL,{asked.data} 里也没有运行中的演示。")
    except DBAPIError as error:
        return _cannot(f"数据库没有回答:{error.orig}")
    print(_as_json(verdicts) if asked.json else _as_table(verdicts))
    return 1 if any(verdict.found for verdict in verdicts) else 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/check-invariants", description="逐条核对:每一分钱、每一件货都有着落。")
    parser.add_argument("--only", default="", metavar="I6,…", help="只查这些编号或名称")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--data", type=Path, default=ROOT / ".demo", metavar="DIR", help="检查这个目录里运行着的演示")
    return parser.parse_args(arguments)


def _address(data: Path) -> str:
    """Where the auditor's database is: told by the environment, else by a demo. Raises NobodyToAsk."""
    told, given = data / "demo.json", os.environ.get("AUDITOR_DATABASE_URL", "")
    if not given and told.exists():
        given = str(json.loads(told.read_text(encoding="utf8")).get("auditor_database_url", ""))
    if not given:
        raise checker.NobodyToAsk
    return given


def _as_table(verdicts: Sequence[Verdict]) -> str:
    lines = []
    for verdict in verdicts:
        mark, word = ("✗", f"{verdict.found} 处不符") if verdict.found else ("✓", "成立")
        invariant = verdict.invariant
        lines.append(
            f"{mark} {invariant.code:<4}{invariant.name:<32}{word:<10}{verdict.took_ms:>6} 毫秒  {invariant.title}"
        )
        lines += [f"      店铺 {each.tenant_id or '-'}  {each.subject}  {each.detail}" for each in verdict.offenders]
    broken = sum(verdict.found > 0 for verdict in verdicts)
    lines += ["", f"{len(verdicts)} 条中 {broken} 条不成立。" if broken else f"{len(verdicts)} 条全部成立。"]
    return "\n".join(lines)


def _as_json(verdicts: Sequence[Verdict]) -> str:
    told = [
        {"code": each.invariant.code, "name": each.invariant.name, "promise": each.invariant.promise,
         "found": each.found, "took_ms": each.took_ms, "offenders": [asdict(row) for row in each.offenders]}
        for each in verdicts
    ]  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1)


def _cannot(why: str) -> int:
    print(why, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
