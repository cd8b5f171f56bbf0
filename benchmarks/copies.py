"""Made-up texts, copies of them edited as re-posts are, and what looks like a copy and is none.

Everything is our own and comes from a seed: places are made of syllables, sentences of patterns. Whoever finds copies
must not know these lists.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, get_args

Edit = Literal[
    "lead added", "paragraph dropped", "sentences replaced", "tail cut", "title changed", "number corrected", "all"
]
EDITS: tuple[Edit, ...] = get_args(Edit)
"""What re-posts do to a text, and all of it at once."""
Lookalike = Literal[
    "weather",
    "air",
    "water cut off",
    "road closed",
    "help granted",
    "another place only",
    "another day only",
    "campaign",
]
LOOKALIKES: tuple[Lookalike, ...] = get_args(Lookalike)
"""Two weather bulletins, and so on; two stories of one campaign."""
REPLACED = 0.15
"""Share of the sentences that a copy tells otherwise."""
_TAIL = 0.2

_FIRST, _SECOND = "青禾石白云柳杏松竹梅兰桂泉溪岭坪沙洪双金银铜", "桥坡湾口塘岔沟台井庄店营堡寨洼滩渡垭坳"
_PLACES = ("镇", "乡", "街道", "村", "社区")
_FAMILY, _GIVEN = "甲乙丙丁戊己庚辛壬癸", "一二三四五六七八九十明远清和安平"
_THINGS = tuple(
    """
水渠 麦田 果园 仓库 账本 路灯 桥面 学校 晒场 苗圃 水井 集市 书屋 渡口 大棚 院墙 粮仓 木料 石阶 水泵 课桌 灶台 戏台 磨坊
茶园 鱼塘 羊圈 菜窖 篱笆 堤坝 井盖 门板 屋檐 灯笼 竹筐 麻袋 种子 肥料 棉被 药箱 邮包 地图 清单 秤杆 轮胎 雨棚 栏杆 水闸
老人 孩子 木匠 医生 教师 司机 邻居 乡亲 渠工 护林 村民 学徒 会计 厨师 养蜂 电工 瓦匠 船工 值班 游客 货郎 猎户 裁缝 店主
山坡 河湾 沟口 田埂 巷子 台地 林边 井边 村头 桥头 路口 坡顶 湖畔 滩涂 谷底 院里 街角 门前 屋后 窗下 灶边 炉旁 树下 墙根
春天 夏夜 秋收 冬闲 清早 正午 黄昏 深夜 雨后 雪前 节前 年底 月初 周末 当天 隔日 往年 今岁 头伏 霜降 谷雨 立冬 小满 白露
""".split()  # noqa: SIM905 (a wall of words)
)
_DEEDS = tuple(
    """
修好 查看 清理 搬走 称过 记下 量准 换下 送来 分给 栽上 浇透 编成 刷白 搭起 挖开 填平 铺好 接通 点亮 翻晒 收回 装满 卸完
教会 找到 借来 还清 数完 画出 写满 念过 讲起 问清 商定 约好 等到 错过 赶上 绕过 踩实 拉直 扎紧 打捞 拾起 补齐 腾空 锁住
""".split()  # noqa: SIM905 (a wall of words)
)
_LIKE = tuple(
    """
旧的 新的 宽的 窄的 早年 剩余 结实 干净 潮湿 高处 低洼 零散 整齐 沉重 轻便 多余 自家 公用 借来 备用 晒干 冻硬 弯曲 笔直
""".split()  # noqa: SIM905 (a wall of words)
)
_HOW = tuple(
    """
连夜 慢慢 一同 分头 挨个 重新 提前 顺手 当场 悄悄 轮流 按时 反复 趁早 就近 沿路 从头 半路 一早 合力 照旧 额外 匆忙 耐心
""".split()  # noqa: SIM905 (a wall of words)
)
_WORDS = {"某物": _THINGS, "做了": _DEEDS, "怎样": _LIKE, "如何": _HOW}
_PATTERNS = (
    "某物某物如何做了怎样某物，此地某物做了若干处某物。",
    "某日某物，某人如何做了某物，某物又做了怎样某物。",
    "“某物如何做了，怎样某物就做了。”某物某人如何说。",
    "如何做了某物若干米，某物和某物如何做了怎样某物。",
    "从他处到此地，某物做了怎样某物，如何做了某物。",
    "怎样某物做了，某物如何做了，某物做了了若干个某物。",
)
"""Sentences, with words of the lists above for the words in them."""
_SLOGAN = (
    "今年以来，全县上下扎实开展“家园清扫日”活动，坚持月月有主题、周周有行动、人人都参与，"
    "把清扫庭院、疏通沟渠、整理杂物作为改善居住环境的第一步，推动活动从集中清理向长期保持转变。",
    "下一步，各单位将继续落实责任，完善看护办法，加大宣讲力度，让干净整洁成为每家每户的习惯，"
    "努力营造人人动手、户户受益的良好氛围，以崭新面貌迎接后面的检查评比。",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A text as an article tells it. body: paragraphs, one a line."""

    title: str
    body: str
    day: date
    site: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts of which somebody must say whether they are one story."""

    kind: Edit | Lookalike
    one: Told
    other: Told


class Teller:
    """Tells texts, all from one seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311

    def story(self, site: str, *, paragraphs: int = 6) -> Told:
        """A story of some 900 characters that nobody has told before."""
        place, day = self.place(), self._day()
        body = "\n".join(self._paragraph(place) for _ in range(paragraphs))
        return Told(self._title(place), body, day, site)

    def copy(self, told: Told, edit: Edit, site: str) -> Told:
        """The text as another site has it a while later."""
        copied = replace(told, day=told.day + timedelta(self._dice.randint(0, 5)), site=site)
        if edit != "all":
            return self._edited(copied, edit)
        for one in EDITS[:-1]:
            copied = self._edited(copied, one)
        return copied

    def weather(self, place: str, day: date, site: str) -> Told:
        """A day's weather somewhere: one template, every number another."""
        high, low, wind = self._number(8, 36), self._number(-9, 7), self._number(2, 6)
        sky, later = self._dice.sample(["晴", "多云", "阴", "小雨", "阵雨", "雨夹雪", "浮尘"], 2)
        body = (
            f"{place}气象台{day.month}月{day.day}日17时发布天气预报：\n今天夜间到明天白天，{place}{sky}转{later}，"
            f"最高气温{high}℃，最低气温{low}℃，偏{self._one('东南西北')}风{wind}级，相对湿度{self._number(20, 90)}%。\n"
            f"森林火险等级{self._number(1, 5)}级。请外出的市民注意添减衣物，驾车减速慢行，"
            "农户做好大棚的通风和保温，户外广告牌和临时搭建物注意加固，老人和孩子尽量减少早晚外出。"
        )
        return Told(f"{place}{day.month}月{day.day}日天气预报", body, day, site)

    def air(self, place: str, day: date, site: str) -> Told:
        """A month's air somewhere."""
        good, share = self._number(18, 31), self._number(600, 1000) / 10
        body = (
            f"根据环境监测站监测，{day.year}年{day.month}月，{place}空气质量优良天数{good}天，优良率{share}%，"
            f"同比{self._one(['上升', '下降'])}{self._number(1, 90) / 10}个百分点。\n"
            f"其中，细颗粒物月均浓度{self._number(12, 70)}微克每立方米，可吸入颗粒物月均浓度{self._number(30, 140)}微克"
            f"每立方米，二氧化硫{self._number(4, 30)}微克每立方米，二氧化氮{self._number(8, 50)}微克每立方米，"
            f"一氧化碳{self._number(4, 20) / 10}毫克每立方米，臭氧{self._number(60, 180)}微克每立方米。\n"
            "以上数据为实况数据，未扣除沙尘影响，最终结果以年度核定为准，由环境监测站负责解释。"
        )
        return Told(f"{place}{day.year}年{day.month}月空气质量状况", body, day, site)

    def water(self, place: str, day: date, site: str) -> Told:
        """A notice that water is cut off."""
        start, end = self._number(6, 9), self._number(15, 22)
        body = (
            f"尊敬的用户：\n因供水管道检修，定于{day.month}月{day.day}日{start}时至{end}时对{place}及周边停止供水，"
            f"影响用户约{self._number(80, 3000)}户。请相关用户提前做好储水准备，并关好水龙头，以免来水时造成损失。"
            f"如遇特殊情况，恢复供水时间顺延。供水热线：{self._number(2000000, 8999999)}。由此带来的不便，敬请谅解。"
        )
        return Told(f"{place}停水通知", body, day, site)

    def road(self, place: str, day: date, site: str) -> Told:
        """A notice that a road is closed."""
        until = day + timedelta(self._number(1, 9))
        body = (
            f"为保证施工安全，经研究决定，{day.month}月{day.day}日起至{until.month}月{until.day}日，对{place}路段实行"
            f"交通管制，禁止{self._number(3, 20)}吨以上货车通行，施工长度{self._number(2, 90) / 10}公里。\n"
            "请过往车辆和行人按照现场标志绕行，服从工作人员指挥。施工期间给您的出行带来不便，敬请理解和支持。特此通告。"
        )
        return Told(f"{place}交通管制通告", body, day, site)

    def helped(self, place: str, day: date, site: str) -> Told:
        """A list of those who are granted help."""
        until = day + timedelta(7)
        body = (
            f"按照有关规定，经本人申请、{place}初审、入户核查、民主评议，拟将以下人员纳入救助范围，现予公示。\n"
            f"{'、'.join(self.person() for _ in range(self._number(3, 8)))}，共{self._number(3, 60)}户"
            f"{self._number(60, 200)}人，每月发放{self._number(20000, 90000) / 100}元。\n"
            f"公示期为{day.month}月{day.day}日至{until.month}月{until.day}日。公示期间如有异议，"
            "请以书面形式实名反映，逾期不再受理。监督电话在工作时间有人值守。"
        )
        return Told(f"{place}救助对象公示", body, day, site)

    def campaign(self, site: str) -> Told:
        """A story of a campaign: what all of them say, and four paragraphs that only this one has."""
        told = self.story(site, paragraphs=4)
        first, last = _SLOGAN
        return replace(told, body=f"{first}\n{told.body}\n{last}")

    def place(self) -> str:
        """A place nobody knows."""
        return self._one(_FIRST) + self._one(_SECOND) + self._one(_PLACES)

    def person(self) -> str:
        """A name."""
        return self._one(_FAMILY) + self._one(_GIVEN) + self._one(_GIVEN)

    def days(self, count: int, step: int) -> Iterator[date]:
        """So many days, each so many after the one before."""
        first = self._day()
        yield from (first + timedelta(step * number) for number in range(count))

    def _edited(self, told: Told, edit: Edit) -> Told:
        paragraphs = told.body.split("\n")
        match edit:
            case "lead added":
                lead = f"{self.place()}融媒体中心讯（记者{self.person()} 通讯员{self.person()}）"
                return replace(told, body=f"{lead}{self._sentence(self.place())}{told.body}")
            case "paragraph dropped":
                del paragraphs[self._dice.randrange(1, len(paragraphs) - 1)]
            case "sentences replaced":
                paragraphs = self._retold(paragraphs)
            case "tail cut":
                return replace(told, body=told.body[: round(len(told.body) * (1 - _TAIL))])
            case "title changed":
                return replace(told, title=self._title(self.place()))
            case _:
                return replace(told, body=self._corrected(told.body))
        return replace(told, body="\n".join(paragraphs))

    def _retold(self, paragraphs: list[str]) -> list[str]:
        cut = [[f"{one}。" for one in paragraph.split("。") if one] for paragraph in paragraphs]
        places = [(row, at) for row, sentences in enumerate(cut) for at in range(len(sentences))]
        for row, at in self._dice.sample(places, max(1, round(REPLACED * len(places)))):
            cut[row][at] = self._sentence(self.place())
        return ["".join(sentences) for sentences in cut]

    def _corrected(self, body: str) -> str:
        """One number of the text is another one."""
        starts = [at for at in range(1, len(body)) if body[at].isdigit() and not body[at - 1].isdigit()]
        at = self._dice.choice(starts)
        end = next(place for place in range(at, len(body) + 1) if not body[place : place + 1].isdigit())
        return body[:at] + str(int(body[at:end]) + self._number(1, 9)) + body[end:]

    def _paragraph(self, place: str) -> str:
        return "".join(self._sentence(place) for _ in range(self._number(4, 6)))

    def _sentence(self, place: str) -> str:
        pattern = (
            self._one(_PATTERNS).replace("此地", place).replace("他处", self.place()).replace("某人", self.person())
        )
        for word, words in _WORDS.items():
            while word in pattern:
                pattern = pattern.replace(word, self._one(words), 1)
        return pattern.replace("某日", f"{self._number(1, 28)}日").replace("若干", str(self._number(2, 980)))

    def _title(self, place: str) -> str:
        return f"{place}{self._one(_THINGS)}{self._one(_HOW)}{self._one(_DEEDS)}{self._one(_LIKE)}{self._one(_THINGS)}"

    def _day(self) -> date:
        return date(2026, 1, 1) + timedelta(self._number(0, 300))

    def _number(self, least: int, most: int) -> int:
        return self._dice.randint(least, most)

    def _one(self, choices: str | list[str] | tuple[str, ...]) -> str:
        return self._dice.choice(choices)


def copies(seed: int, each: int) -> list[Pair]:
    """So many pairs of every kind of edit, a text and its copy on another site; every text stands in one pair."""
    teller = Teller(seed)
    found = []
    for number in range(each):
        for edit in EDITS:
            told = teller.story(f"portal-{number % 40}")
            found.append(Pair(edit, told, teller.copy(told, edit, f"mirror-{number % 30}")))
    return found


def lookalikes(seed: int, each: int) -> list[Pair]:
    """So many pairs of every kind that are no copies: neighbours in a column, and the same row on two sites.

    A column has 24 rows, more than are needed to see its template.
    """
    teller = Teller(seed)
    rows = 24
    columns: dict[Lookalike, list[list[Told]]] = {kind: [] for kind in LOOKALIKES}
    for number in range(-(-each // (2 * rows)) + 1):
        site, place = f"office-{number}", teller.place()
        days, (day,) = list(teller.days(rows, 1)), teller.days(1, 1)
        columns["weather"].append([teller.weather(place, one, site) for one in days])
        columns["air"].append([teller.air(place, one, site) for one in teller.days(rows, 31)])
        columns["water cut off"].append([teller.water(teller.place(), one, site) for one in days])
        columns["road closed"].append([teller.road(teller.place(), one, site) for one in days])
        columns["help granted"].append([teller.helped(teller.place(), one, site) for one in days])
        columns["another place only"].append(_elsewhere(teller, teller.road(place, day, site), place, rows))
        columns["another day only"].append(_on(days, teller.water(place, day, site)))
        columns["campaign"].append([teller.campaign(site) for _ in range(rows)])
    return [pair for kind, told in columns.items() for pair in list(_beside(kind, told))[:each]]


def _elsewhere(teller: Teller, told: Told, place: str, count: int) -> list[Told]:
    """The text with other places in it, all else being the same."""
    places = [place]
    while len(places) < count:
        places = list(dict.fromkeys([*places, teller.place()]))
    return [replace(told, title=told.title.replace(place, one), body=told.body.replace(place, one)) for one in places]


def _on(days: list[date], told: Told) -> list[Told]:
    """The text with other days in it, all else being the same."""
    own = f"{told.day.month}月{told.day.day}日"
    return [replace(told, day=day, body=told.body.replace(own, f"{day.month}月{day.day}日")) for day in days]


def _beside(kind: Lookalike, rows: list[list[Told]]) -> Iterator[Pair]:
    for row, below in zip(rows, [*rows[1:], rows[0]], strict=True):
        yield from (Pair(kind, one, other) for one, other in pairwise(row))
        yield from (Pair(kind, one, other) for one, other in zip(row, below, strict=True))
