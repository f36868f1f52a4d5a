"""A shop that has just opened: all its goods, one picture for them all, hardly any past. For the soak, which makes a
past of its own and looks at no picture."""

from dataclasses import replace

from demo.catalogue.types import ProductPlan, ShopPlan

PAST_ORDERS = 6


def of(plan: ShopPlan) -> ShopPlan:
    """The same shop without the groups that were formed before; drawing is most of the work, so one picture serves."""
    picture = plan.products[0].pictures[:1]
    return replace(plan, products=tuple(replace(_unformed(each), pictures=picture) for each in plan.products))


def _unformed(product: ProductPlan) -> ProductPlan:
    if product.groupbuy is None:
        return product
    return replace(product, groupbuy=replace(product.groupbuy, formed_groups=0))
