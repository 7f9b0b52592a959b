# 区划
E_SCOPE = 区划代码 { $code } 不在本市范围内（应以 { $scope } 开头）；请检查。
W_PLACE = 区划表里没有 { $code }；区划每年都有调整，如果代码没错，可以照常保存，或用“places import”补上名称。
E_PLACES_UTF8 = 区划表不是 UTF-8 编码，读不出汉字；请在电子表格里另存为“CSV UTF-8”后再导入。
E_PLACES_CSV = 区划表第 { $line } 行读不懂；请检查引号是否成对，或在电子表格里另存为“CSV UTF-8”。
E_PLACE_ROW = 第 { $line } 行没有导入（{ $text }）：{ $reason ->
    [columns] 缺少名称，每行应为“代码,名称”
    [length] 代码应为 6、9 或 12 位；若变成了科学计数法，请先把该列设为文本
    [digits] 代码只能是数字
    [scope] 代码不在本市范围内
    [county] 县区未知，请先导入县区那一行
    [name] 名称为空、超过 50 字或含有看不见的字符
   *[twice] 同一代码前面已有另一个名称
}。
