"""Tropical fruit, vegetables, grain and eggs."""

from demo.catalogue.compose import Draft
from demo.pictures.spec import Ink

_COOL = "储存:阴凉通风;发货:纸箱 + 网套"

FIELD = (
    Draft(
        code="QH-T01", title="青禾 海南贵妃芒 红金龙 树上熟 香甜", subtitle="红着脸的那个芒",
        category="tropical/mangoes", shape="mango", inks=(Ink("贵妃芒", "#f2b134", "#d9604a"),),
        points="5|斤|整箱 16|°|浓甜 300|g|单果 3|天|后熟即食",
        price_fen=4290, cost_fen=2250, before_fen=4990, sizes={"5 斤装": 0, "9 斤装": 2800}, stock=300, weight_g=2600, size_cm=(8.0, 12.5),
        parameters="产地:海南三亚;品种:贵妃芒;单果:250–350 g;糖度:15–17°;" + _COOL,
        scenes=(("picnic", "切成格子，翻过来吃", "纤维少，不塞牙"), ("orchard", "海风吹熟的", "七分熟下树，到家放两天")),
        groupbuy=(3, 83, 3, 39),
    ),
    Draft(
        code="QH-T02", title="青禾 徐闻菠萝 香水 开眼即食 2 个装", subtitle="不用泡盐水的菠萝",
        category="tropical/mangoes", shape="pineapple", inks=(Ink("香水菠萝", "#dba235"),),
        points="2|个|一箱 15|°|不涩口 3|斤|单果 0||泡盐水",
        price_fen=3590, cost_fen=1850, stock=190, weight_g=3200, size_cm=(11.5, 26.0),
        parameters="产地:广东徐闻;品种:香水菠萝;单果:2.5–3.5 斤;糖度:14–16°;" + _COOL,
        scenes=(("kitchen", "一刀下去，满厨房的香", "眼浅，削皮就能吃"), ("picnic", "夏天的味道", "切块冷藏更好吃")),
    ),
    Draft(
        code="QH-T03", title="青禾 宁夏硒砂瓜 西瓜 沙瓤 8 斤装", subtitle="石头缝里长的瓜",
        category="tropical/melons", shape="watermelon", inks=(Ink("硒砂瓜", "#e2404a", "#2f6b3a"),), role="seasonal",
        points="8|斤|一个起发 13|°|沙甜 3000|h|年日照 1|个|坏了全赔",
        price_fen=3990, cost_fen=2100, stock=150, weight_g=4200, size_cm=(24.0, 22.0),
        parameters="产地:宁夏中卫;品种:硒砂瓜;单果:7.5–9 斤;糖度:12–14°;" + _COOL,
        scenes=(("picnic", "切开的那一声脆响", "沙瓤，中心最甜"), ("orchard", "石头压着，夜里保温", "温差大，糖分足")),
    ),
    Draft(
        code="QH-T04", title="青禾 眉县徐香猕猴桃 绿心 软糯酸甜 30 枚", subtitle="软了再吃，才是它的味道",
        category="tropical/kiwis", shape="kiwi", inks=(Ink("徐香", "#7fae3a"), Ink("黄金果", "#e0b93f")), colour_option="品种",
        points="30|枚|一箱 90|g|单果 100|mg|百克维C 5|天|后熟可吃",
        price_fen=3990, cost_fen=2050, before_fen=4990, stock=280, weight_g=2800, size_cm=(5.0, 6.5), low={"黄金果": 8},
        parameters="产地:陕西眉县;单果:80–100 g;数量:30 枚;糖度:14–16°;" + _COOL,
        scenes=(("kitchen", "对半切，用勺子挖", "软了就甜，别着急"), ("desk", "一天一个", "维 C 是橙子的两倍")),
    ),
    Draft(
        code="QH-V01", title="青禾 东北甜玉米 真空即食 软糯 8 根装", subtitle="掰下来四小时内煮好封袋",
        category="field/vegetables", shape="corn", inks=(Ink("糯玉米", "#f1e2b0"), Ink("甜玉米", "#f4c63f")), colour_option="口味",
        points="8|根|整箱 4|h|采后封袋 220|g|一根饱 180|天|常温可存",
        price_fen=3290, cost_fen=1600, sizes={"8 根": 0, "16 根": 2600}, stock=460, weight_g=1900, size_cm=(4.8, 19.0),
        parameters="产地:吉林公主岭;净重:220 g / 根;保质期:180 天;加热:水煮 8 分钟;储存:阴凉干燥",
        scenes=(("kitchen", "早餐热一根就走", "真空锁着刚煮好的甜"), ("picnic", "烤一烤更香", "外焦里糯")),
    ),
    Draft(
        code="QH-V02", title="青禾 烟薯 25 号 蜜薯 流油 5 斤装", subtitle="烤出来会流糖",
        category="field/vegetables", shape="potato", inks=(Ink("烟薯", "#9a4f55", "#f4a63a"),), mark="青禾", role="seasonal",
        points="5|斤|中果 15|天|窖藏回糖 200|℃|烤出蜜 0||粗纤维",
        price_fen=2690, cost_fen=1350, before_fen=3290, sizes={"5 斤装": 0, "9 斤装": 1600}, stock=390, weight_g=2600, size_cm=(6.0, 16.0),
        parameters="产地:山东烟台;品种:烟薯 25 号;单果:150–300 g;储存:常温通风;发货:纸箱 + 透气袋",
        scenes=(("kitchen", "烤箱 200 度一小时", "皮上那层糖，舍不得剥"), ("picnic", "揣两个去秋游", "冷了也是甜的")),
    ),
    Draft(
        code="QH-V03", title="青禾 普罗旺斯西红柿 自然熟 沙瓤 生吃", subtitle="小时候的那个味道",
        category="field/vegetables", shape="tomato", inks=(Ink("普罗旺斯", "#e0432f"),),
        points="5|斤|整箱 7|°|酸甜平衡 200|g|单果 60|天|自然熟",
        price_fen=4590, cost_fen=2400, stock=220, weight_g=2600, size_cm=(7.5, 6.5),
        parameters="产地:内蒙古巴彦淖尔;单果:150–250 g;种植:熊蜂授粉;储存:阴凉处;发货:一果一格",
        scenes=(("kitchen", "撒点糖就是一道菜", "沙瓤出汁"), ("orchard", "挂在藤上红透的", "不催熟，等它自己红")),
    ),
    Draft(
        code="QH-G01", title="青禾 五常大米 稻花香 2 号 当年新米 5kg", subtitle="煮的时候，邻居会来敲门",
        category="field/grains", shape="ricebag", inks=(Ink("稻花香", "#e9dcc0"),), mark="新米",
        points="5|kg|真空袋 138|天|生长期 1|年|只卖当年 7|天|内现磨",
        price_fen=7900, cost_fen=4700, before_fen=8900, sizes={"5 kg": 0, "10 kg": 7000}, stock=310, weight_g=5100, size_cm=(28.0, 38.0),
        parameters="产地:黑龙江五常;品种:五优稻 4 号;净含量:5 kg;保质期:12 个月;执行标准:GB/T 19266",
        scenes=(("kitchen", "不用菜也能吃一碗", "下单后七天内现磨"), ("orchard", "一年只种一季", "黑土、雪水、138 天")),
    ),
    Draft(
        code="QH-G02", title="青禾 手工挂面 空心面 晾晒 不坨 5 把", subtitle="对着光看，面是空心的",
        category="field/grains", shape="noodles", inks=(Ink("原味", "#ecd9a8"), Ink("菠菜", "#a9b878")), colour_option="口味", mark="挂面", role="test",
        points="5|把|共1.5kg 3|天|日晒阴干 3|分钟|出锅 0||添加防腐",
        price_fen=3290, cost_fen=1500, stock=70, weight_g=1600, size_cm=(6.0, 24.0),
        parameters="产地:陕西吴堡;净含量:300 g × 5;保质期:12 个月;配料:小麦粉、水、盐;煮制:3 分钟",
        scenes=(("kitchen", "一碗清汤就够了", "空心，入味快"), ("studio", "晾在院子里三天", "十二道手工")),
    ),
    Draft(
        code="QH-E01", title="青禾 林下散养土鸡蛋 30 枚 新鲜 宝宝可吃", subtitle="三天内的蛋，才发出去",
        category="field/eggs", shape="eggs", inks=(Ink("土鸡蛋", "#dca67c"),), mark="散养",
        points="30|枚|珍珠棉装 3|天|内新蛋 42|g|单枚 10|赔1|破损赔付",
        price_fen=4590, cost_fen=2600, sizes={"30 枚": 0, "60 枚": 4200}, stock=260, weight_g=1500, size_cm=(4.2, 5.6),
        parameters="产地:湖北恩施;单枚:40–45 g;养殖:林下散养;保质期:30 天;检测:抗生素未检出",
        scenes=(("kitchen", "蛋黄是橘色的", "吃草籽和虫子长大"), ("orchard", "果园里跑的鸡", "每天三公里")),
    ),
)
