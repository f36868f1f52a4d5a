"""The published facts of every area: frozen dataclasses of ids, fen and times. Everybody may import them."""
