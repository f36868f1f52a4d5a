"""python -m demo.seed --data DIR: three shops of different trades; what exists already is left alone."""

import argparse
import json
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any

SLUGS = ("shanlan", "qinghe", "zhiyun")


def main() -> None:
    """Seed what is missing and write DIR/seed.json: who may log in, and which shops there are."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--shops", type=int, default=len(SLUGS), help="only the first so many")
    parser.add_argument("--brief", action="store_true", help="a shop of a few days: hardly any past")
    asked = parser.parse_args()
    file = asked.data / "seed.json"
    known: dict[str, Any] = json.loads(file.read_text(encoding="utf8")) if file.exists() else {"shops": []}
    done = {shop["slug"] for shop in known["shops"]}
    missing = [(number, slug) for number, slug in enumerate(SLUGS[: asked.shops], start=1) if slug not in done]
    if missing:
        _seed(file, known, missing, is_brief=asked.brief)


def _seed(file: Path, known: dict[str, Any], missing: list[tuple[int, str]], *, is_brief: bool) -> None:
    """The product is loaded only when there is something to do: a demo that is full starts faster."""
    from app import create_app
    from demo.seed import people
    from demo.seed.shop import seed_in_a_process_of_its_own
    from kernel.db import transaction
    from kernel.unscoped import every_tenant

    if "operator" not in known:
        with create_app().app_context(), every_tenant(), transaction():
            known["operator"] = people.operator()
        _keep(file, known)
    with ProcessPoolExecutor(max_workers=len(missing), mp_context=get_context("spawn")) as pool:
        for ready in as_completed([pool.submit(seed_in_a_process_of_its_own, *each, is_brief) for each in missing]):
            known["shops"].append(ready.result())
            known["shops"].sort(key=lambda shop: SLUGS.index(shop["slug"]))
            _keep(file, known)


def _keep(file: Path, known: dict[str, Any]) -> None:
    fresh = file.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf8")
    fresh.replace(file)


if __name__ == "__main__":
    main()
