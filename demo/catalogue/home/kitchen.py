"""Pots, tableware, storage and boards."""

from demo.catalogue.compose import Draft
from demo.catalogue.inks import BLUSH, BUTTER, CLAY, GLAZE, INKSTONE, MIST, NIGHT, OAK, OAT, SAND, SNOW, WALNUT

_PORCELAIN = "材质:高温瓷土（GB 4806.4）;清洁:可进洗碗机、微波炉"

KITCHEN = (
    Draft(
        code="SL-K01", title="山岚 珐琅铸铁锅 22cm 炖煮煲汤 电磁炉通用", subtitle="锁水盖，炖肉不柴",
        category="kitchen/cookware", shape="pot", inks=(CLAY, MIST, NIGHT), mark="山岚",
        points="22|cm|三四人用 3.2|L|炖一只鸡 3|层|珐琅釉面 10|年|锅体质保",
        price_fen=32900, cost_fen=15800, before_fen=39900, stock=84, weight_g=3900, size_cm=(28.5, 16.0), limit=2,
        parameters="材质:铸铁 + 珐琅;直径:22 cm;容量:3.2 L;适用炉具:燃气、电磁、电陶;产地:河北;保修:锅体 10 年",
        scenes=(("kitchen", "小火一小时，汤就浓了", "盖内锁水点，水汽一直转"), ("studio", "端上桌就是一道风景", "三种颜色，配任何餐桌")),
        groupbuy=(3, 85, 2, 41),
    ),
    Draft(
        code="SL-K02", title="山岚 铸铁平底煎锅 26cm 煎牛排 少油不粘", subtitle="已开锅，到手就能煎",
        category="kitchen/cookware", shape="pan", inks=(INKSTONE,), mark="山岚",
        points="26|cm|两块牛排 4|mm|厚底蓄热 1.6|kg|单手可提 0||化学涂层",
        price_fen=18900, cost_fen=8600, stock=110, weight_g=1620, size_cm=(45.0, 5.2),
        parameters="材质:铸铁 植物油养护;手柄:榉木可拆;直径:26 cm;适用炉具:全炉通用;产地:河北",
        scenes=(("kitchen", "一声滋啦，边缘焦脆", "厚底蓄热，下锅不降温"), ("studio", "越用越不粘", "没有涂层，也就不怕刮")),
    ),
    Draft(
        code="SL-K03", title="山岚 雪平奶锅 18cm 宝宝辅食 煮面热奶", subtitle="两侧导流，倒汤不洒",
        category="kitchen/cookware", shape="pot", inks=(BUTTER, BLUSH), mark="山岚", role="test",
        points="18|cm|一两人份 1.8|L|煮面正好 2|侧|导流嘴 680|g|轻巧好拿",
        price_fen=12900, cost_fen=5600, stock=52, weight_g=680, size_cm=(24.0, 11.0),
        parameters="材质:304 不锈钢 + 铝芯;直径:18 cm;容量:1.8 L;适用炉具:全炉通用;产地:广东新兴",
        scenes=(("kitchen", "早上五分钟，一碗热面", "三层复底，受热均匀"), ("bedroom", "半夜热奶也轻手轻脚", "680 克，单手就能端")),
    ),
    Draft(
        code="SL-D01", title="山岚 手绘饭碗 4.5 英寸 家用米饭碗", subtitle="一道青线，手工画的",
        category="kitchen/tableware", shape="bowl", inks=(SNOW, GLAZE, OAT), size_option="套装", sizes={"单只": 0, "四只装": 6600},
        points="4.5|寸|一碗米饭 1300|℃|高温白瓷 1|笔|手绘青线 0||铅镉溶出",
        price_fen=2400, cost_fen=820, stock=560, weight_g=190, size_cm=(11.5, 6.2),
        parameters=_PORCELAIN + ";口径:11.5 cm;高:6.2 cm;容量:280ml;产地:福建德化",
        scenes=(("kitchen", "白米饭，盛在白瓷里", "碗沿外撇，端着不烫"), ("tea", "一笔一画都不同", "师傅手绘，粗细随心")),
    ),
    Draft(
        code="SL-D02", title="山岚 圆形餐盘 8 英寸 早餐牛排 手作釉点", subtitle="装什么都好看的盘子",
        category="kitchen/tableware", shape="plate", inks=(OAT, MIST, SNOW),
        points="8|寸|早餐正餐 2.4|cm|浅弧盘沿 1300|℃|高温烧成 12|只|一箱破损包赔",
        price_fen=3900, cost_fen=1300, stock=330, weight_g=460, size_cm=(20.5, 2.4),
        parameters=_PORCELAIN + ";直径:20.5 cm;高:2.4 cm;工艺:手工点釉;产地:福建德化",
        scenes=(("kitchen", "一片吐司也像样", "釉点是手工点的"), ("picnic", "带去草地摆一桌", "浅弧盘沿，汤汁不流")),
    ),
    Draft(
        code="SL-D03", title="山岚 家用餐具 12 件套 碗盘组合 乔迁", subtitle="一家四口，一套就够",
        category="kitchen/tableware", shape="bowl", inks=(GLAZE, CLAY), exclusive=True,
        points="12|件|四人套装 4|色|可混搭 1300|℃|高温白瓷 0|元|破损补寄",
        price_fen=25900, cost_fen=11800, stock=64, weight_g=4800, size_cm=(34.0, 22.0),
        parameters=_PORCELAIN + ";内含:饭碗 4、餐盘 4、汤碗 2、味碟 2;包装:蜂窝纸防震;产地:福建德化",
        scenes=(("kitchen", "新家的第一桌饭", "蜂窝纸逐件包好，碎了就补"), ("studio", "颜色可以混着来", "下单备注，我们帮你配")),
    ),
    Draft(
        code="SL-S01", title="山岚 双层保鲜饭盒 1100ml 可微波 上班族便当盒", subtitle="菜是菜，饭是饭",
        category="kitchen/storage", shape="lunchbox", inks=(MIST, SAND, NIGHT), mark="山岚",
        points="1.1|L|吃得很饱 2|层|分开不串味 120|℃|可进微波 4|面|硅胶密封",
        price_fen=5900, cost_fen=2200, before_fen=7900, stock=280, weight_g=430, size_cm=(18.5, 11.0),
        parameters="材质:PP 食品级（GB 4806.7）;密封圈:硅胶;容量:600 + 500ml;耐温:-20℃ 至 120℃;产地:广东揭阳",
        scenes=(("desk", "中午打开，还是早上的样子", "上下分层，汤汁不串味"), ("picnic", "周末带去野餐", "绑带一扣，提着就走")),
    ),
    Draft(
        code="SL-S02", title="山岚 保温饭桶 900ml 学生便当 两层不锈钢", subtitle="中午那口还是热的",
        category="kitchen/storage", shape="lunchbox", inks=(OAT, BLUSH), mark="山岚", role="seasonal",
        points="6|h|保温可口 900|ml|学生饭量 316||内胆更安心 2|层|饭菜分开",
        price_fen=11900, cost_fen=5200, before_fen=13900, stock=90, weight_g=620, size_cm=(14.0, 16.5), gone=("豆沙粉",),
        parameters="内胆材质:316L 不锈钢（GB 4806.9）;容量:900ml;保温效能:6h ≥ 55℃;配件:餐具 + 提袋;产地:浙江永康",
        scenes=(("desk", "不用排队等微波炉", "六小时后仍有 55℃"), ("street", "提袋一起送", "孩子自己也能提")),
    ),
    Draft(
        code="SL-S03", title="山岚 密封储物罐 800ml 竹盖玻璃 五谷杂粮", subtitle="看得见还剩多少",
        category="kitchen/storage", shape="jar", inks=(SAND, CLAY, MIST), colour_option="标签", size_option="套装", sizes={"单只": 0, "三只装": 5000},
        points="800|ml|一斤大米 1|圈|硅胶密封 3|年|竹盖不裂 0||塑料异味",
        price_fen=2900, cost_fen=1050, stock=380, weight_g=420, size_cm=(9.8, 14.5),
        parameters="材质:高硼硅玻璃（GB 4806.5）;盖:楠竹 + 硅胶圈;容量:800ml;口径:8.5 cm;产地:河北河间",
        scenes=(("kitchen", "一排罐子，一目了然", "竹盖一按就密封"), ("studio", "米、豆、咖啡都合适", "附 6 张手写标签")),
    ),
    Draft(
        code="SL-W01", title="山岚 整木砧板 38cm 橡木 切菜双面用", subtitle="一整块木头，没有胶",
        category="kitchen/tools", shape="board", inks=(OAK, WALNUT), mark="山岚",
        points="1|块|整木无拼接 38|cm|大小顺手 2.2|cm|厚实不翘 0||胶水甲醛",
        price_fen=13900, cost_fen=5800, stock=76, weight_g=1380, size_cm=(24.0, 38.0), low={"胡桃木": 5},
        parameters="材质:整块实木;尺寸:38 × 24 × 2.2 cm;表面:食品级木蜡油;养护:每月擦一次油;产地:福建",
        scenes=(("kitchen", "刀落在木头上的声音", "整木不拼接，没有胶味"), ("studio", "不切菜时挂起来", "皮绳一挂，也是摆设")),
    ),
)
