"""The things the demo shops sell, each drawn once in its own small coordinate system."""

from demo.pictures.shapes import accessories, fruit, garments, kitchen, knits, living, orchard, pantry, table
from demo.pictures.shapes.library import SHAPES, Shape

__all__ = [
    "SHAPES",
    "Shape",
    "accessories",
    "fruit",
    "garments",
    "kitchen",
    "knits",
    "living",
    "orchard",
    "pantry",
    "table",
]
