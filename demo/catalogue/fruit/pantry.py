"""Honey, tea, nuts, juices and gift boxes."""

from demo.catalogue.compose import Draft
from demo.pictures.spec import Ink

_DRY = "储存:阴凉干燥，开封后密封"

PANTRY = (
    Draft(
        code="QH-H01", title="青禾 洋槐蜂蜜 500g 秦岭 单花种 成熟蜜", subtitle="浅色、清香，不腻",
        category="pantry/honey", shape="honey", inks=(Ink("洋槐蜜", "#edc35a"), Ink("百花蜜", "#c97f1c")), mark="蜂蜜", colour_option="蜜种",
        points="42|°|波美度 500|g|玻璃瓶 15|天|封盖成熟 0||添加糖浆",
        price_fen=6900, cost_fen=3000, before_fen=7900, stock=240, weight_g=820, size_cm=(8.6, 12.0), exclusive=True,
        parameters="产地:陕西秦岭;净含量:500 g;波美度:42°;保质期:24 个月;执行标准:GB 14963",
        scenes=(("kitchen", "早上一杯温蜂蜜水", "40 度以下的水，营养不跑"), ("orchard", "五月槐花开十天", "一年只摇一次蜜")),
    ),
    Draft(
        code="QH-H02", title="青禾 柚子蜂蜜茶 果酱 冲饮 600g", subtitle="一勺柚子丝，一杯热水",
        category="pantry/honey", shape="honey", inks=(Ink("柚子茶", "#e8c447", "#7f9c4a"),), mark="柚子茶",
        points="600|g|三十杯 35|%|柚子果肉 0||色素香精 8|h|慢熬",
        price_fen=3990, cost_fen=1700, stock=200, weight_g=950, size_cm=(8.8, 13.0),
        parameters="产地:江西吉安;净含量:600 g;果肉含量:≥ 35%;保质期:12 个月;" + _DRY,
        scenes=(("desk", "下午三点来一杯", "热的润，冰的爽"), ("kitchen", "抹吐司也好吃", "看得见一条条柚子皮")),
    ),
    Draft(
        code="QH-T11", title="青禾 明前龙井茶 50g 罐装 手炒当年新茶", subtitle="豆香在前，甜在后",
        category="pantry/tea", shape="teatin", inks=(Ink("明前", "#3f6b50"),), mark="龙井", exclusive=True,
        points="50|g|小罐尝鲜 1|芽|一叶 10|道|手工辉锅 85|℃|冲泡水温",
        price_fen=16800, cost_fen=7600, stock=80, weight_g=160, size_cm=(7.2, 9.8), low={"": 6},
        parameters="产地:浙江杭州;等级:特级;净含量:50 g;采摘:明前;储存:密封冷藏",
        scenes=(("tea", "一杯看得见春天", "芽叶立在水里"), ("studio", "送长辈不出错", "铁罐 + 手提袋")),
    ),
    Draft(
        code="QH-T12", title="青禾 茉莉花茶 七窨一提 100g 冷泡热饮", subtitle="只闻花香，不见花",
        category="pantry/tea", shape="teatin", inks=(Ink("茉莉", "#8a9a5a"), Ink("桂花", "#b98a3a")), mark="花茶", colour_option="花香",
        points="7|窨|一提 100|g|五十杯 3|克|一杯量 0||香精",
        price_fen=5900, cost_fen=2500, before_fen=6900, stock=190, weight_g=240, size_cm=(7.8, 11.5),
        parameters="产地:广西横州;净含量:100 g;等级:一级;保质期:18 个月;" + _DRY,
        scenes=(("tea", "掀开盖子先闻", "七次窨制，花香进了茶里"), ("desk", "冷泡一瓶带走", "夜里泡，早上喝")),
    ),
    Draft(
        code="QH-N01", title="青禾 每日坚果 混合 750g 30 包 独立装", subtitle="一天一包，不用数",
        category="pantry/nuts", shape="nuts", inks=(Ink("经典", "#b5502f"), Ink("无糖", "#5f7f5a")), mark="每日坚果", colour_option="口味",
        points="30|包|一个月 25|g|每日一包 6|种|果仁果干 0||油炸",
        price_fen=8900, cost_fen=4600, before_fen=10900, stock=330, weight_g=860, size_cm=(22.0, 30.0),
        parameters="净含量:25 g × 30;配料:核桃、腰果、榛子、扁桃仁、蔓越莓干、蓝莓干;保质期:8 个月;工艺:低温烘焙;" + _DRY,
        scenes=(("desk", "抽屉里的一个月", "独立小包，干湿分离"), ("picnic", "爬山带两包", "轻，顶饿")),
        groupbuy=(3, 80, 5, 57),
    ),
    Draft(
        code="QH-N02", title="青禾 临安山核桃仁 250g 手剥 原味", subtitle="剥好了，直接吃",
        category="pantry/nuts", shape="nuts", inks=(Ink("原味", "#9a7a4a"),), mark="山核桃", exclusive=True,
        points="250|g|净果仁 1|年|当季新果 3|遍|手工挑拣 0||糖精",
        price_fen=7900, cost_fen=3600, stock=120, weight_g=300, size_cm=(16.0, 24.0),
        parameters="产地:浙江临安;净含量:250 g;工艺:水煮烘干;保质期:10 个月;" + _DRY,
        scenes=(("tea", "配一壶茶", "越嚼越香"), ("kitchen", "拌在粥里", "给孩子补一点好油脂")),
    ),
    Draft(
        code="QH-N03", title="青禾 新疆灰枣 若羌 免洗 500g 煮粥零食", subtitle="皮薄核小，肉是糯的",
        category="pantry/nuts", shape="nuts", inks=(Ink("灰枣", "#7d2f2a"),), mark="灰枣",
        points="500|g|家庭装 2|级|精选 80|%|含糖高 0||熏硫",
        price_fen=2990, cost_fen=1400, before_fen=3590, stock=350, weight_g=540, size_cm=(18.0, 26.0),
        parameters="产地:新疆若羌;等级:二级以上;净含量:500 g;保质期:12 个月;" + _DRY,
        scenes=(("kitchen", "银耳汤里放五颗", "自然吊干，不用再加糖"), ("desk", "饿了嚼两颗", "免洗即食")),
    ),
    Draft(
        code="QH-J01", title="青禾 NFC 橙汁 300ml 6 瓶 鲜榨 无添加", subtitle="一瓶是四个橙子",
        category="pantry/juices", shape="juice", inks=(Ink("橙汁", "#f08a24"), Ink("苹果汁", "#dcb64a"), Ink("葡萄汁", "#6a3a72", "#3f2a4a")), mark="鲜榨", colour_option="口味",
        points="4|个|橙子一瓶 6|瓶|整箱 0||水和糖 28|天|冷藏鲜期",
        price_fen=5900, cost_fen=2900, stock=260, weight_g=2100, size_cm=(6.2, 17.0), low={"葡萄汁": 5},
        parameters="配料:100% 果汁;净含量:300ml × 6;保质期:28 天;储存:0–4℃ 冷藏;发货:冷链",
        scenes=(("picnic", "摇一摇再喝", "果肉会沉，是真的"), ("kitchen", "早餐的那一杯", "开瓶两天内喝完")),
    ),
    Draft(
        code="QH-X01", title="青禾 鲜果礼盒 六种水果 节日送礼 10 斤", subtitle="写好地址，替你送到",
        category="pantry/juices", shape="giftbox", inks=(Ink("喜庆红", "#b5362f"), Ink("清雅绿", "#4f7f5a")), mark="鲜果礼盒", role="seasonal", exclusive=True, colour_option="礼盒",
        points="6|种|应季搭配 10|斤|足称 1|张|贺卡代写 48|h|送达主要城市",
        price_fen=16800, cost_fen=7900, before_fen=18800, stock=110, weight_g=5600, size_cm=(38.0, 22.0),
        parameters="内含:苹果、橙、柚、猕猴桃、梨、葡萄;净重:约 5 kg;礼盒:38 × 28 × 22 cm;贺卡:客服代写;发货:指定日期",
        scenes=(("studio", "提着进门就是心意", "缎带和贺卡都配好"), ("picnic", "拆开，一家人分", "六种水果，都有人爱")),
    ),
    Draft(
        code="QH-N04", title="青禾 冻干水果脆 草莓芒果 混合 40g 儿童", subtitle="入口就化的脆",
        category="pantry/nuts", shape="nuts", inks=(Ink("混合果", "#e08aa0"),), mark="水果脆", role="test",
        points="40|g|随手一包 100|%|水果 -40|℃|冻干锁鲜 0||油炸蔗糖",
        price_fen=1990, cost_fen=900, stock=85, weight_g=60, size_cm=(15.0, 21.0),
        parameters="配料:草莓、芒果、菠萝;净含量:40 g;工艺:真空冻干;保质期:12 个月;" + _DRY,
        scenes=(("picnic", "孩子抢着吃的那包", "没有油，也没有糖"), ("desk", "泡在酸奶里", "吸一点水，就活过来了")),
    ),
    Draft(
        code="QH-J02", title="青禾 刺梨原液 30ml 12 袋 便携 维 C", subtitle="酸得清醒",
        category="pantry/juices", shape="juice", inks=(Ink("刺梨", "#e3b53a", "#8a6a2a"),), mark="刺梨", role="test",
        points="30|ml|一次一袋 12|袋|两周量 100|%|原液 0||加水加糖",
        price_fen=6900, cost_fen=3300, stock=64, weight_g=480, size_cm=(6.0, 16.0),
        parameters="产地:贵州龙里;配料:刺梨;净含量:30ml × 12;保质期:12 个月;储存:常温避光",
        scenes=(("desk", "加班第二杯，换这个", "兑气泡水也好喝"), ("hills", "山里的野果子", "贵州龙里，海拔一千二")),
    ),
)
