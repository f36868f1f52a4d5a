"""The content of the three demo shops: goods, prices, words and who bought what.

Plain frozen values only; seeding walks them through the product's own actions. Brands, people and numbers are invented.
"""

from demo.catalogue.clothing import ZHIYUN
from demo.catalogue.fruit import QINGHE
from demo.catalogue.history import past_orders
from demo.catalogue.home import SHANLAN
from demo.catalogue.people import MEMBERS, MemberPlan
from demo.catalogue.types import ShopPlan

SHOPS: tuple[ShopPlan, ...] = (SHANLAN, QINGHE, ZHIYUN)

__all__ = ["MEMBERS", "QINGHE", "SHANLAN", "SHOPS", "ZHIYUN", "MemberPlan", "ShopPlan", "past_orders"]
