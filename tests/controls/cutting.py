"""Cuts one guard out of a module that is loaded already, in this process only.

The bodies of its functions are exchanged in place, so that everybody who has imported them calls the mutant.
"""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.controls.mutants import Mutant

ROOT = Path(__file__).resolve().parents[2]


def mutated(mutant: Mutant) -> str:
    """The file's text without the guard. Raises LookupError unless the guard stands there exactly once."""
    text = (ROOT / mutant.path).read_text(encoding="utf8")
    if text.count(mutant.old) != 1:
        raise LookupError(f"{mutant.path} has {mutant.old!r} {text.count(mutant.old)} times, not once")
    return text.replace(mutant.old, mutant.new)


def module_of(mutant: Mutant) -> str:
    return mutant.path.removesuffix(".py").replace("/", ".")


def cut(mutant: Mutant) -> None:
    """From now on this process works without the guard. Raises LookupError when nothing could be exchanged."""
    module = importlib.import_module(module_of(mutant))
    before, after = (ROOT / mutant.path).read_text(encoding="utf8"), mutated(mutant)
    if _exchange_functions(module, before, after) + _exchange_values(module, before, after) == 0:
        raise LookupError(f"{mutant.guard}: no function or value of {mutant.path} has changed")


def _exchange_functions(module: ModuleType, before: str, after: str) -> int:
    old, new = _codes(before, module), _codes(after, module)
    changed = {name for name, code in new.items() if name in old and old[name].co_code != code.co_code}
    changed |= {name for name, code in new.items() if name in old and _consts(old[name]) != _consts(code)}
    exchanged = 0
    for function in _functions(module):
        if function.__qualname__ in changed:
            function.__code__ = new[function.__qualname__]
            exchanged += 1
    return exchanged


def _exchange_values(module: ModuleType, before: str, after: str) -> int:
    """Module-level constants, such as the text of a statement."""
    old = {ast.dump(node) for node in ast.parse(before).body}
    changed = [node for node in ast.parse(after).body if isinstance(node, ast.Assign) and ast.dump(node) not in old]
    for node in changed:
        exec(compile(ast.Module([node], []), module.__file__ or "", "exec"), vars(module))
    return len(changed)


def _codes(text: str, module: ModuleType) -> dict[str, CodeType]:
    def inside(code: CodeType) -> Iterator[CodeType]:
        for const in code.co_consts:
            if isinstance(const, CodeType):
                yield const
                yield from inside(const)

    top = compile(text, module.__file__ or "", "exec", dont_inherit=True)
    return {code.co_qualname: code for code in inside(top)}


def _consts(code: CodeType) -> list[Any]:
    return [_consts(const) if isinstance(const, CodeType) else const for const in code.co_consts] + [*code.co_names]


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    """The module's own functions and methods, also behind decorators that say what they wrap."""
    classes = [each for each in vars(module).values() if isinstance(each, type) and each.__module__ == module.__name__]
    for holder in (module, *classes):
        for found in list(vars(holder).values()):
            while hasattr(found, "__wrapped__"):
                found = found.__wrapped__
            if isinstance(found, FunctionType) and found.__module__ == module.__name__:
                yield found
