"""库存与仓配: levels and movements."""
