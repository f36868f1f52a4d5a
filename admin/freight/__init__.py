"""运费模板: the list, the editor with its trial sum, and which goods go by which."""
