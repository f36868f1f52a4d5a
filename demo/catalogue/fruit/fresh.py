"""Citrus, apples, peaches and berries."""

from demo.catalogue.compose import Draft
from demo.pictures.spec import Ink

_FRESH = "储存:0–8℃ 冷藏;发货:泡沫网套 + 冰袋"

FRESH = (
    Draft(
        code="QH-C01", title="青禾 赣南冰糖橙 脐橙 当季现摘 薄皮多汁", subtitle="剥开就是一手的甜",
        category="citrus/oranges", shape="orange", inks=(Ink("冰糖橙", "#f08a24"),), mark="青禾", beside="juice",
        points="13|°|实测甜度 70|mm|大果直径 24|h|采摘到发出 0||打蜡催熟",
        price_fen=3990, cost_fen=2100, before_fen=4990, sizes={"5 斤装": 0, "9 斤装": 2600}, stock=640, weight_g=2600, size_cm=(7.2, 7.0),
        parameters="产地:江西赣州信丰;品种:纽荷尔脐橙;果径:70–80 mm;糖度:12–14°;" + _FRESH,
        scenes=(("orchard", "太阳晒足两百天", "等到糖度过了 12 度才下树"), ("picnic", "一家人一下午就吃完", "皮薄，小朋友自己能剥")),
        groupbuy=(3, 85, 8, 66), limit=5,
    ),
    Draft(
        code="QH-C02", title="青禾 沃柑 武鸣 高山晚熟 爆汁 送礼", subtitle="咬下去汁水会溅出来",
        category="citrus/mandarins", shape="orange", inks=(Ink("沃柑", "#e9772b"),), role="seasonal",
        points="15|°|晚熟高糖 85|%|出汁率 65|mm|一口大果 0||籽或少籽",
        price_fen=3690, cost_fen=1950, sizes={"5 斤装": 0, "9 斤装": 2300}, stock=420, weight_g=2600, size_cm=(6.6, 5.8),
        parameters="产地:广西武鸣;品种:沃柑;果径:60–70 mm;糖度:14–16°;" + _FRESH,
        scenes=(("orchard", "挂树越冬，越等越甜", "晚熟三个月，多一层香"), ("kitchen", "冷藏半小时再吃", "果肉脆，汁水更清")),
    ),
    Draft(
        code="QH-C03", title="青禾 三红蜜柚 平和 红肉 净重带皮 家庭装", subtitle="皮红、瓤红、肉也红",
        category="citrus/pomelos", shape="pomelo", inks=(Ink("三红", "#e6cf57", "#e7687a"),),
        points="2|个|一箱装 5|斤|净重足称 12|°|清甜不苦 99|%|坏果包赔",
        price_fen=2990, cost_fen=1500, before_fen=3990, stock=260, weight_g=2700, size_cm=(14.5, 15.5),
        parameters="产地:福建平和;品种:三红蜜柚;单果:2.2–3 斤;储存:常温 20 天;发货:网袋 + 纸箱",
        scenes=(("kitchen", "满屋子都是柚香", "皮留着泡茶也好"), ("orchard", "山坡上的老柚子树", "树龄二十年，果子更甜")),
    ),
    Draft(
        code="QH-C04", title="青禾 耙耙柑 眉山 软糯好剥 老人孩子爱吃", subtitle="耙，就是软的意思",
        category="citrus/mandarins", shape="orange", inks=(Ink("耙耙柑", "#f2a03a"),), exclusive=True, limit=3,
        points="14|°|甜而不酸 80|mm|一个管饱 3|秒|轻松剥开 0||打蜡",
        price_fen=5990, cost_fen=2800, sizes={"5 斤装": 0, "9 斤装": 4000}, stock=180, weight_g=2600, size_cm=(8.2, 7.0),
        parameters="产地:四川眉山;品种:春见;果径:75–85 mm;糖度:13–15°;" + _FRESH,
        scenes=(("orchard", "套着袋子长大的", "少晒疤，皮更嫩"), ("picnic", "老人孩子都咬得动", "橘络少，入口化渣")),
    ),
    Draft(
        code="QH-A01", title="青禾 阿克苏糖心苹果 冰糖心 脆甜 整箱", subtitle="切开能看见糖心",
        category="orchard/apples", shape="apple", inks=(Ink("红富士", "#c8322f"),), mark="青禾", beside="basket",
        points="16|°|糖心高甜 80|mm|大果 15|h|昼夜温差日照 0||打蜡抛光",
        price_fen=4590, cost_fen=2500, before_fen=5590, sizes={"5 斤装": 0, "10 斤装": 3600}, stock=520, weight_g=2600, size_cm=(8.2, 7.8),
        parameters="产地:新疆阿克苏;品种:红富士;果径:80–85 mm;糖心率:约 80%;" + _FRESH,
        scenes=(("orchard", "沙漠边上的果园", "昼夜温差 20 度，糖分留得住"), ("picnic", "一口下去是脆的", "不打蜡，擦擦就能吃")),
    ),
    Draft(
        code="QH-A02", title="青禾 烟台黄金富士 苹果 香脆 宝宝辅食", subtitle="淡淡的青香，脆得清爽",
        category="orchard/apples", shape="apple", inks=(Ink("黄金富士", "#dfc34e", "#e79a5a"),), exclusive=True,
        points="14|°|清甜微酸 75|mm|一手一个 200|目|辅食细腻 7|天|鲜脆期",
        price_fen=4990, cost_fen=2300, stock=170, weight_g=2600, size_cm=(7.6, 7.2),
        parameters="产地:山东烟台;品种:黄金富士;果径:75–80 mm;糖度:13–15°;" + _FRESH,
        scenes=(("kitchen", "刮一勺果泥", "不打蜡，皮薄肉细"), ("orchard", "套袋的黄，晒出来的红", "阳面有一抹红晕")),
    ),
    Draft(
        code="QH-P01", title="青禾 阳山水蜜桃 软桃 一撕就皮 当季", subtitle="要低着头吃，汁会滴",
        category="orchard/peaches", shape="peach", inks=(Ink("水蜜桃", "#f6b99a", "#e8576a"),), role="seasonal", low={"": 9},
        points="8|个|一盒装 14|°|蜜甜 250|g|单果 36|h|产地直达",
        price_fen=6990, cost_fen=3800, before_fen=8990, stock=12, weight_g=2200, size_cm=(8.4, 8.0),
        parameters="产地:江苏无锡;品种:湖景蜜露;单果:225–275 g;糖度:13–15°;" + _FRESH,
        scenes=(("orchard", "手不敢重的桃子", "一个一个装进网套"), ("picnic", "撕开皮，吸着吃", "软桃请当天吃完")),
    ),
    Draft(
        code="QH-B01", title="青禾 阳光玫瑰葡萄 晴王 玫瑰香 无籽", subtitle="皮薄得可以不吐",
        category="berries/grapes", shape="grape", inks=(Ink("阳光玫瑰", "#a9bf4a"), Ink("巨峰", "#5a3a7a")), colour_option="品种",
        points="19|°|高糖 2|斤|两串装 0||籽 24|h|冷链直达",
        price_fen=4990, cost_fen=2600, before_fen=6990, sizes={"2 斤装": 0, "4 斤装": 4000}, stock=380, weight_g=1150, size_cm=(16.0, 22.0),
        parameters="产地:云南建水;单穗:500–700 g;糖度:17–20°;冷链:全程 4℃;" + _FRESH,
        scenes=(("picnic", "一颗一颗停不下来", "玫瑰香，是自带的"), ("orchard", "葡萄架下的阴凉", "每串只留六十颗")),
        groupbuy=(2, 84, 4, 28),
    ),
    Draft(
        code="QH-B02", title="青禾 红颜草莓 奶油草莓 现摘全程冷链", subtitle="凌晨四点摘的，当天就走",
        category="berries/small", shape="strawberry", inks=(Ink("红颜", "#dc2f3c"), Ink("淡雪", "#f2c3bd")), colour_option="品种", role="seasonal",
        points="300|g|一盒独立装 12|°|奶香甜 4|点|凌晨采摘 20|h|平均到货",
        price_fen=3990, cost_fen=2150, sizes={"1 盒": 0, "3 盒": 7000}, stock=210, weight_g=420, size_cm=(4.2, 5.0), gone=("淡雪/1 盒", "淡雪/3 盒"),
        parameters="产地:辽宁丹东;净重:300 g / 盒;果径:35–45 mm;农残:每批检测;" + _FRESH,
        scenes=(("picnic", "整盒端上桌", "一颗一窝，不会压坏"), ("kitchen", "做个奶油蛋糕", "切开也是红的")),
    ),
    Draft(
        code="QH-B03", title="青禾 云南蓝莓 大果 125g 盒装 花青素", subtitle="果粉还在，就是新鲜",
        category="berries/small", shape="blueberry", inks=(Ink("蓝莓", "#3f4f8a"),), mark="蓝莓",
        points="18|mm|大果 125|g|一盒一次 12|°|甜中带酸 24|h|冷链",
        price_fen=2990, cost_fen=1550, before_fen=3990, sizes={"2 盒": 0, "6 盒": 5400}, stock=340, weight_g=320, size_cm=(1.8, 1.8),
        parameters="产地:云南澄江;果径:18 mm+;净重:125 g / 盒;农残:每批检测;" + _FRESH,
        scenes=(("kitchen", "早餐抓一把", "配酸奶、燕麦都好"), ("desk", "下午的小零食", "洗一洗就能吃")),
    ),
    Draft(
        code="QH-B04", title="青禾 车厘子 JJ 级 大果 年货礼盒 空运", subtitle="一颗顶两颗",
        category="berries/cherries", shape="cherry", inks=(Ink("车厘子", "#8d1430"),), role="seasonal", exclusive=True,
        points="28|mm|JJ大果 17|°|脆甜 2.5|kg|原箱 72|h|空运到仓",
        price_fen=19900, cost_fen=9800, before_fen=23900, sizes={"2.5 kg": 0, "5 kg": 17000}, stock=90, weight_g=2600, size_cm=(2.8, 2.6),
        parameters="产地:智利;等级:JJ 28–30 mm;净重:2.5 kg;运输:空运 + 冷链;" + _FRESH,
        scenes=(("studio", "年货里最红的一箱", "原箱原枝，绿梗不掉"), ("picnic", "一盘端出来就没了", "脆的，一咬就响")),
    ),
    Draft(
        code="QH-B05", title="青禾 大樱桃 烟台美早 国产 鲜果 盒装", subtitle="初夏的第一口红",
        category="berries/cherries", shape="cherry", inks=(Ink("美早", "#b3182c"),), sold_out=True,
        points="26|mm|大果 3|斤|家庭装 16|°|酸甜 48|h|产地直发",
        price_fen=8900, cost_fen=5200, stock=0, weight_g=1700, size_cm=(2.6, 2.5),
        parameters="产地:山东烟台;品种:美早;果径:26 mm+;净重:3 斤;" + _FRESH,
        scenes=(("orchard", "五月的烟台", "当季只有二十天"), ("kitchen", "冰一冰更脆", "到货请先冷藏")),
    ),
)
