# 统计和上报
scope-report = 统计
do-reports = 上报的统计
do-reports-help = 本机存下的和各处报来的统计。
do-new-report = 统计数字
do-new-report-help = 一个月、一季度或一年的数字，不含姓名；协调员可以存为上报的统计。
report-month = { $year }年{ $n }月
report-quarter = { $year }年第{ $n }季度
report-year = { $year }年
report-how = 左右键换一段时间，Tab 换月、季、年。
report-about = 只有数字，没有姓名；有关服务对象的 1 到 4 写成“<5”；其中人数少的各项不列出，能推算出它们的也不列。
report-save = 存为上报
report-span = 月、季、年
report-kept = 已存为上报的统计，随您下一份文件上报。
