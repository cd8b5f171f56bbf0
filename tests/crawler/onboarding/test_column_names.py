"""Names of columns: the place's own news, second choices, and what is never taken."""

from __future__ import annotations

import pytest

from crawler.onboarding.column_names import Rank, judge
from crawler.onboarding.place import Place, locate

XIGU = locate("6201040011", ["西固区人民政府"])
LANZHOU = locate("6201000001", ["兰州市人民政府"])
NOWHERE = locate("9901010001", ["青榆区人民政府"])
ABROAD = Place()

CASES = [
    # The place's own, and said so.
    (XIGU, "西固要闻", Rank.LOCAL), (XIGU, "西固区新闻", Rank.LOCAL), (XIGU, "今日西固", Rank.LOCAL), (XIGU, "区内要闻", Rank.LOCAL),
    (XIGU, "本区要闻", Rank.LOCAL), (XIGU, "本地要闻", Rank.LOCAL), (XIGU, "政务 要闻", Rank.LOCAL), (XIGU, "【政务动态】", Rank.LOCAL),
    (XIGU, "区政府要闻", Rank.LOCAL), (XIGU, "新闻中心-政务要闻", Rank.LOCAL), (LANZHOU, "市内新闻", Rank.LOCAL), (LANZHOU, "兰州要闻", Rank.LOCAL),
    (NOWHERE, "青榆动态", Rank.LOCAL), (NOWHERE, "青榆区要闻", Rank.LOCAL), (ABROAD, "Council news", Rank.LOCAL),
    # News; news of all kinds; roofs.
    (XIGU, "要闻", Rank.NEWS), (XIGU, "要闻 >>", Rank.NEWS), (XIGU, "今日要闻", Rank.NEWS), (XIGU, "时政要闻", Rank.NEWS),
    (ABROAD, "Latest News", Rank.NEWS), (ABROAD, "Press releases", Rank.NEWS), (ABROAD, "Pressemitteilungen", Rank.NEWS),
    (XIGU, "新闻动态", Rank.GENERAL), (XIGU, "工作动态", Rank.WORK), (XIGU, "石化城要闻", Rank.GENERAL), (ABROAD, "News", Rank.GENERAL), (ABROAD, "Northmoor News", Rank.GENERAL),
    (XIGU, "新闻中心", Rank.ROOF), (ABROAD, "News and events", Rank.ROOF),
    # Second choices.
    (XIGU, "部门动态", Rank.SECOND), (XIGU, "乡镇动态", Rank.SECOND), (XIGU, "各乡镇部门新闻", Rank.SECOND), (LANZHOU, "区县动态", Rank.SECOND), (LANZHOU, "西固动态", Rank.SECOND),
    # Names that say nothing.
    (XIGU, "石油化工", Rank.UNNAMED), (XIGU, "民生", Rank.UNNAMED), (ABROAD, "Bins and recycling", Rank.UNNAMED),
    # Never.
    *((XIGU, name, None) for name in (
        "通知公告", "公示公告", "上级要闻", "国务院要闻", "国务院新闻", "省市要闻", "省内要闻", "中央精神", "国内时政", "甘肃要闻", "兰州要闻", "兰州市新闻",
        "市内要闻", "全省动态", "图片新闻", "视频新闻", "图片要闻", "媒体看西固", "媒体聚焦", "专题专栏", "领导之窗", "领导动态", "政策解读", "党建要闻", "人大新闻",
        "教育动态", "新闻发布会", "政府信息公开", "互动交流", "办事服务", "西固概况", "走进西固", "招标公告", "", "》》",
        "西固区召开2026年第一季度经济运行分析会议安排部署工作要闻",
    )),
    *((ABROAD, name, None) for name in ("News archive", "Public notices", "Tenders", "Events calendar", "Jobs", "Newsletter", "Sports news")),
]  # fmt: skip


@pytest.mark.parametrize(("place", "name", "rank"), CASES, ids=[name or "nothing" for _, name, _ in CASES])
def test_judged(place: Place, name: str, rank: Rank | None) -> None:
    judged = judge(name, place)
    assert judged.rank is rank, judged
    assert judged.why
