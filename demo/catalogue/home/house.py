"""What all products of 山岚生活 share."""

from demo.catalogue.compose import House

HOUSE = House("山岚", ("正品保障", "48 小时发货", "7 天无理由", "破损包赔"), freight_fen=800)
