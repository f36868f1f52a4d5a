"""Cups, flasks and tea things."""

from demo.catalogue.compose import Draft
from demo.catalogue.inks import BUTTER, CLAY, GLAZE, INKSTONE, MIST, NIGHT, OAK, OAT, PLUM, SAND, SNOW
from demo.pictures.spec import Ink

_STEEL = "内胆材质:316L 不锈钢（GB 4806.9）;外层:304 不锈钢 喷粉"
_CERAMIC = "材质:高温瓷土（GB 4806.4）;工艺:1280℃ 还原烧"
_GLASS = "材质:高硼硅玻璃（GB 4806.5）;耐温差:-20℃ 至 130℃"

DRINKWARE = (
    Draft(
        code="SL-B01", title="山岚 316 不锈钢保温杯 500ml 通勤轻量 12 小时保温", subtitle="单手开盖，放进包侧袋刚好",
        category="drinkware/thermos", shape="bottle", inks=(MIST, OAT, NIGHT), mark="山岚", beside="mug",
        points="12|h|长效保温 316||医用级内胆 268|g|轻至一手机 500|ml|通勤刚好",
        price_fen=6900, cost_fen=2900, before_fen=9900, size_option="容量", sizes={"350ml": 0, "500ml": 1000},
        stock=420, weight_g=238, size_cm=(6.6, 23.1), gone=("晨雾绿/350ml",), low={"夜幕蓝/350ml": 4}, limit=5,
        parameters=_STEEL + ";容量:350ml / 500ml;尺寸重量:6.6 × 23.1 cm，268 g;保温效能:12h ≥ 58℃，6h ≥ 72℃;产地:浙江永康",
        scenes=(("desk", "早八灌满，下班还烫", "实测 95℃ 开水，12 小时后仍有 58℃（室温 20℃）"),
                ("hills", "268 克，装进每一段路", "登机箱、侧袋、车载杯架都放得下")),
        groupbuy=(3, 80, 6, 59),
    ),
    Draft(
        code="SL-B02", title="山岚 大容量运动水壶 750ml 户外徒步 提环防漏", subtitle="一壶喝半天，倒置不漏",
        category="drinkware/thermos", shape="bottle", inks=(INKSTONE, CLAY), mark="山岚",
        points="750|ml|大口畅饮 24|h|锁住冰凉 0||倒置不漏 3|年|只换不修",
        price_fen=10900, cost_fen=4600, stock=160, weight_g=396, size_cm=(7.6, 27.4),
        parameters=_STEEL + ";容量:750ml;口径:5.2 cm;保冷效能:24h ≤ 9℃;产地:浙江永康",
        scenes=(("hills", "爬到山顶，水还是冰的", "双层真空，杯壁不冒汗"), ("studio", "提环一勾就走", "硅胶包裹的提环，不勒手")),
    ),
    Draft(
        code="SL-B03", title="山岚 随行咖啡杯 420ml 车载办公 防烫密封", subtitle="放进杯架，拐弯也不洒",
        category="out/travel", shape="tumbler", inks=(OAT, MIST, NIGHT), mark="山岚",
        points="420|ml|一杯大拿铁 6|h|保温保冷 360|°|环饮杯口 0||塑料异味",
        price_fen=8900, cost_fen=3600, before_fen=10900, stock=240, weight_g=285, size_cm=(8.4, 17.8),
        parameters=_STEEL + ";容量:420ml;杯盖:Tritan 食品级;适配杯架:直径 7 cm 以上;产地:浙江永康",
        scenes=(("desk", "第一口咖啡，到工位还热", "环饮杯口，不用找方向"), ("street", "出门就带上它", "自带杯，少用一只纸杯")),
    ),
    Draft(
        code="SL-B04", title="山岚 刻字礼盒保温杯 500ml 定制姓名 送礼", subtitle="免费刻 8 个字，48 小时寄出",
        category="drinkware/thermos", shape="bottle", inks=(NIGHT, PLUM), mark="山岚", exclusive=True,
        points="8|字|免费激光刻 1|套|礼盒贺卡 12|h|长效保温 48|h|刻好寄出",
        price_fen=12900, cost_fen=4800, stock=130, weight_g=420, size_cm=(6.6, 23.1),
        parameters=_STEEL + ";容量:500ml;刻字:中英文 8 字以内;礼盒:飞机盒 + 贺卡 + 提袋;产地:浙江永康",
        scenes=(("studio", "写着名字的杯子，不会拿错", "激光刻字，洗不掉、不掉漆"), ("desk", "同事生日，送这个就对了", "礼盒、贺卡、提袋都配好")),
    ),
    Draft(
        code="SL-M01", title="山岚 粗陶马克杯 350ml 手作釉面 办公室咖啡杯", subtitle="每一只的釉色都略有不同",
        category="drinkware/mugs", shape="mug", inks=(OAT, MIST, CLAY), mark="山岚",
        points="350|ml|一杯刚好 1280|℃|高温烧成 3|道|手工上釉 100|%|无铅镉",
        price_fen=4900, cost_fen=1700, stock=310, weight_g=340, size_cm=(12.2, 9.6), low={"陶土橘": 6},
        parameters=_CERAMIC + ";容量:350ml;口径:8.6 cm;清洁:可进洗碗机、微波炉;产地:江西景德镇",
        scenes=(("kitchen", "厚一点的杯壁，咖啡凉得慢", "杯底露出的是原来的陶土"), ("tea", "一个人的下午茶", "不规则的釉点是烧出来的")),
    ),
    Draft(
        code="SL-M02", title="山岚 对杯礼盒 马克杯两只装 乔迁新婚 送礼", subtitle="一深一浅，成双成对",
        category="drinkware/mugs", shape="mug", inks=(SNOW, NIGHT), mark="山岚", exclusive=True, colour_option="主色",
        points="2|只|成对礼盒 350|ml|早晚一杯 1|张|手写贺卡 0|元|代写祝福",
        price_fen=10900, cost_fen=3900, stock=88, weight_g=820, size_cm=(24.5, 12.0),
        parameters=_CERAMIC + ";数量:2 只;容量:350ml / 只;礼盒:24.5 × 13 × 12 cm;产地:江西景德镇",
        scenes=(("tea", "搬新家的第一份礼物", "把祝福告诉客服，我们手写"), ("kitchen", "早上各自一杯", "深浅两色，不会拿错")),
    ),
    Draft(
        code="SL-M03", title="山岚 浓缩小杯 90ml 意式咖啡 两只装", subtitle="厚壁保温，托住那层油脂",
        category="drinkware/mugs", shape="cup", inks=(CLAY, SNOW), role="test",
        points="90|ml|一份浓缩 2|只|成套发货 6|mm|厚壁聚温 1|只|相思木托",
        price_fen=5900, cost_fen=2300, stock=60, weight_g=310, size_cm=(9.0, 6.8),
        parameters=_CERAMIC + ";容量:90ml;数量:2 只;杯托:相思木;产地:江西景德镇",
        scenes=(("desk", "三口喝完的那一杯", "杯壁 6 毫米，放凉得慢"), ("tea", "喝茶也合适", "木托防烫，端起来稳")),
    ),
    Draft(
        code="SL-G01", title="山岚 竖纹玻璃杯 320ml 两只装 冷饮水杯", subtitle="光穿过竖纹，水也好看",
        category="drinkware/glassware", shape="glass", inks=(BUTTER, GLAZE), colour_option="款式",
        points="320|ml|日常一杯 2|只|成套装 130|℃|耐冷耐热 1|圈|圆润杯口",
        price_fen=4500, cost_fen=1500, before_fen=5500, stock=200, weight_g=380, size_cm=(7.2, 12.6),
        parameters=_GLASS + ";容量:320ml;数量:2 只;清洁:可进洗碗机;产地:河北河间",
        scenes=(("kitchen", "夏天从一杯冰水开始", "冷热都行，不易炸裂"), ("picnic", "带去草地上也好看", "竖纹防滑，拿着稳")),
    ),
    Draft(
        code="SL-G02", title="山岚 冷水壶 1500ml 高硼硅玻璃 泡柠檬茶", subtitle="冰箱门里放得下的大壶",
        category="drinkware/glassware", shape="pitcher", inks=(Ink("柠檬黄", "#f5e6a8", "#f0bd3a"),), role="seasonal",
        points="1.5|L|全家够喝 130|℃|沸水直冲 304||滤网挡果肉 9|cm|冰箱门宽",
        price_fen=6900, cost_fen=2600, before_fen=7900, stock=120, weight_g=640, size_cm=(13.5, 24.0),
        parameters=_GLASS + ";容量:1500ml;壶盖:304 不锈钢滤网;壶径:9.2 cm;产地:河北河间",
        scenes=(("picnic", "柠檬、薄荷，加满冰", "滤网挡住果肉，倒出来干净"), ("kitchen", "沸水直接冲", "耐 130℃ 温差，泡茶煮过都行")),
    ),
    Draft(
        code="SL-T01", title="山岚 手作茶壶 450ml 粗陶侧把 功夫茶", subtitle="出水断水都利落",
        category="drinkware/tea", shape="teapot", inks=(INKSTONE, MIST), beside="cup",
        points="450|ml|三人一泡 7|孔|一体茶滤 1280|℃|高温粗陶 1|秒|利落断水",
        price_fen=15800, cost_fen=6200, stock=70, weight_g=520, size_cm=(18.0, 12.5),
        parameters=_CERAMIC + ";容量:450ml;茶滤:壶身一体 7 孔;养护:温水冲洗后晾干;产地:江西景德镇",
        scenes=(("tea", "窗边一壶，慢慢喝", "壶嘴削薄，断水不挂滴"), ("studio", "越用越润", "粗陶吸茶香，日久有光泽")),
    ),
    Draft(
        code="SL-T02", title="山岚 主人杯 120ml 手作柴烧 品茗杯", subtitle="一只顺手的杯子",
        category="drinkware/tea", shape="cup", inks=(GLAZE, SNOW, SAND), exclusive=True,
        points="120|ml|一口半杯 1|只|独立木盒 36|h|柴火慢烧 0||釉色重样",
        price_fen=8800, cost_fen=2900, stock=46, weight_g=180, size_cm=(8.2, 5.6), low={"天青釉": 3},
        parameters=_CERAMIC + ";容量:120ml;包装:桐木盒;备注:手作落灰，花色随机;产地:江西景德镇",
        scenes=(("tea", "柴火落下的灰，成了花纹", "每一只都是孤品"), ("desk", "工位上的小仪式", "木托一并附赠")),
    ),
    Draft(
        code="SL-T03", title="山岚 细口手冲壶 600ml 304 不锈钢 控流壶嘴", subtitle="水流跟着手腕走",
        category="drinkware/tea", shape="kettle", inks=(INKSTONE, OAT, OAK), beside="mug",
        points="600|ml|两杯手冲 6|mm|细口控流 304||不锈钢壶身 100|℃|可上电陶炉",
        price_fen=16800, cost_fen=7200, before_fen=18800, stock=95, weight_g=560, size_cm=(26.0, 17.5),
        parameters="材质:304 不锈钢（GB 4806.9）;把手:胡桃木;容量:600ml;壶嘴内径:6 mm;适用:电陶炉、燃气灶;产地:浙江永康",
        scenes=(("kitchen", "细水慢绕三圈", "6 毫米壶嘴，水柱不散"), ("desk", "办公室也能手冲", "两杯的量，分给同事")),
    ),
)
