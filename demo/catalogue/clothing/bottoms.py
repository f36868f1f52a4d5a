"""Trousers, skirts, dresses and coats."""

from demo.catalogue.clothing.house import LETTERS, THREE
from demo.catalogue.compose import Draft
from demo.catalogue.inks import BLACK, BRICK, CARAMEL, CHARCOAL, DENIM, KHAKI, NAVY, OATMEAL, OLIVE, SAGE, SKY, WHITE

_WOVEN = "洗护:30℃ 机洗;安全类别:GB 18401 B 类"

BOTTOMS = (
    Draft(
        code="ZY-B01", title="织云 直筒牛仔裤 高腰 不紧绷 显腿直", subtitle="坐下去不用吸气",
        category="bottoms/trousers", shape="trousers", inks=(DENIM, NAVY, BLACK), size_option="尺码", sizes=LETTERS,
        points="2|%|微弹不绷 12|oz|挺括有型 98|cm|九分长度 3|色|水洗做旧",
        price_fen=16900, cost_fen=7400, before_fen=19900, stock=560, weight_g=560, size_cm=(38.0, 98.0), gone=("曜石黑/S",),
        parameters="面料:98% 棉 2% 氨纶;克重:12 oz;腰型:高腰;版型:直筒;" + _WOVEN,
        scenes=(("wardrobe", "和什么都搭的那条", "直筒不挑腿"), ("flatlay", "第一次单独洗", "水洗过，不掉色")),
    ),
    Draft(
        code="ZY-B02", title="织云 西装直筒裤 垂感 通勤 抗皱 女", subtitle="走路带风，坐下不皱",
        category="bottoms/trousers", shape="trousers", inks=(CHARCOAL, KHAKI, BLACK), size_option="尺码", sizes=LETTERS,
        points="360|g|自然垂坠 0||熨烫 2|侧|真口袋 4|季|通勤可穿",
        price_fen=15900, cost_fen=6800, stock=380, weight_g=420, size_cm=(36.0, 102.0),
        parameters="面料:68% 聚酯 28% 粘纤 4% 氨纶;克重:360 g/m;腰型:中高腰;版型:直筒;" + _WOVEN,
        scenes=(("wardrobe", "周一的裤子", "垂感够，腿显长"), ("flatlay", "口袋是真的", "放得下手机")),
    ),
    Draft(
        code="ZY-B03", title="织云 工装束脚裤 多口袋 宽松 户外 男", subtitle="六个口袋，够用",
        category="bottoms/trousers", shape="trousers", inks=(OLIVE, KHAKI), size_option="尺码", sizes=LETTERS,
        points="6|个|实用口袋 320|g|耐磨斜纹 1|根|可调束脚 3|道|三针走线",
        price_fen=17900, cost_fen=7900, stock=240, weight_g=640, size_cm=(40.0, 100.0),
        parameters="面料:100% 棉斜纹;克重:320 g/㎡;腰型:中腰抽绳;版型:宽松;" + _WOVEN,
        scenes=(("street", "带孩子出门不用背包", "纸巾、钥匙、奶嘴都有地方"), ("flatlay", "裤脚能收", "抽绳一拉就是束脚")),
    ),
    Draft(
        code="ZY-B04", title="织云 凉感阔腿裤 冰丝 垂坠 夏季 薄款", subtitle="像穿着一阵风",
        category="bottoms/trousers", shape="trousers", inks=(WHITE, SAGE), size_option="尺码", sizes=THREE, role="seasonal",
        points="-1.5|℃|触感清凉 190|g|轻薄不透 1|圈|松紧腰 40|+|UPF防晒",
        price_fen=9900, cost_fen=4100, before_fen=12900, stock=260, weight_g=260, size_cm=(42.0, 98.0),
        parameters="面料:62% 粘纤 38% 聚酯;克重:190 g/㎡;腰型:松紧高腰;版型:阔腿;" + _WOVEN,
        scenes=(("wardrobe", "三十五度也能穿长裤", "轻得像没穿"), ("flatlay", "白色也不透", "双层前片")),
    ),
    Draft(
        code="ZY-B05", title="织云 百褶半身裙 A 字 中长款 垂感 显高", subtitle="转一圈会开花",
        category="bottoms/skirts", shape="skirt", inks=(BRICK, CHARCOAL, SAGE), size_option="尺码", sizes=THREE,
        points="76|cm|到小腿中 24|褶|定型不散 1|圈|后腰松紧 0||静电粘腿",
        price_fen=13900, cost_fen=5900, stock=290, weight_g=380, size_cm=(68.0, 76.0), low={"鼠尾草绿/S": 5},
        parameters="面料:100% 聚酯（含抗静电丝）;里衬:有;裙长:76 cm;褶数:24;" + _WOVEN,
        scenes=(("wardrobe", "一条裙子过三季", "秋天加双袜子就好"), ("street", "褶子压了三遍", "洗完挂起就复原")),
    ),
    Draft(
        code="ZY-B06", title="织云 羊毛呢短裙 高腰 复古 冬季 女", subtitle="配一双长靴就够暖",
        category="bottoms/skirts", shape="skirt", inks=(CARAMEL, NAVY), size_option="尺码", sizes=THREE, role="seasonal",
        points="50|%|绵羊毛 42|cm|显腿长 1|层|防走光里衬 0||起球",
        price_fen=15900, cost_fen=7300, stock=130, weight_g=420, size_cm=(46.0, 42.0),
        parameters="面料:50% 绵羊毛 50% 聚酯;里衬:有;裙长:42 cm;腰型:高腰;洗护:干洗",
        scenes=(("wardrobe", "冬天也想穿裙子", "里面有一层安全裤"), ("flatlay", "呢料是双面的", "不起球，不变形")),
    ),
    Draft(
        code="ZY-D01", title="织云 碎花连衣裙 收腰 法式 短袖 茶歇裙", subtitle="腰线刚好在最细的地方",
        category="outer/dresses", shape="dress", inks=(NAVY, SAGE, BRICK), size_option="尺码", sizes=THREE,
        points="1|条|可系腰带 112|cm|过膝显高 100|%|粘纤垂感 2|侧|隐形口袋",
        price_fen=18900, cost_fen=8300, before_fen=22900, stock=310, weight_g=320, size_cm=(44.0, 112.0),
        parameters="面料:100% 粘纤;里衬:有;裙长:112 cm;版型:收腰 A 摆;洗护:手洗阴干",
        scenes=(("wardrobe", "周末的约会裙", "腰带随便系，都好看"), ("picnic", "坐在草地上", "裙摆够大，盘腿也行")),
    ),
    Draft(
        code="ZY-D02", title="织云 针织连衣裙 修身 打底 秋冬 长袖", subtitle="大衣一脱就能见人",
        category="outer/dresses", shape="dress", inks=(CHARCOAL, CARAMEL), size_option="尺码", sizes=THREE, exclusive=True,
        points="8|%|羊绒混纺 14|针|细密不透 108|cm|长度遮肉 0||勒肚子",
        price_fen=25900, cost_fen=11600, stock=120, weight_g=520, size_cm=(42.0, 108.0),
        parameters="面料:8% 羊绒 42% 绵羊毛 50% 粘纤;针型:14 针;裙长:108 cm;版型:修身;洗护:手洗平铺晾干",
        scenes=(("wardrobe", "一件就是一身", "不用想怎么搭"), ("street", "大衣里面穿它", "长度刚好露出裙边")),
    ),
    Draft(
        code="ZY-D03", title="织云 亚麻吊带裙 宽松 度假 夏季 开叉", subtitle="海边的第一件行李",
        category="outer/dresses", shape="dress", inks=(WHITE, SKY), size_option="尺码", sizes=THREE, role="seasonal",
        points="55|%|亚麻 210|g|透气不透 2|侧|大口袋 118|cm|过膝长度",
        price_fen=16900, cost_fen=7100, stock=140, weight_g=360, size_cm=(48.0, 118.0), gone=("本白/M",),
        parameters="面料:55% 亚麻 45% 粘纤;里衬:有;裙长:118 cm;版型:宽松;洗护:手洗",
        scenes=(("picnic", "风一吹就有形状", "亚麻的皱是天生的"), ("wardrobe", "加件开衫能到秋天", "肩带可以调节")),
    ),
    Draft(
        code="ZY-C01", title="织云 双排扣风衣 中长款 收腰 春秋 防泼水", subtitle="一件穿十年的款式",
        category="outer/coats", shape="coat", inks=(KHAKI, BLACK, NAVY), size_option="尺码", sizes=THREE,
        points="3|级|防泼水 112|cm|中长收腰 240|g|挺括有型 1|条|同料腰带",
        price_fen=39900, cost_fen=18600, before_fen=46900, stock=190, weight_g=1050, size_cm=(48.0, 112.0), low={"藏青/S": 2},
        parameters="面料:70% 棉 30% 锦纶;里料:100% 粘纤;衣长:112 cm;版型:收腰;洗护:干洗",
        scenes=(("street", "风大的早上", "领子立起来就挡风"), ("wardrobe", "挂起来不变形", "肩线是双层的")),
    ),
    Draft(
        code="ZY-C02", title="织云 双面羊毛大衣 手工缝制 长款 冬季", subtitle="没有一处是机器走线",
        category="outer/coats", shape="coat", inks=(CARAMEL, CHARCOAL, OATMEAL), size_option="尺码", sizes=THREE, role="seasonal", exclusive=True,
        points="90|%|绵羊毛 10|%|羊绒 6000|针|手工缝 780|g|轻暖不压",
        price_fen=89900, cost_fen=42000, before_fen=109900, stock=96, weight_g=780, size_cm=(52.0, 116.0), limit=2,
        parameters="面料:90% 绵羊毛 10% 羊绒;工艺:双面手缝;衣长:116 cm;版型:落肩;洗护:干洗",
        scenes=(("wardrobe", "过年回家穿的那件", "轻到不压肩"), ("street", "里外都能看", "双面手缝，没有里衬")),
    ),
)
