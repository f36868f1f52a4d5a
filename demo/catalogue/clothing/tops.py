"""T-shirts, shirts, hoodies and knits."""

from demo.catalogue.clothing.house import LETTERS, THREE
from demo.catalogue.compose import Draft
from demo.catalogue.inks import BLACK, BRICK, CARAMEL, CHARCOAL, NAVY, OATMEAL, OLIVE, PINK, SAGE, SKY, WHITE

_COTTON = "面料:100% 棉;洗护:30℃ 机洗，反面晾晒"
_KNIT = "洗护:手洗平铺晾干;安全类别:GB 18401 B 类"

TOPS = (
    Draft(
        code="ZY-T01", title="织云 重磅纯棉 T 恤 260g 不透不变形 男女同款", subtitle="厚一点，领口十年不塌",
        category="tops/tees", shape="tshirt", inks=(WHITE, BLACK, SAGE), size_option="尺码", sizes=LETTERS,
        points="260|g|重磅克重 100|%|新疆长绒棉 40|次|洗后不松 0||透肉尴尬",
        price_fen=7900, cost_fen=3200, before_fen=9900, stock=960, weight_g=260, size_cm=(54.0, 70.0), gone=("本白/S",), low={"曜石黑/XL": 3},
        parameters=_COTTON + ";克重:260 g/㎡;领口:加固双针;版型:宽松;安全类别:GB 18401 B 类",
        scenes=(("wardrobe", "衣柜里最常穿的那件", "双针领口，洗四十次不松"), ("flatlay", "单穿内搭都行", "260 克，白色也不透")),
        groupbuy=(2, 85, 9, 68), limit=5,
    ),
    Draft(
        code="ZY-T02", title="织云 山野印花 T 恤 短袖 水彩小山 原创", subtitle="胸口有一座小山",
        category="tops/tees", shape="tshirt", inks=(SKY, OATMEAL, OLIVE), mark="织云", size_option="尺码", sizes=THREE, exclusive=True,
        points="1|座|原创小山 220|g|不薄不厚 100|%|精梳棉 0||印花开裂",
        price_fen=8900, cost_fen=3400, stock=330, weight_g=230, size_cm=(52.0, 68.0),
        parameters=_COTTON + ";克重:220 g/㎡;印花:水性环保浆;版型:合体;安全类别:GB 18401 B 类",
        scenes=(("flatlay", "周末去爬山就穿它", "水性浆，摸不出边"), ("wardrobe", "三种山色", "清晨、黄昏和雨后")),
    ),
    Draft(
        code="ZY-T03", title="织云 冰感凉 T 恤 夏季速干 莫代尔 薄款", subtitle="一上身就凉半度",
        category="tops/tees", shape="tshirt", inks=(SKY, WHITE), size_option="尺码", sizes=LETTERS, role="seasonal",
        points="-2|℃|接触凉感 180|g|轻薄透气 15|分|速干 50|+|UPF防晒",
        price_fen=6900, cost_fen=2800, before_fen=8900, stock=320, weight_g=180, size_cm=(53.0, 69.0),
        parameters="面料:48% 莫代尔 47% 棉 5% 氨纶;克重:180 g/㎡;防晒:UPF 50+;版型:合体;洗护:30℃ 机洗",
        scenes=(("wardrobe", "三伏天的救命 T", "出汗不贴身"), ("flatlay", "团成一团塞包里", "抖开没有折痕")),
    ),
    Draft(
        code="ZY-S01", title="织云 免烫通勤衬衫 抗皱 长袖 修身 商务", subtitle="挂一夜就平了",
        category="tops/shirts", shape="shirt", inks=(WHITE, SKY, CHARCOAL), size_option="尺码", sizes=LETTERS,
        points="0||熨烫时间 80|支|高支长绒棉 3|种|领型版本 50|次|洗后仍挺",
        price_fen=16900, cost_fen=7200, before_fen=19900, stock=520, weight_g=280, size_cm=(52.0, 72.0), low={"炭灰/S": 2},
        parameters="面料:100% 棉（液氨免烫）;纱支:80 支双股;版型:修身;洗护:40℃ 机洗;安全类别:GB 18401 B 类",
        scenes=(("wardrobe", "早上多睡十分钟", "洗完甩两下，挂起来就平"), ("desk", "开一天会也不皱", "80 支双股，挺而不硬")),
    ),
    Draft(
        code="ZY-S02", title="织云 亚麻条纹衬衫 宽松 度假 防晒 长袖", subtitle="风会从袖口进来",
        category="tops/shirts", shape="shirt", inks=(OATMEAL, SAGE), size_option="尺码", sizes=THREE,
        points="55|%|法国亚麻 160|g|透气轻盈 1|秒|凉感上身 2|穿|当外套也行",
        price_fen=14900, cost_fen=6300, stock=210, weight_g=220, size_cm=(56.0, 74.0),
        parameters="面料:55% 亚麻 45% 棉;克重:160 g/㎡;版型:宽松;洗护:手洗;安全类别:GB 18401 B 类",
        scenes=(("wardrobe", "海边的衬衫", "皱一点才好看"), ("flatlay", "敞开就是防晒衣", "条纹是染出来的，不掉色")),
    ),
    Draft(
        code="ZY-S03", title="织云 法兰绒格纹衬衫 加厚 磨毛 秋冬外穿", subtitle="像被毯子抱着",
        category="tops/shirts", shape="shirt", inks=(BRICK, NAVY), size_option="尺码", sizes=LETTERS, role="seasonal",
        points="220|g|加厚磨毛 100|%|棉 2|面|双面起绒 0||起球烦恼",
        price_fen=15900, cost_fen=6900, stock=170, weight_g=420, size_cm=(55.0, 74.0), sold_out=True,
        parameters=_COTTON + ";克重:220 g/㎡;工艺:双面磨毛;版型:宽松;安全类别:GB 18401 B 类",
        scenes=(("wardrobe", "十月的第一件外套", "里面一件 T 恤就够"), ("street", "敞着穿，扣着穿", "口袋能放下手机")),
    ),
    Draft(
        code="ZY-H01", title="织云 连帽卫衣 400g 重磅 抓绒 男女同款", subtitle="帽子立得住",
        category="tops/hoodies", shape="hoodie", inks=(OATMEAL, SAGE, CHARCOAL), mark="织云", size_option="尺码", sizes=LETTERS,
        points="400|g|重磅抓绒 2|层|立体帽型 40|次|洗后不缩 1|个|大口袋",
        price_fen=18900, cost_fen=8200, before_fen=22900, stock=460, weight_g=720, size_cm=(60.0, 70.0),
        parameters="面料:80% 棉 20% 聚酯纤维;克重:400 g/㎡;版型:落肩宽松;洗护:30℃ 反面机洗;安全类别:GB 18401 B 类",
        scenes=(("wardrobe", "周末不想思考的时候", "套上就出门"), ("flatlay", "帽子是两层的", "立着才好看")),
    ),
    Draft(
        code="ZY-H02", title="织云 轻薄圆领卫衣 春秋 打底 不起球", subtitle="一年能穿三个季节",
        category="tops/hoodies", shape="hoodie", inks=(PINK, SKY), size_option="尺码", sizes=THREE, role="test",
        points="280|g|春秋刚好 100|%|面棉 3|季|都能穿 0||起球静电",
        price_fen=12900, cost_fen=5600, stock=80, weight_g=480, size_cm=(56.0, 66.0),
        parameters=_COTTON + ";克重:280 g/㎡;版型:合体;厚度:常规;安全类别:GB 18401 B 类",
        scenes=(("wardrobe", "空调房的那一层", "不厚，挡风"), ("flatlay", "颜色是水洗过的", "越洗越柔")),
    ),
    Draft(
        code="ZY-K01", title="织云 麻花毛衣 美利奴羊毛 圆领 不扎", subtitle="贴着皮肤也不痒",
        category="knits/sweaters", shape="sweater", inks=(OATMEAL, NAVY, BRICK), size_option="尺码", sizes=LETTERS,
        points="100|%|美利奴羊毛 19|微米|细到不扎 3|股|麻花绞织 0||静电",
        price_fen=29900, cost_fen=14200, before_fen=35900, stock=340, weight_g=480, size_cm=(56.0, 64.0), low={"砖红/L": 4},
        parameters="面料:100% 美利奴羊毛;细度:19 微米;针型:5 针;" + _KNIT + ";版型:合体",
        scenes=(("wardrobe", "冬天的第一选择", "三股绞花，不松不垮"), ("flatlay", "洗一洗更蓬松", "平铺晾干，不变形")),
        groupbuy=(2, 86, 2, 36),
    ),
    Draft(
        code="ZY-K02", title="织云 半高领羊毛衫 打底 薄款 女 不臃肿", subtitle="大衣里面那一件",
        category="knits/sweaters", shape="sweater", inks=(PINK, CHARCOAL, WHITE), size_option="尺码", sizes=THREE,
        points="30|%|绵羊毛 16|针|细密薄款 1|cm|微高领 50|次|不起球",
        price_fen=16900, cost_fen=7600, stock=280, weight_g=300, size_cm=(46.0, 60.0),
        parameters="面料:30% 绵羊毛 70% 粘纤混纺;针型:16 针;厚度:薄;" + _KNIT,
        scenes=(("wardrobe", "穿在里面不显胖", "16 针细织，袖口收得住"), ("flatlay", "领子只高一厘米", "不勒脖子")),
    ),
    Draft(
        code="ZY-K03", title="织云 V 领针织开衫 木扣 慵懒 早秋外搭", subtitle="木扣是手工磨的",
        category="knits/cardigans", shape="cardigan", inks=(CARAMEL, SAGE), size_option="尺码", sizes=THREE, exclusive=True,
        points="5|粒|手磨木扣 40|%|绵羊毛 2|穿|外搭内搭 0||扎皮肤",
        price_fen=19900, cost_fen=8800, stock=150, weight_g=420, size_cm=(54.0, 60.0),
        parameters="面料:40% 绵羊毛 60% 棉;针型:7 针;扣子:橄榄木;" + _KNIT,
        scenes=(("wardrobe", "傍晚有点凉的时候", "披着也不滑"), ("flatlay", "五粒木扣，颗颗不同", "备扣一粒附在袋里")),
    ),
)
