"""Drawing many pictures at once, on as many processor cores as asked for."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from multiprocessing import get_context

from demo.pictures.spec import PictureSpec
from demo.pictures.views import draw


def draw_many(specs: Iterable[PictureSpec], processes: int = 2) -> Iterator[tuple[PictureSpec, bytes]]:
    """Every picture once, in no particular order, as (request, JPEG bytes).

    Neighbouring requests for one shape go to the same process, which keeps its cut-outs.
    """
    wanted = dict.fromkeys(specs)
    groups = [list(group) for _, group in groupby(wanted, key=lambda spec: spec.shape)]
    if processes < 2:
        for group in groups:
            yield from _drawn(group)
        return
    with get_context("spawn").Pool(processes) as pool:
        for pictures in pool.imap_unordered(_drawn, groups):
            yield from pictures


def _drawn(specs: Sequence[PictureSpec]) -> list[tuple[PictureSpec, bytes]]:
    return [(spec, draw(spec)) for spec in specs]
