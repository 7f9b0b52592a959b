# 同步文件、名片、名册和签名

E_ROLE = 角色“{ $value }”不认识。请填 worker（社工）、supervisor（督导）或 coordinator（协调员）。

E_SIG = 签名和内容对不上，内容可能被改动或损坏。请让对方重新导出一份。
E_SIG_NAMESPACE = 这个签名是为别的用途做的，不能用在这里。请让对方重新导出一份。
E_SIG_KEY = 签名用的密钥不符合要求，或者不是这台设备的。请让对方重新制作名片或文件。

E_CARD = 这不是一张完整的设备名片。请让对方用“sanshe keys card”重新制作。
E_CARD_NEWER = 这张名片由更新版本的程序制作。请先升级本机程序再读取。
E_CARD_NAME = 名片的“{ $field ->
        [name] 姓名
        [team] 团队
        [person] 人员编号
        [place] 地点
        [letter] 设备字母
        [age] 收件密钥
       *[made] 日期
    }”一栏是空的、太长，或含有不能显示的字符。请让对方改好后重新制作名片。
E_CARD_FIELD = 名片的“{ $field ->
        [name] 姓名
        [team] 团队
        [person] 人员编号
        [place] 地点
        [letter] 设备字母
        [age] 收件密钥
       *[made] 日期
    }”一栏填写不正确。请让对方改好后重新制作名片。
E_CARD_FINGERPRINT = 输入的核对数字和这张名片不一致。请当面再核对一遍；仍不一致，就不要信任这张名片。

E_ROSTER = 名册不完整或内容有误。请让协调员重新发一份。
E_ROSTER_NEWER = 这份名册由更新版本的程序制作。请先升级本机程序再读取。
E_ROSTER_OLD = 这份名册是旧的（第 { $got } 号），本机已有第 { $have } 号。请向协调员要最新的文件。
E_ROSTER_TWIN = 收到两份号码相同（第 { $got } 号）、内容不同的名册。请立即告诉协调员：可能有人复制了协调员的工作区。

E_FILE_READ = 文件读不出来。请检查 U 盘是否插好，再试一次。
E_FILE_WRITE = 文件没有写成。请检查 U 盘是否已满、被拔出或只读，再导出一次。
E_FILE_FORMAT = 这不是三社的同步文件。请确认选对了文件（文件名以 .sanshe 结尾）。
E_FILE_NEWER = 这个文件由更新版本的程序制作（格式 { $format }）。请先升级本机程序再导入。
E_FILE_NOT_FOR_YOU = 这个文件不是发给您的，或者开头已损坏。请让对方确认接收人后重新导出。
E_FILE_DAMAGED = 文件已损坏或不完整。本机资料没有变动；请让对方重新导出，或重新复制一次。
E_FILE_PARTS = 文件里面的内容和清单不一致，已拒绝导入。请让对方重新导出。
E_FILE_SIZE = 文件太大，超过 { $max } MB 的上限。请让对方分成几个文件导出。
E_FILE_BOMB = 文件解开后比它声明的大，已拒绝导入。请当面问清这个文件的来历。

E_MANIFEST = 文件的清单有误，已拒绝导入。请让对方重新导出。
E_RANGES = 号码范围写得不正确。请写成“1-5,7”的样子，从小到大，不重复。

E_SEAL = 文件里有一段记录的封签不完整，已拒绝导入。请让对方重新导出。
E_SEAL_DEVICE = 有一段记录的封签不是设备 { $device } 自己签的，已拒绝导入。请告诉协调员。
E_SEAL_HEADS = 设备 { $device } 的第 { $n } 段记录和它的封签对不上，已拒绝导入。请让对方重新导出。
E_SEAL_CHAIN = 设备 { $device } 的第 { $n } 段记录接不上前一段。请告诉协调员：可能有人复制了那台设备的工作区。

# 认识的人和授权
E_OWN_CARD = 这是本机自己的名片，不用信任。请把它交给协调员或同事。
E_PERSON_TAKEN = 这张名片用的人员编号 { $person } 已经是别的设备的了。如果是同一个人的另一台设备，请加上 --person { $person }；否则不要信任它。
E_NO_PERSON = 这里没有编号为 { $person } 的人。请用 sanshe keys list --json 查看编号。
E_PERSON_BY_COORDINATOR = 哪台设备是谁的，由协调员确认。请去掉 --person。
E_LETTER_TAKEN = 这个人已有一台字母为 { $letter } 的设备，两台会编出同样的号码。请在新设备上换一个字母重新建立工作区。
E_TRUST_ROLE = 您只需要信任协调员的名片；同事会随协调员的文件一起来。请向协调员要名片。
E_GRANT = “{ $text }”不是授权。请写成 320585101/case 的样子，类别是 case、people、open 或 *。
E_GRANT_BY_COORDINATOR = 授权由协调员给出。请去掉 --grant。
E_GRANT_OUTSIDE = { $grant } 不在您负责的 { $prefix } 范围内。请改正 --grant。
E_REVOKED = 这张名片的钥匙已经停用，不能再信任。请让对方建立新的工作区并重新制作名片。
E_PEER = 不认识“{ $name }”。请先信任他的名片；现在认识的有：{ $known }。
E_PEER_NONE = 还没有信任任何人的名片，所以没有人可以送。请先和对方交换名片（sanshe keys card、keys trust）。
E_FILE_FOLDER = { $path } 是文件夹。请写明里面的哪一个 .sanshe 文件。
E_FOLDER_WITHOUT = { $path } 里没有 .sanshe 文件。请看看是不是另一个文件夹。
E_PEER_DEVICES = { $name } 有几台设备。文件只给其中一台，请指明：{ $devices }。
E_PEER_MANY = 有几个人都叫“{ $name }”。请用编号指明是哪一位：{ $ids }。
E_SENDER_UNKNOWN = 不认识寄件人，没有导入。请先信任他的名片，或请协调员把他加进名册。
E_SENDER_REVOKED = 这个文件来自 { $name } 已经注销的一台设备，没有导入。请不要再信任那张名片；本人要接着记，请在新电脑上建工作区，重新交换名片。
E_FILE_TO = 这个文件不是给您的，没有导入。请把它交给收件人，或让对方重新导出。
E_SEGMENTS = 文件的“{ $part }”部分不完整，已拒绝导入。请让对方重新导出。
E_FORK_UNSENT = { $author } 有一段记录（{ $scope }）和它的封签对不上，不能导出。请用“sanshe check”检查，并告诉协调员。
W_SEGMENT_TWIN = { $author } 有两段不同的记录都编为第 { $n } 段（{ $scope }）：那台设备的工作区被复制或恢复过。两段都已收下，请告诉协调员。
W_SEAL_CHAIN = { $author } 有一段记录（{ $scope }）接不上前一段。可以照常导入，请告诉协调员：可能有人复制了那台设备的工作区。
W_ROSTER_OUTSIDE = 文件里的名册管到了协调员名片所写地点之外，没有采用。请告诉协调员。
E_MANIFEST_LONG = 文件的清单会有 { $bytes } 字节，超过 { $most } 字节对方就打不开，所以没有导出。请让下级协调员把文件直接交给对方，并告诉维护本程序的人。
W_ROSTERS_TOO_MANY = 有 { $count } 份下级名册在这个文件里放不下，没有转交。名册上的人写的内容到了对方那里会先暂存。请让这几位协调员与对方直接交换名片和文件。
W_ROSTERS_LEFT = 这份文件转来的下级名册有 { $count } 份没有采用：签名的协调员不在您认可的范围里，或者同一编号有两份不同的。请问转来的协调员。
E_PEER_REVOKED = { $name } 的设备都已注销，没有人能打开文件。请先信任对方新设备的名片。
E_NO_ROSTER = 只有协调员的工作区有名册可改。请找协调员。
E_REVOKE_OWN = 这就是您正在用的设备。请在另一位协调员那里注销。
E_NO_DEVICE = 名册上没有叫“{ $text }”的设备。请从“sanshe keys list”复制核对数字。
E_DEVICE_MANY = 有好几台设备叫“{ $text }”。请从“sanshe keys list”复制丢失那台的核对数字。
E_NO_SEGMENT = 这里没有 { $channel } 的第 { $n } 段，或者有两个同号的。请写一个这里有的段号。
W_UNSENT = { $scope } 有 { $changes } 条改动这次没有送出：恢复备份以前封好的第 { $segment } 段还没有回来。请先导入有这一段的同事最新的文件，再重新导出。
