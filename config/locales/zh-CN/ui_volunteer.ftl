# 志愿者快速登记

quick-name = 志愿者  快速登记
quick-bar = { $all } 人 · { $wrong } 行要改
quick-hint = 一行一人；可以整段粘贴。性别、出生日期由身份证号码带出。Tab 下一格，Ctrl+S 全部保存
quick-skills = 技能：输入拼音首字母或名称，用空格分开，例如 yl jj
quick-unknown = 没有“{ $word }”这项技能。可以写：医疗、教育、法律、心理、文艺、维修、信息技术、翻译、驾驶、急救、理发、其他。
quick-twice = 这个证件号码在上面已经有了。
quick-alike = 可能已登记：{ $who }  F6 打开比较
quick-pasted = 贴入 { $n } 行。标 ! 的要改，标 ? 的可能已登记。
quick-draft-aside = 这里存的草稿读不出来，原样留着；现在是空表。
quick-draft = 志愿者快速登记（{ $n } 人）
quick-nothing = 还没有填写。
quick-saved = 已保存 { $n } 人。
quick-left = 已保存 { $n } 人；还有 { $left } 行没有保存，请照说明改好再存。
quick-next = 下一格
quick-known = 有 { $n } 人可能已登记（标 ? 的行）
quick-known-look = 先看一看：光标到第一个，F6 打开比较
quick-known-others = 只存其余的人，标 ? 的行留着
quick-known-all = 照样保存，都是另外的人
quick-known-left = 已保存 { $n } 人；标 ? 的 { $left } 行留着，按 F6 比较。
