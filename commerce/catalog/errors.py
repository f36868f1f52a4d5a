"""Refusals of the catalogue."""

from kernel.errors import Refused


class EditedMeanwhile(Refused):
    """Somebody else saved the product after this form was opened (reliability 119)."""

    def __init__(self, yours: int, present: int) -> None:
        super().__init__("两个人同时在编辑这件商品，对方已先保存。请刷新看看对方的修改，再保存你的修改")
        self.yours = yours
        self.present = present


class NotReady(Refused):
    """The product lacks something shoppers must see before it may go on the shelf."""


class TooMany(Refused):
    """A limit of the shop's plan is reached."""
