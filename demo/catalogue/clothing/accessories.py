"""Bags, shoes and small things."""

from demo.catalogue.compose import Draft
from demo.catalogue.inks import (
    BLACK,
    BRICK,
    CARAMEL,
    CHARCOAL,
    KHAKI,
    NAVY,
    OATMEAL,
    OLIVE,
    PINK,
    SAGE,
    SKY,
    WHITE,
)

_SHOE_SIZES = {"36": 0, "37": 0, "38": 0, "39": 0}

ACCESSORIES = (
    Draft(
        code="ZY-G01", title="织云 帆布托特包 大容量 通勤 学生 16 安", subtitle="装得下一天",
        category="bags/totes", shape="tote", inks=(OATMEAL, NAVY, OLIVE), mark="织云", limit=6,
        points="16|安|厚实帆布 14|寸|电脑可放 10|kg|承重 1|个|内袋拉链",
        price_fen=6900, cost_fen=2600, before_fen=7900, stock=420, weight_g=380, size_cm=(38.0, 36.0),
        parameters="面料:16 安全棉帆布;尺寸:38 × 36 × 12 cm;内袋:2;承重:10 kg;洗护:手洗",
        scenes=(("flatlay", "电脑、书、便当一起装", "底部加厚一层"), ("street", "肩上不勒", "提手 28 cm，冬天也能背")),
        groupbuy=(2, 80, 6, 71),
    ),
    Draft(
        code="ZY-G02", title="织云 原创刺绣托特包 小云朵 限定 手工", subtitle="每一朵云都不一样",
        category="bags/totes", shape="tote", inks=(SKY, PINK), mark="云", exclusive=True,
        points="3000|针|手工刺绣 12|安|轻便帆布 1|张|编号卡 200|只|限量",
        price_fen=12900, cost_fen=5200, stock=58, weight_g=300, size_cm=(34.0, 32.0), low={"裸粉": 3},
        parameters="面料:12 安全棉帆布;尺寸:34 × 32 × 8 cm;工艺:手工刺绣;编号:有;洗护:局部清洁",
        scenes=(("flatlay", "绣娘三小时绣一只", "针脚看得见"), ("studio", "附编号卡", "卖完不再做")),
    ),
    Draft(
        code="ZY-G03", title="织云 通勤双肩包 15.6 寸电脑 防泼水 大容量", subtitle="背一天也不累",
        category="bags/backpacks", shape="backpack", inks=(NAVY, CHARCOAL, KHAKI), mark="云",
        points="22|L|容量 15.6|寸|独立电脑仓 760|g|自重轻 3|级|防泼水",
        price_fen=17900, cost_fen=7800, before_fen=20900, stock=230, weight_g=760, size_cm=(30.0, 44.0),
        parameters="面料:600D 涤纶 + PU;容量:22 L;尺寸:44 × 30 × 14 cm;背垫:3D 透气网;承重:12 kg",
        scenes=(("desk", "里面分了七个格", "充电器终于有位置"), ("hills", "周末直接去爬山", "胸扣可拆")),
    ),
    Draft(
        code="ZY-S11", title="织云 低帮帆布鞋 百搭 小白鞋 男女同款", subtitle="硫化底，走路有声音",
        category="bags/shoes", shape="sneakers", inks=(WHITE, NAVY, SAGE), mark="云", size_option="鞋码", sizes=_SHOE_SIZES,
        points="3|cm|厚底增高 12|安|厚实鞋面 100|%|硫化橡胶底 0||磨后跟",
        price_fen=12900, cost_fen=5600, before_fen=15900, stock=480, weight_g=720, size_cm=(28.0, 11.0), low={"本白/36": 3},
        parameters="鞋面:12 安帆布;鞋底:硫化橡胶;鞋垫:EVA;跟高:3 cm;重量:360 g / 只",
        scenes=(("street", "走一万步的鞋", "鞋垫是软的"), ("studio", "脏了就刷", "附一包鞋带")),
    ),
    Draft(
        code="ZY-S12", title="织云 轻量运动鞋 缓震 透气网面 跑步通勤", subtitle="踩在云上的感觉",
        category="bags/shoes", shape="sneakers", inks=(SKY, BLACK), size_option="鞋码", sizes=_SHOE_SIZES, role="test",
        points="210|g|单只轻量 30|mm|缓震中底 360|°|透气 5|万步|耐磨测试",
        price_fen=22900, cost_fen=10600, stock=90, weight_g=640, size_cm=(29.0, 12.0),
        parameters="鞋面:飞织网布;中底:发泡 EVA;外底:耐磨橡胶;重量:210 g / 只;适用:慢跑、通勤",
        scenes=(("street", "早上跑三公里", "回弹快，不硬脚"), ("studio", "网面透光", "热不着脚")),
    ),
    Draft(
        code="ZY-A01", title="织云 羊毛围巾 加厚 双面 流苏 冬季送礼", subtitle="绕两圈，风进不来",
        category="extras/scarves", shape="scarf", inks=(BRICK, NAVY, OATMEAL),
        points="100|%|绵羊毛 200|cm|能绕两圈 300|g|厚而不压 1|只|礼盒装",
        price_fen=15900, cost_fen=6900, before_fen=18900, stock=200, weight_g=300, size_cm=(35.0, 200.0), low={"燕麦": 6},
        parameters="面料:100% 绵羊毛;尺寸:200 × 35 cm;工艺:缩绒;洗护:干洗或手洗;包装:礼盒",
        scenes=(("wardrobe", "大雪那天的底气", "缩绒两遍，不掉毛"), ("flatlay", "送给怕冷的人", "礼盒、手提袋都配好")),
    ),
    Draft(
        code="ZY-A02", title="织云 针织毛线帽 加绒 保暖 护耳 男女", subtitle="头顶那颗球很好捏",
        category="extras/scarves", shape="beanie", inks=(NAVY, BRICK, CHARCOAL), mark="云", role="seasonal",
        points="2|层|针织加绒 56|cm|弹力通码 1|颗|可拆毛球 0||勒头印",
        price_fen=5900, cost_fen=2300, before_fen=7900, stock=310, weight_g=140, size_cm=(24.0, 26.0),
        parameters="面料:50% 羊毛 50% 腈纶;内里:摇粒绒;头围:54–60 cm;毛球:可拆;洗护:手洗",
        scenes=(("flatlay", "冬天出门先戴它", "耳朵完全盖住"), ("street", "一家三口都有色", "弹力大，都戴得上")),
    ),
    Draft(
        code="ZY-A03", title="织云 棒球帽 软顶 水洗棉 遮阳 可调节", subtitle="洗出来的旧，戴着不硬",
        category="extras/scarves", shape="cap", inks=(KHAKI, BLACK, SKY), mark="云",
        points="8|cm|帽檐遮阳 60|cm|可调头围 100|%|水洗棉 0||硬邦邦",
        price_fen=6900, cost_fen=2500, stock=260, weight_g=110, size_cm=(18.0, 13.0),
        parameters="面料:100% 水洗棉;头围:56–60 cm 可调;帽檐:8 cm;扣具:铜扣;洗护:手洗",
        scenes=(("flatlay", "不洗头的日子", "软顶，折起来塞口袋"), ("street", "后面是铜扣", "扎马尾也能戴")),
    ),
    Draft(
        code="ZY-A04", title="织云 精梳棉中筒袜 5 双 抗菌 四季 男女", subtitle="一周的袜子一次买齐",
        category="extras/socks", shape="socks", inks=(WHITE, NAVY, CHARCOAL), size_option="尺码", sizes={"35–39": 0, "39–44": 0},
        points="5|双|一周够穿 85|%|精梳棉 99|%|抑菌率 0||勒痕",
        price_fen=4900, cost_fen=1700, before_fen=5900, stock=520, weight_g=250, size_cm=(9.0, 28.0), limit=10,
        parameters="面料:85% 精梳棉 12% 聚酯 3% 氨纶;数量:5 双;袜筒:中筒;工艺:无骨缝头;洗护:可机洗",
        scenes=(("flatlay", "早上不用找袜子", "五双同色，随便配"), ("wardrobe", "罗口不勒", "脱下来没有印")),
        groupbuy=(3, 78, 7, 74),
    ),
    Draft(
        code="ZY-A05", title="织云 头层牛皮皮带 男士 自动扣 免打孔 礼盒", subtitle="卡到哪一格都顺手",
        category="extras/belts", shape="belt", inks=(CARAMEL, BLACK), role="test", exclusive=True,
        points="3.5|cm|标准宽 26|格|免打孔微调 1|层|头层牛皮 2|年|扣具质保",
        price_fen=16900, cost_fen=6900, stock=60, weight_g=290, size_cm=(3.5, 120.0),
        parameters="材质:头层牛皮;扣头:锌合金;宽:3.5 cm;长:120 cm（可裁）;包装:礼盒",
        scenes=(("flatlay", "腰围变了也不怕", "26 格，一格 6 毫米"), ("studio", "父亲节的礼物", "礼盒里有养护油")),
    ),
)
