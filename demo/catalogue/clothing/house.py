"""What all products of 织云服饰 share."""

from demo.catalogue.compose import House

HOUSE = House("织云", ("7 天无理由", "退货运费险", "48 小时发货", "正品保障"), freight_fen=0)
LETTERS = {"S": 0, "M": 0, "L": 0, "XL": 0}
THREE = {"S": 0, "M": 0, "L": 0}
