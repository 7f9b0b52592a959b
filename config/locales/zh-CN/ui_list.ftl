# 列表、查找、记录、两张核对桌

E_FILTER_NAME = 名称要有 1 到 { $max } 个字。请改短或写上名称。

list-count = 共 { $n } 条
list-count-of = 共 { $n } 条（全部 { $all }）
list-more-than = { $n } 以上
list-newest = 新建的在前
list-oldest = 先建的在前
list-up = { $column } 升序
list-down = { $column } 降序
list-clear = 清除
list-none-fits = 没有符合的。改几个字，按 Esc 清除，或按 F5 换筛选。
list-empty = 还没有{ $form }。按 F2 新建。
list-empty-below = 还没有{ $form }。按 F2 先选一份{ $above }，打开后按 F4 在它下面新建。
list-empty-below-rows = 还没有{ $form }。按 F2 先选一份{ $above }，打开后按 F3 在里面写。
list-below = 先打开一份{ $form }，再按 F4 在它下面新建。
list-below-rows = 先打开一份{ $form }，再按 F3 在里面写。
list-choose = 先选{ $form }
list-sort-typed = 查找时按符合的先后排列。先按 Esc 清除，再排序。
list-no-filter = （不筛选）
list-kept = 存好的：{ $name }
list-kept-now = 筛选“{ $name }”已存好，按 F5 可以选用。
list-dropped = 筛选“{ $name }”已删除。
list-keep = 这个筛选叫什么
list-keep-nothing = 还没有筛选。先按 F5 选条件，再存。
list-empty-value = （没有填）
list-no-value = 这一项要填{ $word }。
list-overdue = 逾期 { $n }天
list-today = 今天
list-soon = { $n }天后

search-how = 输入姓名拼音首字母（zsf）、全拼、编号、电话，或正文里的字词。
search-first = 前 { $n } 条，还有更多，请多输几个字
search-times = { $n } 次
word-age = { $n }岁

record-ways = 可转到：{ $ways }
record-approved = 已审定，内容锁定
record-approve = 审定以后内容就锁定了，不能撤销。现在审定吗？
record-side = { $value }  （{ $who } { $when }）
record-conflict = 两人填写不同，按 Enter 选定
record-open = 有待选定的内容
record-rows = { $name } { $n } 条
record-is-void = 这条记录已经作废，不能再改。
record-no-child = 这条记录下面没有可加的表。
record-no-states = 这种记录没有阶段。
record-was-approved = 已经审定过了。
record-others-approve = 这类记录由督导或协调员审定，送出文件后等对方审定。
record-others-move = 转到“{ $state }”由督导或协调员来做：按 F9 送出文件，等对方处理。
record-only-moves = 这类记录不用 F8 审定，也不退回：按 F7 转到下一个状态，就是同意。
record-no-move = 现在没有您可以转到的阶段。
record-void-why = 为什么作废（写明理由）
record-mask = 遮住

conflicts-none = 没有需要选定的内容。
conflicts-keep = “{ $field }”用“{ $value }”（{ $who } 填的）吗？选定后大家都会看到，不能撤销。
conflicts-record = 打开记录
conflicts-beside = 同时还改了：{ $all }
conflicts-beside-none = 那次没有改别的。

findings-none = 没有对不上的记录，也没有暂不生效的修改。
findings-held = { $author } 的修改暂不生效：{ $why }
findings-not-here = 这条记录还没有送到，打不开。
record-restore = 恢复这条记录，放回名单和统计里吗？
record-voided = 已作废。要放回来，在名单里按 F5 列出已作废的，打开后按 Ctrl+R 恢复。
record-restored = 已恢复。
list-review = 待审（等待审定）
list-void = 列出已作废的
list-not-void = 不看已作废的
list-only-void = 已作废
list-none-void = 没有已作废的{ $form }。按 F5 回到全部。
