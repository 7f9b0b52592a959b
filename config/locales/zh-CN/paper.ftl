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
paper-not-decided = 会议未通过：{ $text }（{ $about }）
paper-vote = { $method }，{ $rule }：应到 { $eligible } 人，实到 { $present } 人，赞成 { $in_favour } 票，反对 { $against } 票，弃权 { $abstain } 票，无效 { $invalid } 票
paper-passed = { "" }，通过
paper-not-passed = { "" }，未通过
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

# 打印和导出名单
out-printed = 已写到 { $path }（{ $size }）。
out-taken-out = 已把 { $count } 行写到 { $path }，读回核对过行数。
W_UNENCRYPTED = { $path } 没有加密，谁拿到都能看。用完请收好或删除。
W_ROWS_LEFT_OUT = 有 { $count } 条记录没有填排序的那一项，不在文件里；不加 --sort 就会全部写出。
E_PRINT = 文件没有做成，什么都没有留下。请再试一次。
E_PRINT_FORMAT = 不知道要做成哪种文件。请用 --format 写明 docx、md 或 txt，或让文件名以它结尾。
E_PRINT_LONG = 名单有 { $count } 条，超过纸面的上限 { $max } 条。请用 --where 缩小范围，或用“sanshe list … --out 名单.xlsx”。
E_SIGN_IN = 只有会议纪要才有签到表。请给出会议的编号；要空白签到表，请用“sanshe print --blank sign-in”。
E_LIST_OUT = 名单只能写成 .csv 或 .xlsx 文件。请改文件名 { $path }。
E_XLSX_ROWS = Excel 的一张表最多 { $max } 行。请用 --where 缩小范围，或写成 .csv。
E_XLSX_CELL = 第 { $line } 行有一格超过 Excel 的上限 { $max } 个字。请写成 .csv。
E_ROWS_DIFFER = { $path } 读回来有 { $found } 行，应为 { $count } 行；文件已删除。请换一个磁盘再试。

# 从办公表格导入
word-line = 行
word-column = 表格的列
word-outcome = 结果
word-reason = 说明
word-taken = 导入
word-known = 已有
word-refused = 未导入
out-columns = 第 { $line } 行是表头。各列对应的项：
out-no-field = （不导入；可用 --map 指定）
out-brought = 已导入 { $taken } 行；原来就有 { $known } 行；没有导入 { $refused } 行。
out-brought-undo = 一次“sanshe undo”可以全部撤销。
out-would-bring = 试导入：可以导入 { $taken } 行；原来就有 { $known } 行；不能导入 { $refused } 行。什么都没有保存。
E_TABLE_XLS = { $path } 是旧格式的 Excel 文件。请在 Excel 或 WPS 里另存为 .xlsx，再导入。
E_TABLE_XLSX = { $path } 打不开：不是完好的 .xlsx 文件，或者设了密码。请在 Excel 或 WPS 里另存一份没有密码的。
E_TABLE_TEXT = { $path } 的文字读不出来。请在 Excel 或 WPS 里另存为“CSV UTF-8”，再导入。
E_TABLE_SIZE = { $path } 太大：最多 { $rows } 行、{ $columns } 列。请分成几个文件。
E_NO_HEADINGS = 表格前 10 行里没有认得的表头。请让一行写着“姓名”“证件号码”“联系电话”等，或用 --map 指定；各项请看“sanshe forms { $form }”。
E_NO_COLUMN = 表头里没有“{ $heading }”这一列。请照表头原样写在 --map 里。
E_COLUMN_TWICE = 有两列都指定为“{ $field }”。请在 --map 里去掉一列。
E_CELL_ROUNDED = 这个号码太长，被 Excel 改掉了末几位。请把这一列设成“文本”格式，照证件重新填写。
E_NOTHING_BROUGHT = 一行也没有导入，{ $count } 行有问题，见上表。请改好表格再试。
W_OWN_VILLAGE = 表格里没有“{ $zh }”这一列，每行都按本机的驻点“{ $place }”填。
W_NO_COLUMN = 表格里没有“{ $zh }”这一列，{ $count } 行因此没有导入。每行都一样的，在命令后面加 --set { $field }=内容；各行不同的，在表格里加一列。
W_SHEETS = 工作簿里不止一张表有内容，只读了第一张“{ $name }”。其余的请另存后再导入。
W_SAME_PHONE = 这个电话与 { $no } 的相同，请核对；家人共用一个电话的不用改。
W_ROW_TWICE = 与第 { $row } 行是同一个人，没有再导入。
E_ROW_OTHER = { $zh } { $value } 在第 { $row } 行是另一个名字“{ $name }”。请对照证件：错的是这一行，改正后再导入；错的是第 { $row } 行，在它已导入的记录上改。
E_KNOWN_OTHER = { $zh } { $value } 已登记给“{ $name }”（{ $no }）。请对照证件：写错的改正；同一个人改了名字的，在原来的记录上改。
W_ROW_KNOWN = 原来就有，编号 { $no }，没有再导入。

## 统计
paper-indicator = 指标
paper-part = 其中
paper-value = 数值
paper-withheld = 人数少的不列出
out-report = { $place }：{ $from } 起，到 { $to } 之前
out-report-left = 有 { $n } 条记录没有算进去，因为还有地方待核对，或两人填写不同、还没选定（“sanshe findings”“sanshe conflicts”）。
out-report-kept = 已存为 { $id }，随您下一份文件上报。
W_REPORT_OVERLAP = 已存的统计里有 { $count } 份与这份的期间和地点重叠（如 { $place } 从 { $from } 到 { $to } 之前），两份相减可能看出是谁。请只报月或只报季，多余的那份请作废，最好在下次导出之前。
E_REPORT_PERIOD = 结束日期要晚于开始日期。
E_REPORT_OUT = Excel 文件要写到一个地方：请用 --out 给出文件名。
