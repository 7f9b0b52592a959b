# 表单：填写与表单文件
# 填写
E_UNKNOWN_FIELD = 表单“{ $form }”没有“{ $field }”这一项。各项的名称见“sanshe forms { $form }”。
E_FIELD_OFF = “{ $field }”默认不收集；确有需要时，请先由单位在自己的表单里开启。
E_GATE_FIELD = “{ $field }”不能直接填写，请使用作废、审定或改变状态的命令。
E_COMPUTED = “{ $field }”由程序计算，请去掉这一项。
E_TYPE = 这一项要填{ $zh }。
E_REQUIRED = 请填写“{ $zh }”。
E_TOO_LONG = 最多 { $max } 个字，请缩短。
E_RANGE = 请填 { $min } 到 { $max } 之间的整数。
E_MIN = 请填不小于 { $min } 的整数。
E_MAX = 请填不大于 { $max } 的整数。
E_CODE = 没有“{ $value }”这个代码，请从列表中选。
E_DIGEST = “{ $value }”不是 SHA-256 摘要，应为 64 位十六进制数字。
E_REF = “{ $value }”不是记录的编号；同一次保存的行请写成 attendees[0] 的样子。
E_RULE = { $zh }
W_RULE = { $zh }

# 表单文件
E_FORM_UNKNOWN = 没有“{ $form }”这种表单。“sanshe forms”会列出全部。
E_FORM_SYNTAX = 表单文件 { $file } 第 { $line } 行写法有误，请改正（{ $why }）。
E_FORM_SIZE = 表单文件 { $file } 太大，最多 { $max } KiB，请缩短。
E_FORM_CLASS = 表单文件 { $file } 第 { $line } 行：保密类别要与上级表单“{ $name }”相同，请改正。
E_FORM_CIRCLE = 表单文件 { $file } 第 { $line } 行：“{ $name }”的上级绕回了它自己，请改正 parent。
E_FORM_KEY = 表单文件 { $file } 第 { $line } 行的“{ $key }”不是可用的设置，请改正或删去。
E_FORM_MISSING = 表单文件 { $file } 第 { $line } 行缺少“{ $key }”，请补上。
E_FORM_LABEL = 表单文件 { $file } 第 { $line } 行的文字是空的，中文和英文都要写。
E_FORM_NAME = 表单文件 { $file } 第 { $line } 行的“{ $id }”不能作名称；请以字母开头，只用字母、数字和下划线，并避开程序保留的名称。
E_FORM_TWICE = 表单文件 { $file } 第 { $line } 行的“{ $id }”重复了，请换一个名称。
E_FORM_GROUP = 表单文件 { $file } 第 { $line } 行用到了“{ $id }”这一组，请用 [[group]] 写明它的名称。
E_FORM_VERSION = 表单文件 { $file } 第 { $line } 行的版本要从 1 开始。
E_FORM_KIND = 表单文件 { $file } 第 { $line } 行的类型“{ $kind }”无法使用，请核对写法和它需要的选项。
E_FORM_VALUE = 表单文件 { $file } 第 { $line } 行的值“{ $value }”不适合这一项，请改正。
E_FORM_REFERS = 表单文件 { $file } 第 { $line } 行提到的“{ $name }”不存在，或与对方不相符，请核对。
E_FORM_EXPR = 表单文件 { $file } 第 { $line } 行的条件“{ $expr }”无法计算，请改正（{ $why }）。
E_FORM_EXPR_NAME = 表单文件 { $file } 第 { $line } 行的条件“{ $expr }”用了未知的名称“{ $name }”，请核对。
E_FORM_EXPR_LONG = 表单文件 { $file } 第 { $line } 行的条件“{ $expr }”过长、过深或含有不许用的符号，请写得简单些。

# 单位自己的表单
E_FORM_LIMIT_VERSION = 表单文件 { $file } 第 { $line } 行：版本要高于内置表单的版本 { $name }。
E_FORM_LIMIT_CLASS = 表单文件 { $file } 第 { $line } 行：内置表单的保密类别“{ $name }”不能改变，请改回。
E_FORM_LIMIT_FIXED = 表单文件 { $file } 第 { $line } 行：内置表单的“{ $name }”由程序规定，不能改变，请改回或删去。
E_FORM_LIMIT_OWN_FIELD = 表单文件 { $file } 第 { $line } 行：单位自己增加的“{ $name }”要以 x_ 开头。
E_FORM_LIMIT_NEW_FORM = 表单文件 { $file } 第 { $line } 行：单位自己的表单“{ $name }”要以 x_ 开头。
E_FORM_LIMIT_KIND = 表单文件 { $file } 第 { $line } 行：“{ $name }”的类型和含义不能改变；请改回，或另增一项以 x_ 开头的。
E_FORM_LIMIT_SENSITIVE = 表单文件 { $file } 第 { $line } 行：“{ $name }”是敏感个人信息，这个标记不能去掉。
E_FORM_LIMIT_PROTECTED = 表单文件 { $file } 第 { $line } 行：“{ $name }”须遮盖显示，这个标记不能去掉。
E_FORM_LIMIT_COMPUTED = 表单文件 { $file } 第 { $line } 行：“{ $name }”的算法不能改变，请改回。
