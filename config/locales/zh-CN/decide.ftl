# 协调员的决定

## 暂不生效
out-held = { $id } · { $author } 对 { $form } { $record } 的修改，{ $time }
out-held-fields = 涉及：{ $fields }
out-held-how = “sanshe admit { $id }”准许它在各处生效；“sanshe refuse { $id }”永久拒绝。
out-no-held = 没有暂不生效的修改。
out-admitted = { $author } 的这处修改从现在起生效：本机立即生效，其他机器收到您下一份文件后生效。
out-refused = { $author } 的这处修改永久不生效，各处都一样。列表里仍看得到它。
H_REFUSED = 协调员已拒绝，不生效。若内容其实正确，请重新填写一遍。
H_TWIN = 暂不生效：同一个编号，协调员选了另一处修改。
E_NOT_HELD = 没有名叫“{ $id }”的暂不生效的修改。“sanshe held”会列出来，每行开头就是要输入的名字。
E_HELD_MANY = “{ $id }”对应好几处修改。请从这些名字里选一个：{ $ids }
E_REFUSED_ALREADY = 协调员已拒绝这处修改，不能再改。若内容其实正确，请重新填写一遍。
E_HELD_PLACE = 这处修改把记录放错了地方，不能准许也不能拒绝。请看“sanshe findings”。
E_HELD_CONTROL = 这是别人作的决定，不能再对决定作决定。请直接对那件事作决定。
E_ROLE_DECIDE = 这件事只能由 { $place } 的协调员决定。请交给他们。

## 退回
word-returned = 已退回
out-returned = 已退回。社工收到您下一份文件后，会在首页看到；重交之前不能审定。
out-handed-in = 已重交。协调员收到您下一份文件后会看到。
home-returned = 退回
E_ROLE_RETURN = 退回要由{ $roles }来做。请交给他们。
E_NO_RETURN = { $zh }不需要审定，也就不能退回。请直接告诉填写的人。
E_NOT_RETURNED = 这条记录没有被退回，不需要重交。
E_APPROVE_RETURNED = 这条记录已退回（{ $reason }），还没有重交，不能审定。

## 删除
out-erased = 已删除：{ $records } 条记录、{ $changes } 处修改。其他机器收到您下一份文件后也会删除；“sanshe erasures”可以看谁已回复。
out-reach = 下面这些副本程序够不着，请自己销毁，或请对方销毁：
out-reach-print = { $time } 打印的纸
out-reach-table = 导出的{ $form }表格：{ $count } 份，最近一次 { $time }
out-reach-file = 给 { $name } 的交换文件，不论在哪个优盘上：{ $count } 份，最近一次 { $time }
out-reach-backup = 备份：{ $count } 份，最近一次 { $time }
out-reach-other = 还有拍下的屏幕、纸上的笔记，以及别的记录里提到这个人的文字。
out-erasure = { $time } · { $root } · { $author }：{ $ground }
out-erasure-done = 已删除：{ $names }
out-erasure-waiting = 还没有回复：{ $names }
out-erasure-lost = 设备已注销，不会再回复：{ $names }
out-no-erasures = 没有删除过任何内容。
E_GROUND = 请写明删除的依据，最多 { $max } 个字，不要写人名：依据会保留下来。
E_ERASE_WORD = “{ $text }”说不清是哪一条，什么也没有删除。请写完整编号 { $id }（屏幕上是输入“{ $word }”）。
E_ERASE_ROOT = 只能整个删除一个人、一次会议或一份档案。这条记录属于 { $root }，请删除它。
W_SCRUB_LATER = 已删除，但磁盘上的旧痕迹还没能覆盖（{ $why }）。请腾出磁盘空间，再打开一次工作区。
W_ERASED_AGAIN = 恢复的备份里有已经删除过的内容，现在重新删除了：{ $changes } 处修改。

## 本人的全部资料
paper-own = 本人名下的全部资料
paper-own-history = 修改经过
paper-own-looks = 谁在本机看过
paper-own-elsewhere = 团队其他机器各有自己的访问记录，请向协调员查询。
word-who = 谁
E_PRINT_ALL_FORMAT = 文件名请以 .docx、.md、.txt 或 .json 结尾。

## 屏幕
scope-held = 暂不生效
scope-erase = 删除
do-return = 退回
do-return-help = 退回这条记录，写明要改什么
do-hand-in = 重交
do-hand-in-help = 改好之后，重交被退回的记录
do-erase = 彻底删除
do-erase-help = 在所有机器上删除一个人、一次会议或一份档案的全部内容
do-admit = 准许
do-admit-help = 让光标处的修改生效，各处都一样
do-turn-down = 拒绝
do-turn-down-help = 让光标处的修改永久不生效
do-held-desk = 暂不生效的修改
do-held-desk-help = 哪些修改没有生效、为什么，协调员可以作决定
do-erasure-desk = 删除记录
do-erasure-desk-help = 删除过什么、依据是什么、哪些机器已回复
held-none = 没有暂不生效的修改。
held-closed = 这一处不能作决定，原因见下面一行。
held-admit = 准许 { $who } 的这处修改（{ $what }）生效吗？所有机器都会生效，不能撤回。
held-refuse = 永久拒绝 { $who } 的这处修改（{ $what }）吗？所有机器都不再生效，不能撤回。
record-return-why = 要改什么？
erase-what = 将删除：{ $what }，连同名下的全部内容。
erase-everywhere = 本机立即删除；其他机器收到您下一份文件后删除。谁已回复，见“删除记录”。
erase-for-good = 不能撤回，恢复备份也找不回来。
erase-how = 按回车继续：先写删除的依据，再把它的编号或名称照样输入一遍。
erase-ground = 删除的依据？不要写人名，依据会保留
erase-word = 输入“{ $word }”才会删除
erase-other-word = 输入的和它不一样，什么也没有删除。
erase-waiting = 正在删除……
erase-said = 已删除：{ $records } 条记录、{ $changes } 处修改。其他机器收到您下一份文件后也会删除；谁已回复，见“删除记录”。
erase-done = 已删除。
erase-go-on = 继续
erase-read = 看完了
home-held-back = 暂不生效
home-held-changes = { $n } 处修改等您决定
word-decision = 协调员的决定
out-import-decisions = 协调员的决定和回复：{ $count } 条。
out-import-erased = 按这份文件里的决定删除了 { $count } 处修改，您下一份文件会回复。
out-import-refused-bodies = 因为已删除，没有收下 { $count } 处修改。
W_DRAFTS_ERASED = 一起删除了 { $count } 份没保存的草稿（{ $zh }）：里面有已删除的内容。
