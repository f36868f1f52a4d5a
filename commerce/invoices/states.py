"""The life of an invoice."""

from kernel.states import Machine

INVOICE = Machine(
    "invoice",
    initial="requested",
    issue=("requested", "issued"),
    reject=("requested", "rejected"),
    withdraw=("requested", "withdrawn"),  # by the shopper, or because nothing is left to invoice
    recall=("issued", "to_flush"),  # money went back: the invoice says too much
    flush=({"issued", "to_flush"}, "flushed"),  # the red one cancels it as a whole
)

LABELS = {
    "requested": "待开票",
    "issued": "已开票",
    "rejected": "已驳回",
    "withdrawn": "已撤回",
    "to_flush": "待冲红",
    "flushed": "已冲红",
}
