# 纸面和办公表格

paper-no = 序号
paper-signature = 签名
paper-approved = 已审定
paper-sign-worker = 社工：
paper-sign-client = 服务对象：
paper-sign-supervisor = 督导：
paper-list-title = { $form }名单（{ $day }）
paper-list-count = 共 { $count } 条，{ $day }制
paper-sign-in = 会议签到表

# 会议纪要（GB/T 9704-2012 的纪要格式）
paper-masthead = { $body }会议纪要
paper-held = { $date }{ $time }，{ $title }在{ $place }召开。会议由{ $chair }主持，{ $recorder }记录。
paper-from-to = { $from }至{ $to }
paper-ordinal = { $number }、{ $title }
paper-presented = { $name }作了汇报。
paper-decided = 会议决定：{ $text }（{ $about }）
paper-vote = { $method }，{ $rule }：应到 { $eligible } 人，实到 { $present } 人，赞成 { $in_favour } 票，反对 { $against } 票，弃权 { $abstain } 票，无效 { $invalid } 票
paper-to-publish = 应予公开
paper-published = { $day }已公开
paper-semicolon = ；
paper-stop = 。
paper-other-decisions = 其他决议
paper-actions = 待办事项
paper-action = { $no }. { $text }（责任人：{ $unit }{ $owner }；完成时限：{ $due }）
paper-aside = （{ $label }：{ $text }）
paper-next-meeting = 下次会议
paper-next-date = 时间：{ $text }
paper-next-place = 地点：{ $text }
paper-next-topics = 议题：{ $text }
paper-present = 出席：
paper-leave = 请假：
paper-nonvoting = 列席：
paper-absent = 缺席：
paper-approved-on = 审定：
paper-attendee = { $unit }{ $name }
paper-attendee-post = { $unit }{ $post }{ $name }
paper-proxy = （代{ $name }）
