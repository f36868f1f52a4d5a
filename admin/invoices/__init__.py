"""发票: the queue, and what a person does with one."""
