"""商品: the list, the editor, categories."""
