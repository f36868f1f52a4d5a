"""What all products of 青禾果园 share."""

from demo.catalogue.compose import House

HOUSE = House("青禾", ("产地直发", "坏果包赔", "48 小时发货", "检测合格"), freight_fen=1000)
