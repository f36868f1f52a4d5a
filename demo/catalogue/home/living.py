"""For the bedroom, the bathroom and the way out."""

from demo.catalogue.compose import Draft
from demo.catalogue.inks import BLUSH, BUTTER, CLAY, GLAZE, LINEN, MIST, NIGHT, OAK, OAT, PLUM, SAND, SNOW

_COTTON = "材质:100% 新疆长绒棉;执行标准:GB/T 22864"

LIVING = (
    Draft(
        code="SL-L01", title="山岚 床头小夜灯 布罩台灯 三档调光 卧室", subtitle="睡前半小时，光慢慢暗",
        category="bedroom/lighting", shape="lamp", inks=(LINEN, BLUSH),
        points="3|档|拉绳调光 2700|K|暖黄不刺眼 32|cm|床头刚好 5|W|一月一度电",
        price_fen=13900, cost_fen=5900, before_fen=15900, stock=98, weight_g=1100, size_cm=(22.0, 32.0),
        parameters="灯罩:棉麻布;灯座:橡木;功率:5 W LED;色温:2700 K;电源线:1.8 m;产地:广东中山",
        scenes=(("bedroom", "一盏灯，一本书", "布罩滤过的光是软的"), ("studio", "拉一下，暗一档", "三档亮度，起夜也够用")),
    ),
    Draft(
        code="SL-L02", title="山岚 陶座台灯 手作釉面 客厅氛围灯", subtitle="白天是摆件，晚上是灯",
        category="bedroom/lighting", shape="lamp", inks=(BUTTER, GLAZE), role="test", exclusive=True,
        points="1|座|手作陶身 2700|K|暖光氛围 36|cm|客厅桌面 2|年|光源质保",
        price_fen=19900, cost_fen=8900, stock=38, weight_g=1900, size_cm=(25.0, 36.0),
        parameters="灯罩:亚麻布;灯座:粗陶;功率:7 W LED;色温:2700 K;开关:触摸;产地:广东中山",
        scenes=(("bedroom", "客厅角落亮起来", "触摸开关，渐亮渐暗"), ("tea", "和茶席也相配", "釉色在灯下会变暖")),
    ),
    Draft(
        code="SL-C01", title="山岚 水洗棉抱枕 45cm 沙发靠垫 可拆洗", subtitle="靠上去就不想起来",
        category="bedroom/cushions", shape="cushion", inks=(MIST, SAND, CLAY),
        points="45|cm|靠腰正好 500|g|高弹羽丝 1|条|隐形拉链 100|%|水洗棉",
        price_fen=5900, cost_fen=2300, stock=210, weight_g=620, size_cm=(45.0, 45.0),
        parameters="面料:100% 水洗棉;填充:羽丝绒 500 g;尺寸:45 × 45 cm;清洗:外套可机洗;产地:江苏南通",
        scenes=(("bedroom", "周末下午的位置", "水洗过的棉，不起静电"), ("studio", "三种颜色随便搭", "外套能拆，丢进洗衣机")),
    ),
    Draft(
        code="SL-C02", title="山岚 加厚坐垫 50cm 冬季毛绒 办公室久坐", subtitle="坐一下午也不硌",
        category="bedroom/cushions", shape="cushion", inks=(OAT, PLUM), role="seasonal",
        points="8|cm|加厚回弹 50|cm|座椅通用 2|根|防滑绑带 30|℃|温水可洗",
        price_fen=7900, cost_fen=3200, before_fen=9900, stock=130, weight_g=880, size_cm=(50.0, 50.0),
        parameters="面料:兔毛绒;填充:记忆棉;尺寸:50 × 50 × 8 cm;绑带:2 根;产地:江苏南通",
        scenes=(("bedroom", "冬天的椅子不再凉", "绒面贴着暖，坐下就知道"), ("studio", "绑带一系不跑位", "办公椅、餐椅都合适")),
    ),
    Draft(
        code="SL-F01", title="山岚 香薰蜡烛 180g 大豆蜡 助眠无烟", subtitle="点四十小时的安静",
        category="bedroom/fragrance", shape="candle", inks=(MIST, BLUSH, PLUM), mark="山岚", colour_option="香型",
        points="40|h|燃烧时长 180|g|大豆蜡 0||黑烟残留 3|款|山野香型",
        price_fen=8900, cost_fen=2900, stock=170, weight_g=460, size_cm=(8.0, 9.0), exclusive=True,
        parameters="蜡质:天然大豆蜡;烛芯:棉芯;净重:180 g;燃烧时长:约 40 小时;产地:上海",
        scenes=(("bedroom", "睡前点一小时", "前调是雨后的松针"), ("studio", "烧完的杯子别丢", "洗净可以当笔筒")),
    ),
    Draft(
        code="SL-F02", title="山岚 陶瓷花瓶 干花摆件 客厅玄关 极简", subtitle="插几枝芦苇就够了",
        category="bedroom/fragrance", shape="vase", inks=(NIGHT, SNOW, CLAY),
        points="24|cm|桌面高度 1280|℃|哑光陶面 5|枝|干芦苇附赠 0||需要浇水",
        price_fen=9900, cost_fen=3700, stock=86, weight_g=900, size_cm=(12.5, 24.0),
        parameters="材质:高温陶;高:24 cm;瓶口:3.2 cm;附赠:干芦苇 5 枝;产地:江西景德镇",
        scenes=(("bedroom", "角落里的一点野气", "哑光陶面，不反光"), ("tea", "茶席旁刚好", "五枝芦苇一起寄到")),
    ),
    Draft(
        code="SL-T11", title="山岚 长绒棉毛巾 三条装 洗脸吸水 不掉毛", subtitle="一抹就干，越洗越软",
        category="bath/towels", shape="towel", inks=(SAND, MIST, BLUSH), mark="棉",
        points="3|条|一周换洗 550|g/㎡|厚实克重 3|秒|快速吸水 0||荧光剂",
        price_fen=5900, cost_fen=2400, before_fen=6900, stock=360, weight_g=390, size_cm=(34.0, 76.0),
        parameters=_COTTON + ";尺寸:34 × 76 cm;克重:130 g / 条;数量:3 条;产地:河北高阳",
        scenes=(("bedroom", "洗完脸，埋进棉花里", "长绒棉，三秒吸干"), ("studio", "颜色分人用", "一家三口各一条")),
        groupbuy=(3, 78, 7, 70),
    ),
    Draft(
        code="SL-T12", title="山岚 加大浴巾 70x140cm 长绒棉 裹身速干", subtitle="裹一圈还有余",
        category="bath/towels", shape="towel", inks=(OAT, NIGHT), mark="棉",
        points="140|cm|裹身够长 480|g|厚而不重 100|%|长绒棉 50|次|洗后不硬",
        price_fen=7900, cost_fen=3400, stock=150, weight_g=480, size_cm=(70.0, 140.0),
        parameters=_COTTON + ";尺寸:70 × 140 cm;克重:480 g;清洗:可机洗烘干;产地:河北高阳",
        scenes=(("bedroom", "热水澡之后的拥抱", "480 克，厚而不沉"), ("studio", "洗五十次也不硬", "毛圈织得紧，不勾丝")),
    ),
    Draft(
        code="SL-T13", title="山岚 编织收纳篮 带盖布 衣物玩具 大号", subtitle="乱的都放进去",
        category="bath/baskets", shape="basket", inks=(SAND, OAK), mark="家", size_option="尺寸", sizes={"中号": 0, "大号": 3000},
        points="30|L|大号容量 2|侧|提手好搬 100|%|手工海草 1|块|可拆衬布",
        price_fen=8900, cost_fen=3800, stock=120, weight_g=980, size_cm=(38.0, 32.0), low={"橡木色/大号": 2},
        parameters="材质:海草编织;衬布:棉麻;中号:32 × 26 cm;大号:38 × 32 cm;产地:山东",
        scenes=(("bedroom", "换季的毯子有地方去", "衬布能拆下来洗"), ("studio", "编得密，不掉渣", "两侧提手，搬着走")),
    ),
    Draft(
        code="SL-U01", title="山岚 全自动雨伞 8 骨抗风 晴雨两用 防晒", subtitle="一按就开，一按就收",
        category="out/umbrellas", shape="umbrella", inks=(NIGHT, MIST, SAND), role="seasonal",
        points="8|骨|七级抗风 50|+|UPF防晒 330|g|放包不沉 105|cm|伞下两人",
        price_fen=7900, cost_fen=3100, before_fen=9900, stock=190, weight_g=330, size_cm=(105.0, 58.0),
        parameters="伞面:碰击布 + 黑胶;伞骨:8 骨玻纤;直径:105 cm;重量:330 g;防晒:UPF 50+;产地:浙江上虞",
        scenes=(("street", "下班遇上雨，不慌", "单手一按，撑开只要一秒"), ("hills", "晴天也能用", "黑胶涂层，伞下凉几度")),
        groupbuy=(2, 80, 3, 44),
    ),
    Draft(
        code="SL-U02", title="山岚 长柄木弯钩伞 16 骨 复古商务 加大", subtitle="淋不到肩膀的那把",
        category="out/umbrellas", shape="umbrella", inks=(PLUM, NIGHT), role="seasonal",
        points="16|骨|加密骨架 120|cm|加大伞面 1|根|实木弯柄 3|遍|防泼水",
        price_fen=12900, cost_fen=5400, stock=60, weight_g=640, size_cm=(120.0, 88.0), sold_out=True,
        parameters="伞面:高密碰击布;伞骨:16 骨;直径:120 cm;伞柄:白蜡木;产地:浙江上虞",
        scenes=(("street", "大雨天的体面", "16 骨撑开，风也翻不动"), ("studio", "甩一甩就干", "三遍防泼水，水珠自己滚")),
    ),
    Draft(
        code="SL-F03", title="山岚 冬日限定蜡烛 三只装 雪松橙皮 圣诞", subtitle="把冬天点亮一点",
        category="bedroom/fragrance", shape="candle", inks=(CLAY, OAT), mark="冬", role="seasonal", exclusive=True, colour_option="香型",
        points="3|只|迷你礼盒 15|h|每只时长 2|款|冬日香型 0||黑烟",
        price_fen=11900, cost_fen=4200, stock=75, weight_g=540, size_cm=(20.0, 8.0), low={"燕麦白": 7},
        parameters="蜡质:天然大豆蜡;净重:60 g × 3;燃烧时长:约 15 小时 / 只;礼盒:20 × 8 × 7 cm;产地:上海",
        scenes=(("bedroom", "橙皮、雪松和一点烟火", "小小一只，刚好一个夜晚"), ("studio", "送给怕冷的朋友", "三只一盒，附手写卡")),
    ),
)
