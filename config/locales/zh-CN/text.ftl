# 文字
E_UNSEEN = 第 { $position } 个字符是看不见的字符（{ $character }，{ $kind ->
    [escape] 终端控制序列
    [control] 控制字符、制表符或换行
    [zero_width] 零宽字符
   *[direction] 文字方向控制符
}）；请删掉它，或重新键入这一行。
W_UNSEEN = 已从文字中去掉 { $count } 个看不见的字符；请通读一遍。
