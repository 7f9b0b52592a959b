# 记录：查找、填写、改变

# 查找记录
E_NO_RECORD = 找不到编号为“{ $id }”的记录。请核对编号，或先用“sanshe search”查找。
E_ID_SHORT = 有好几条记录的编号以“{ $id }”开头。请多写几位。
E_NOT_INDEXED = 列表不能按这一项筛选或排序。请改用：{ $fields }。
E_CURSOR = “下一页”的标记不对。请原样使用上一页给出的标记，查询条件也要相同。

# 填写
E_NO_INPUT = 没有收到内容。请用 --set 字段=值 填写，或从标准输入传入一个 JSON 对象。
E_INPUT_SIZE = 传入的内容太大，最多 { $max } MB。请分成几条记录。
E_JSON = JSON 第 { $line } 行第 { $column } 列写法有误。请检查那里的引号、逗号和括号。
E_JSON_OBJECT = 传入的 JSON 应当是一个对象，形如 { "{" }"name": "张三"{ "}" }。请改正后再试。
E_ROWS_BY_JSON = 表格里的行不能用 --set 填写。请从标准输入传入 JSON。
E_ROW_MISSING = 这里提到的行或记录不存在，或已作废。请核对编号，同一次填写的行可以写成 #1、#2。
E_REF_MISSING = “{ $value }”不是可用的记录：它不存在、已作废，或不是这一种表单。请重新选择。
E_PARENT = 请用 --parent 指明它属于哪一份“{ $zh }”（{ $form }）。
E_NO_PARENT = 这种表单不属于别的记录。请去掉 --parent。
E_PARENT_VOID = 上级记录已经作废，不能在它下面新增。请换一份，或请同事核对。
E_UNIQUE = “{ $value }”已经用在另一条记录上了。请核对，或换一个。
W_UNIQUE = “{ $zh }”里已有一条记录写着同一个号码“{ $value }”。请核对：写错的改正；已经登记过的不要再登记。
W_SECOND_MEETING = { $from } 到 { $to } 已有一次同类例会：{ $date }《{ $title }》。确实又开了一次可以照存；记重了的请作废一份。
E_OPEN_CASE = 这位服务对象已有一个没有结束的个案（{ $no }）。请在那个个案里继续。
E_HOURS_OVERLAP = 这段时间和这位志愿者的另一条时长重叠了 { $minutes } 分钟。请核对起止时间。
E_RECORDER_IS_VOLUNTEER = 记录人不能是志愿者本人。请由别人来记录。
W_LONG_DAY = 这位志愿者当天合计 { $minutes } 分钟，超过 8 小时。请找第二个人核实。
W_NOT_GRANTED = 已保存，但名册没有给您 { $place }/{ $class } 的权限，到协调员那里会被搁置。请找协调员开通。
W_PERSON_UNKNOWN = 本机还没有这个人的名片。请确认编号没有写错。
E_SCOPE_TEXT = “{ $text }”不是 6、9 或 12 位的区划代码。请检查。

# 状态、作废、审定
E_NO_STATES = “{ $zh }”没有状态可以改变；要修改内容请用“sanshe set”。
E_STATE_BY_MOVE = 状态不能直接填写。请用“sanshe move 编号 状态”。
E_NO_MOVE = 不能从 { $from } 变到 { $to }。现在可以变到：{ $open }。
E_ROLE_MOVE = 这一步要由{ $roles }来做。请交给他们。
E_ROLE_APPROVE = 审定要由{ $roles }来做。请交给他们。
E_ROLE_FORM = “{ $zh }”由{ $roles }填写。请交给他们。
E_GUARD_DECISION = 请先把接案决定填为一次性咨询、转介或不接案。
E_GUARD_REASON = 请先填写不接案原因。
E_GUARD_SUPERVISOR = 请先填写督导和督导日期。
E_GUARD_UNKNOWN = 表单里的规则“{ $guard }”本程序不认识。请升级程序或改正表单文件。
E_VOID = 这条记录已经作废，不能再改。若是误作废，请先恢复它（屏幕上按 Ctrl+R，命令是 sanshe unvoid）。
E_REASON = 请写明原因，最多 { $max } 个字。
E_APPROVED = 这条记录已经审定，这一项不能再改。请找审定的人商量。
E_APPROVED_ALREADY = 这条记录已经审定过了，不用再做。
E_APPROVE_OPEN = 这条记录还有没定下来的内容，不能审定。请先用“sanshe conflicts”逐项选定。

# 撤销
E_NOTHING_TO_UNDO = 没有可以撤销的操作；只有在本机做的操作才能撤销。
E_NOT_VOID = 这条记录没有作废，不用恢复。
E_VOID_ABOVE = 它上面的记录已作废，请先恢复上面的。
E_UNDO_APPROVED = 最近一步是审定，不能撤销。要撤销它之前的一步，请用“sanshe undo --skip”。
E_UNDO_CHANGED_SINCE = 最近一步的内容后来又改过，或已审定，不能撤销。请直接修改记录，或用“sanshe undo --skip”撤销它之前的一步。

# 两人填写不同、不合规则、暂不生效
E_NO_CONFLICT = 没有“{ $id }”这项待选定的内容，也许已经处理了。请用“sanshe conflicts”重新查看。
E_NO_SIDE = “{ $id }”不是这一项的修改，或者不只指一处。请照“sanshe conflicts”列出的写。
E_SIDE_MISSING = 这个值的内容还没有送到，不能选它。请等下一个同步文件，或选另一个值。
F_NUMBER_TWICE = “{ $zh }”里有几条记录用了同一个“{ $value }”。请核对并改正其中的编号。
F_VALUE_TWICE = “{ $zh }”里有几条记录写着同一个号码“{ $value }”。请核对：写错的改正；登记重了的只留一条，其余作废。
F_OPEN_CASES = { $name } 同时有几个没有结束的个案。请商量保留哪一个，其余的作废或结束。
F_HOURS_OVERLAP = { $name } 有两条时长重叠了 { $minutes } 分钟。请核对后改正其中一条。
F_APART_VOID = 这条记录作废时没有看到另外 { $count } 处修改。请看看这些修改还要不要。
F_APART_APPROVED = 这条记录审定时没有看到另外 { $count } 处修改。请核对后再处理。
F_PLACE = 有 { $count } 处修改把这条记录说成属于别处或别的表单，均未计入。请到“held”查看作者，并告诉协调员。
F_PLACE_OPEN = 几处修改对这条记录属于哪里说法不一，暂不显示。请导入建立这条记录的人的文件，之后就会显示。
H_SCOPE = 暂不生效：作者没有得到这个地方或这类记录的授权。请协调员确认。
H_UNKNOWN = 暂不生效：作者的设备不在任何可信的名册里。请协调员确认。
H_ROLE = 暂不生效：作者没有审定、退回、填写这种表或作这个决定的权限。请协调员确认。
H_FORK = 暂不生效：同一个编号有两个不同的修改。请告诉协调员：可能有人复制了那台设备的工作区。
H_REVOKED = 未计入：作者的设备已注销，这处修改不在注销前确认完好的文件里。请协调员决定。
H_CLASS = 未计入：这种表单不属于这一类记录。请问协调员。
H_PLACE = 未计入：它把记录说成属于别处或别的表单，与建立时不同。请问协调员。

# 内部编号
E_HEAD = 有一条修改的标记不完整，没有采用。请让对方重新导出。
E_BODY = 有一条修改的内容读不懂，没有采用。请让对方重新导出。
E_COMMITMENT = 有一条修改的内容和它的标记对不上，没有采用。请让对方重新导出。
E_CHANNEL_TEXT = “{ $text }”不是设备和地点的编号。请从列表里原样复制。
E_DEVICE_ID = “{ $text }”不是设备编号。请从列表里原样复制。
E_DOT_TEXT = “{ $text }”不是一处修改的编号。请从列表里原样复制。
E_STAMP_TEXT = “{ $text }”不是时间标记。请让对方重新导出。
