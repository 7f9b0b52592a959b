# 屏幕

ui-name = 三社
ui-demo = 演示
ui-unsent = 未送 { $n }
ui-made = 待回执 { $n }
ui-at-of = { $at }/{ $of }
ui-search = 查找
ui-question = 请确认
ui-undo-question = 撤销 { $at } 的保存（{ $what }）？那一次新建的记录会作废，改动会改回去。
ui-and-more = { $what }等，另有 { $n } 条
ui-leave-unkept = 这些字存不上，离开就没有了。真的离开吗？按 y 离开，按 n 留下。（{ $why }）
ui-choose = 确定
ui-loading = 正在读取……
ui-nothing-fits = 没有符合的。改几个字，或按 Esc 返回。
ui-take-typed = 按 Enter 就存到这个文件夹。
ui-too-small = 窗口太小：请放大到至少 { $width } 列、{ $height } 行。写下的内容都在。
ui-paste-cleaned = 粘贴时去掉了 { $n } 个看不见的字符。
ui-not-now = “{ $name }”现在用不上。
ui-paste-nowhere = 这里不能粘贴。先移到要填写的一项。
ui-locked = 已锁定。写下的内容都加密存着。
ui-locked-unkept = 已锁定。刚写的有一处存不上，暂时只在内存里：解锁后还在原处，退出程序就没有了。
ui-passphrase = 口令
ui-renewing = 程序或表格有更新，正在重新整理全部记录
ui-renewing-help = 只需这一次，记录不会改变。想先离开按 Ctrl+Q，下次打开会从头再整理。
ui-bar-lock = 锁
ui-opening = 正在打开……
ui-unlock = 解锁
ui-demo-passphrase = 这是演示，口令是 demo demo demo
ui-forgotten = 忘了口令：在命令行用 sanshe recover 和恢复文件重设。
ui-making = 正在建立加密的工作区，请稍等……
ui-weekday-1 = 周一
ui-weekday-2 = 周二
ui-weekday-3 = 周三
ui-weekday-4 = 周四
ui-weekday-5 = 周五
ui-weekday-6 = 周六
ui-weekday-7 = 周日

E_TERMINAL = 这里不是终端，打不开屏幕。请在终端窗口里运行，或使用命令（sanshe --help）。
E_BROKEN = 程序出错停下了。已经保存的和草稿都在；请重新打开，并把上面的几行告诉维护的人。
E_LOCKED = 工作区已锁定。请先解锁。
E_SETTINGS = 设置文件 { $path } 读不懂：{ $what }。请改正或删除它。
E_KEYMAP = 按键文件 keymap.toml 不能用：{ $what }。请改正或删除它。
E_THEME = 配色 { $name } 读不懂：{ $what }。

# 首次使用
welcome-name = 首次使用
welcome-language = 语言
welcome-language-help = 用 ↑ ↓ 选择，Enter 确定。以后可以随时改。
welcome-person = 姓名
welcome-person-help = 您的姓名，写在名片和记录里。
welcome-team = 团队
welcome-team-help = 团队简称，写在编号里，例如 T01：1 到 12 个字母、汉字或数字，不要空格和符号，小写字母会改成大写。后面空一格可以写单位全称，纪要里用它，例如 T01 沙溪镇社工服务站。
welcome-place = 驻点
welcome-place-help = 输入拼音首字母、名称或区划代码。村居不在名单里时，输入 12 位代码和名称，例如 320585101201 印溪村。
welcome-place-unnamed = 名单里没有这个村居。请在代码后面空一格，写上名称，例如 320585101201 印溪村。
welcome-place-none = 没有这个地方。请改拼音或名称；名单里没有的村，写 12 位代码、空格和村名。
welcome-role = 角色
welcome-role-help = 决定哪些步骤由您做。
welcome-role-worker = 记录个案、会议、志愿者
welcome-role-supervisor = 还审定个案
welcome-role-coordinator = 还合并各团队的文件
welcome-secret = 口令
welcome-secret-help = 每次打开都要输入。至少 8 个字，一句只有您记得的话最好。
welcome-again = 再输一次
welcome-again-help = 再输入一次同样的口令。
welcome-differs = 两次不一样。请再输入一次，或按 Esc 回到上一项重设。
welcome-recovery = 恢复文件
welcome-recovery-help = 忘了口令时，只有恢复文件能救回记录。写上 U 盘的文件夹（例如 E:\）或其中的文件名；存好后锁进柜子，不要留在电脑里。没有 U 盘就留空，以后用“sanshe passphrase --recovery-out 文件”补做。
welcome-recovery-stick = 忘了口令时，只有恢复文件能救回记录。用 ↑ ↓ 选 U 盘，Enter 存上去，锁进柜子；也可以写路径。选“以后再做”，以后用“sanshe passphrase --recovery-out 文件”补做。
welcome-recovery-on = 存到 { $path }
welcome-empty = 请先填写这一项。
welcome-later = 以后再做
welcome-weak = 强度：弱，容易被猜到。换成一句话更好。
welcome-fair = 强度：中，能挡住路过的人。
welcome-strong = 强度：强。
welcome-make = 建立

# 三步
tour-name = 三步上手
tour-step = 第 { $at } 步，共 { $of } 步
tour-next = 下一步
tour-skip = 跳过
tour-1-title = 打开程序，先看今天
tour-1 =
    首页把等着您的事排好：逾期的待办、本周例会、没写完的草稿。
    { "" }
    | > 逾期 3天  待办   联系供餐单位，确认送餐时间   李某  11-20
    { "" }
    用 ↑ ↓ 移动，Enter 打开这一行。
tour-2-title = 按 F2 新建，按 / 查找
tour-2 =
    F2 可以开始接案、会议纪要、志愿者登记。
    写到一半被叫走也不要紧：随时存草稿，Esc 返回，回来接着写。
    { "" }
    | 例如 zsf   →   张三丰
    { "" }
    查找用拼音首字母就行。
tour-3-title = 按 F9 交给协调员
tour-3 =
    F9 把改动做成一个加密、签名的文件，放到 U 盘或发出去。
    协调员的回复也在那里接收，接收前先看清楚会改什么。
    { "" }
    | F1 看本屏按键    Ctrl+P 找任何命令    Ctrl+Q 离开

# 今日
home-today = 今日
home-urgent = 急办
home-post = 收发
home-month = 本月
home-nothing = 没有等着您的事。
home-begin = 按 F2 新建，按 / 查找。
home-more = 还有 { $n } 件，在列表里看（Ctrl+P 待办）。
home-cut = 还有 { $n } 条，往下看
home-no-post = 还没有送出或收到文件。按 F9 收发。

home-late = 逾期 { $n }天
home-this-day = 今天
home-tomorrow = 明天
home-action = 待办
home-meeting = 会议
home-draft = 草稿
home-to-fill = 待填
home-review = 待审
home-reviews = { $form } { $n } 份，最近：{ $title }
home-figure-review = 待审 { $n }
home-conflict = 不一致
home-conflicts = { $n } 处两人填得不一样，请选定
home-finding = 核对
home-findings = { $n } 处记录对不上，请核对
home-held = 已开
home-not-held = 未开
home-weekly_village = 本周例会（第{ $n }周）
home-monthly_township = 本月联席会（{ $n }月）
home-quarterly_county = 本季度例会（第{ $n }季度）
home-colleague = 同事
home-never = 还没有
home-peer = { $name }：上次送出 { $sent } · 上次收到 { $heard }
home-unsent = 未送
home-changes = { $n } 条改动：{ $parts }
home-made = 待回执
home-changes-made = { $n } 条已做成文件，对方还没说收到：{ $parts }
home-figures = 例会 { $held } · 逾期 { $overdue } · 待办 { $open } · 草稿 { $drafts } · 不一致 { $conflicts }

# 范围
scope-everywhere = 任何地方
scope-welcome = 首次使用
scope-unlock = 解锁
scope-home = 今日
scope-list = 列表
scope-search = 查找
scope-record = 记录
scope-form = 填表
scope-minutes = 会议纪要
scope-quick = 批量登记
scope-sync = 收发
scope-paper = 打印和备份
scope-conflicts = 不一致处
scope-teams = 各队情况
scope-team = 一台设备
scope-findings = 核对
scope-picker = 选择
scope-palette = 命令
scope-confirm = 确认

# 命令
do-open = 打开
do-open-help = 打开光标所在的一行，或继续
do-next-field = 下一项
do-next-field-help = 到下一项
do-new = 新建
do-new-help = 新建一条记录
do-edit = 修改
do-edit-help = 修改这条记录
do-find = 查找
do-find-help = 按姓名、拼音、编号或文字查找
do-next-page = 下一页
do-next-page-help = 到表单的下一页
do-prev-page = 上一页
do-prev-page-help = 到表单的上一页
do-save = 保存
do-save-help = 检查并保存
do-next-error = 下一处要改
do-next-error-help = 跳到下一处要改的地方
do-next-topic = 下一议题
do-next-topic-help = 到下一个议题，最后一个之后新建
do-prev-topic = 上一议题
do-prev-topic-help = 到上一个议题
do-attendance = 出席
do-attendance-help = 看谁到会，改出席情况
do-details = 其他项
do-details-help = 填写纪要的其他各项
do-compare = 比较
do-compare-help = 查看可能已登记的人
do-add-row = 加一行
do-add-row-help = 加一行
do-drop-draft = 丢弃草稿
do-drop-draft-help = 丢掉还没有保存的内容，已保存的记录不变
do-remove-row = 去掉一行
do-remove-row-help = 去掉光标所在的一行
do-write-full = 全屏写
do-write-full-help = 用整个屏幕写长文字
do-next-tab = 下一栏
do-next-tab-help = 到屏幕的下一部分
do-prev-tab = 上一栏
do-prev-tab-help = 到屏幕的上一部分
do-child = 加记录
do-child-help = 在这条记录下面加一条
do-sort = 排序
do-sort-help = 换一列排序
do-filter = 筛选
do-filter-help = 按一项的内容筛选
do-keep-filter = 存筛选
do-keep-filter-help = 给这个筛选起个名字存下来
do-drop-filter = 删除筛选
do-drop-filter-help = 删除光标处存好的筛选，记录不变
do-reveal = 显示
do-reveal-help = 显示遮住的内容，会记入查看日志
do-history = 历史
do-history-help = 谁在什么时候改了什么
do-move = 下一阶段
do-move-help = 转到下一个状态
do-approve = 审定
do-approve-help = 审定这条记录，之后锁定
do-void = 作废
do-void-help = 写明理由后作废，不删除
do-keep-this = 用这个
do-keep-this-help = 保留光标所在的值
do-accept = 是
do-accept-help = 确定
do-refuse = 否
do-refuse-help = 不做
do-sync = 收发
do-sync-help = 送出改动，接收文件
do-back = 返回
do-back-help = 返回，写下的都留着
do-undo = 撤销
do-undo-help = 撤销上一次保存
do-palette = 命令
do-palette-help = 按名称找任何命令
do-help = 帮助
do-help-help = 本屏的全部按键
do-home = 今日
do-home-help = 回到今日
do-people = 服务对象
do-people-help = 服务对象名单
do-cases = 个案
do-cases-help = 个案列表
do-meetings = 会议
do-meetings-help = 会议纪要列表
do-actions = 待办
do-actions-help = 待办事项列表
do-volunteers = 志愿者
do-volunteers-help = 志愿者名册
do-hours = 服务时长
do-hours-help = 志愿服务时长列表
do-new-case = 接案
do-new-case-help = 登记服务对象并填接案登记表
do-new-minutes = 写会议纪要
do-new-minutes-help = 写本周例会的纪要
do-new-volunteers = 登记志愿者
do-new-volunteers-help = 一次登记多名志愿者
do-teams = 各队情况
do-teams-help = 各队的末次文件、还缺什么、多久没来、待核
do-revoke = 注销
do-revoke-help = 电脑丢了：先看哪些记录仍然有效，再注销
do-answer-file = 写回执文件
do-answer-file-help = 给这台设备写一份文件
do-conflict-desk = 不一致处
do-conflict-desk-help = 两人同时改过的内容
do-finding-desk = 核对
do-finding-desk-help = 记录之间对不上的地方
do-theme = 换配色
do-theme-help = 深色、浅色互换
do-language = 换语言（English）
do-language-help = 中文、英文互换
do-print = 打印
do-print-help = 把这份记录做成 Word 等文件，或打印空白表
do-backup = 备份
do-backup-help = 把全部记录和密钥存成一个加密文件
do-one-by-one = 逐条看
do-one-by-one-help = 接收之前，一条一条看文件会改什么
do-restore = 恢复
do-restore-help = 把已作废的记录恢复到名单和统计里
do-lock = 锁
do-lock-help = 锁屏，写下的都留着
do-quit = 离开
do-quit-help = 离开程序，写下的都留着
