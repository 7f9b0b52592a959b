# 会议纪要

do-earlier = 上次待办
do-earlier-help = 上次待办现在怎样，逐条记下
do-topic-kind = 议题类别
do-topic-kind-help = 这个议题属于哪一类

minutes-untitled = 会议纪要
minutes-worker = 社工
minutes-volunteer = 志愿者
minutes-title-weekly_village = { $place }项目推进例会 第{ $n }周
minutes-title-monthly_township = { $place }项目推进例会 { $n }月
minutes-title-quarterly_county = { $place }项目推进例会 第{ $n }季度
minutes-body = { $place }
minutes-bar = { $start } 起 · { $n } 分 · 出席 { $here }/{ $all }
minutes-bar-past = { $start } 起 · 出席 { $here }/{ $all }
minutes-topic = 议题 { $at }/{ $of }
minutes-spent = 本议题 { $n } 分钟
minutes-title-hint = 写议题名称，Enter 开始记录
minutes-hint = 直接写讨论情况。另起一行写“决议：”“待办：@姓名 12-05前 事项”“表决：赞成8 反对1 弃权1”，按 Enter 自动成条。F7 下一个议题。
minutes-first = 上次待办落实
minutes-first-topic = 这是第一个议题。
minutes-blank-topic = 这个议题还空着，写好再开下一个。
minutes-chars = { $n } 字
minutes-over = 已写 { $n } 字，一个议题最多 { $most } 字：请按 F7 分成两个议题
minutes-kept = 草稿已存 { $at }
minutes-draft-aside = 这里存的草稿读不出来，原样留着；现在是新的一页。
minutes-draft-back = 接着写没保存的草稿。
minutes-draft-late = 这份纪要已经审定。这是审定前没保存的草稿，只能看、不能存：还要用的字请先抄出来，再用 Ctrl+P 丢弃草稿。
minutes-draft-read = 已审定，这是旧草稿：只能看
minutes-saved = 纪要已保存。
minutes-approved = 这份纪要已经审定，不能再改。
minutes-mend = { $place }：{ $text }
minutes-mend-at = { $at }/{ $n } { $place }：{ $text }
minutes-mend-unit = { $place }：名单里没有这个人，写成“姓名（单位）”，例如 李某（供餐站）
minutes-mend-unit-at = { $at }/{ $n } { $place }：名单里没有这个人，写成“姓名（单位）”，例如 李某（供餐站）
minutes-mend-owner = { $place }：把光标处的“?”换成姓名，例如 李某
minutes-mend-due = { $place }：把光标处的“?”换成日期，例如 12-06
minutes-mend-none = 都改过了，按 Ctrl+S 再存一次。
minutes-to-mend = 还有 { $n } 处要改，按 F8 一处一处看
minutes-rule = 规则：{ $rule }（到会 { $here }）
minutes-passed = 通过
minutes-failed = 未通过
minutes-no-quorum = 到会人数不够
minutes-wrong-votes = 票数多于到会人数，请核对（F6 出席）

minutes-attend = 出席 { $here }/{ $all }
minutes-chair = 主持人
minutes-recorder = 记录人
minutes-edit-guest = 修改姓名、单位、身份
minutes-drop-guest = 从名单中去掉
minutes-guest = 姓名 单位 身份 职务（用空格分开）
minutes-add-guest = + 加入一人
minutes-no-unit = 缺单位
minutes-people-keys = 打字找人  空格 出席/请假/缺席  Enter 主持、修改  F6 返回

minutes-earlier = 上次待办 { $all } 条：{ $done } 完成 · { $open } 未完成
minutes-earlier-none = 没有上次留下的待办。
minutes-earlier-more = 还有 { $n } 条更晚的没有列出，请在待办列表里看。
minutes-earlier-keys = 空格 完成/未完成   Enter 其他情况并写说明   F4 回到纪要
minutes-late = 逾期
minutes-remark = 落实情况（可以不写）

minutes-head = 会议
minutes-next = 下次
minutes-head-keys = Tab 下一项   F3 回到纪要
