"""A ledger of any number of invented companies, written straight into its tables: for benches of what comes after.

Names repeat their parts as real ones do: 字号 of two and three characters in 48 trades and 40 places, so that there are
common keys. One entry in ten carries no code, one in a hundred a damaged one, one in fifty a former name.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from invented import code, damaged

from jointsanction.ledger import Ledger

LIST = "wage-arrears"
_CHARACTERS = (
    "禾穗岚汐澜砚苇筠岫霁榆柘橡栎槿棠荻蓼菡萏蘅芷芸苓鑫盛达源宏兴隆泰华瑞祥和顺昌恒丰裕辉荣诚信德佳美安康宁远博创新"
    "智云天海龙腾飞翔凯悦景明亮光启航程锦绣春夏秋冬梅兰竹菊松柏桂枫金银铜铁玉石珠宝东西南北中正大千万亿百福禄寿喜财"
    "星月日辰晨曦阳朝晖霞彩虹雨雪风雷电山川河湖江溪泉池林森木叶花果草根茂葱翠碧青蓝紫红黄白黑赤橙绿众合聚联通广博"
    "优良精益求真务实力强健勇毅坚固永久长乐欢欣怡然自在逸致雅韵文书画琴棋诗词歌赋艺术工匠技能巧妙奇特异卓越超群拔萃"
)
_TRADES = (
    "商贸", "贸易", "建材", "建筑工程", "装饰工程", "机械制造", "食品", "物业管理", "电子科技", "信息技术",
    "网络科技", "农业发展", "运输", "物流", "化工", "塑料制品", "五金制品", "服装", "纺织", "陶瓷", "家具",
    "印刷", "包装材料", "电器", "汽车服务", "餐饮管理", "酒店管理", "文化传播", "广告", "教育咨询",
    "企业管理咨询", "投资", "房地产开发", "园林绿化", "环保科技", "生物科技", "医疗器械", "医药", "矿业",
    "水泥制品", "石材", "木业", "养殖", "种植", "劳务派遣", "保安服务", "新能源科技", "供应链管理",
)  # fmt: skip
_PLACES = (
    "清远市", "清远市清城区", "清远市清新区", "英德市", "连州市", "佛冈县", "阳山县", "连南县", "连山县",
    "广东", "广州市", "广州市天河区", "佛山市", "佛山市南海区", "东莞市", "深圳市", "深圳市福田区", "珠海市",
    "惠州市", "韶关市", "肇庆市", "江门市", "湛江市", "茂名市", "梅州市", "汕头市", "揭阳市", "湖南",
    "长沙市", "郴州市", "广西", "南宁市", "桂林市", "江西", "赣州市", "福建", "厦门市", "浙江", "杭州市",
    "上海",
)  # fmt: skip
_FORMS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "厂", "经营部")
_LETTERS = len(_CHARACTERS)
_MIX = 0x9E3779B97F4A7C15
_BATCH = 20_000


def invented_name(number: int) -> str:
    """The name of company ``number``: the same for the same number, here and everywhere."""
    mixed = (number + 1) * _MIX & (1 << 64) - 1
    mixed ^= mixed >> 29
    first, second, third = mixed % _LETTERS, mixed // _LETTERS % _LETTERS, mixed // _LETTERS**2 % _LETTERS
    core = _CHARACTERS[first] + _CHARACTERS[second] + (_CHARACTERS[third] if mixed >> 60 > 8 else "")
    rest = mixed >> 24
    return _PLACES[rest % len(_PLACES)] + core + _TRADES[rest // 41 % len(_TRADES)] + _FORMS[rest // 2011 % len(_FORMS)]


def invented_code(number: int) -> str:
    """The code of company ``number`` as the list has it: "" for one in ten, damaged for one in a hundred."""
    if number % 10 == 3:
        return ""
    return damaged(code(number)) if number % 100 == 7 else code(number)


def write_ledger(path: Path, entries: int) -> None:
    """Make a ledger with ``entries`` entries, numbers 1 to ``entries``, as one load would have left them."""
    Ledger.create(path, now=datetime.now(UTC)).close()
    database = sqlite3.connect(path)
    try:
        database.execute("PRAGMA synchronous=OFF")
        database.execute("PRAGMA cache_size=-400000")
        moment = "2026-11-24T02:00:00Z"
        database.execute("INSERT INTO load (load_id, change_no, file_name, received_at) VALUES (1, 1, '', ?)", [moment])
        database.execute(
            "INSERT INTO list_receipt (list, received_at, load_id, change_no, entries) VALUES (?, ?, 1, 1, ?)",
            (LIST, moment, entries),
        )
        database.executemany(
            "INSERT INTO entry (entry_no, list) VALUES (?, ?)", ((number, LIST) for number in range(1, entries + 1))
        )
        database.executemany(
            f"INSERT INTO entry_version ({', '.join(_VERSION)}) VALUES ({', '.join('?' * len(_VERSION))})",
            _versions(entries, moment),
        )
        database.execute("UPDATE meta SET change_no = ?", (entries + 1,))
        database.commit()
    finally:
        database.close()


_VERSION = (
    "change_no", "entry_no", "version", "list", "name", "normal", "former_names", "uscc", "authorities", "doc_no",
    "reason", "listed_on", '"end"', "first_received_on", "received_at", "load_id",
)  # fmt: skip


def _versions(entries: int, moment: str) -> Iterator[tuple[object, ...]]:
    for number in range(1, entries + 1):
        name = invented_name(number)
        former = f'["{invented_name(number + 500_000_000)}"]' if number % 50 == 1 else ""
        yield (
            number + 1, number, 1, LIST, name, name, former, invented_code(number), '["清远市某局"]',
            f"（2026）{number}号", "拖欠工资", "2026-01-05", "2028-01-05", "2026-11-24", moment, 1,
        )  # fmt: skip
