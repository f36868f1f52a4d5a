"""The life of a product."""

from kernel.states import Machine

PRODUCT = Machine(
    "product",
    initial="draft",
    shelve=({"draft", "unshelved"}, "shelved"),
    unshelve=("shelved", "unshelved"),
    bin=({"draft", "unshelved"}, "binned"),
    restore=("binned", "unshelved"),
)
