"""A shop that has just opened: all its goods, hardly any past. For the soak, which makes a past of its own."""

from dataclasses import replace

from demo.catalogue.types import ProductPlan, ShopPlan

PAST_ORDERS = 6


def of(plan: ShopPlan) -> ShopPlan:
    """The same shop without the groups that were formed before."""
    return replace(plan, products=tuple(_unformed(product) for product in plan.products))


def _unformed(product: ProductPlan) -> ProductPlan:
    if product.groupbuy is None:
        return product
    return replace(product, groupbuy=replace(product.groupbuy, formed_groups=0))
