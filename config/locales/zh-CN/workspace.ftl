# 工作区、口令和密钥

E_PASSPHRASE = 口令不对。请检查大小写和输入法后再试；如果确定没有输错，密钥文件可能已损坏，请用备份或恢复文件。
E_PASSPHRASE_SHORT = 口令太短。请至少用 { $min } 个字符，用几个词连成一句话最好记。
W_PASSPHRASE_WEAK = 这个口令容易被猜到。建议用几个不相干的词连成一句话，不要用生日和电话号码。
E_KEYS_DAMAGED = 密钥文件已损坏或不完整。资料没有丢失；请从备份取回密钥文件，或用恢复文件打开。
E_KEYS_WORK = 这个密钥文件要求的计算量过大（{ $factor }），不是本程序制作的。请从备份取回密钥文件。
E_KEYS_WRITE = 密钥没有加密成功，原来的密钥文件没有变动。请再试一次。
E_RECOVERY = 这不是本工作区的恢复文件。请换成建立工作区时存在 U 盘上的那一份。

# 工作区的文件夹和文件
E_WORKSPACE_EXISTS = { $path } 里已经有工作区了。请用 --home 指定另一个文件夹。
E_NO_WORKSPACE = { $path } 里没有工作区。请先用“sanshe init”建立，或用 --home 指定它所在的文件夹。
E_NO_HOME = 找不到存放资料的默认文件夹。请用 --home 指定一个。
E_SECOND_INSTANCE = 这个工作区正在别的窗口里使用。请先关掉那个窗口，再试一次。
E_PERSON_NAME = 姓名是空的、超过 50 个字，或含有看不见的字符。请重新填写。
E_DISK_FULL = 磁盘已满，没有保存。请腾出一些空间再试；原有资料没有变动。
E_NO_SPACE = { $path } 的空间不够：需要 { $need } MB，只剩 { $free } MB。请腾出空间或换一个地方。
E_READ_ONLY = 这里不能写入：文件夹或 U 盘是只读的，或没有权限。请换一个文件夹，或请管理员开放权限。
E_DISK_IO = 磁盘读写出错，没有保存。请检查磁盘或 U 盘是否插好，尽快做一次备份。
E_NO_SUCH_PATH = 找不到 { $path }。请核对路径，确认上级文件夹已经存在。
E_PATH_TAKEN = { $path } 已经存在，不会覆盖它。请换一个文件名。
E_IS_FOLDER = { $path } 是文件夹。请给出一个文件。
E_FILE = 文件 { $path } 读写出错。请检查磁盘或 U 盘，再试一次。
E_FILE_LIMIT = 这个磁盘或 U 盘存不下 { $path } 这么大的单个文件（很多 U 盘最多 4 GB）。请换一个 exFAT 或 NTFS 格式的盘。
E_FILE_TOO_LARGE = 文件 { $path } 太大（上限 { $cap } 字节）。请确认选对了文件。
E_NOT_UTF8 = 文件 { $path } 不是 UTF-8 编码，读不出汉字。请另存为 UTF-8 后再试。
E_READ_BACK = { $path } 写入后再读出来不一样，可能是磁盘或 U 盘坏了。请换一个再试。
E_CANCELLED = 已经取消，什么都没有改变；需要时请重新开始。
E_THREAD = 处理中途停了，什么都没有改变；请关掉别的程序后再试一次。
E_DB_DAMAGED = 数据库文件已损坏。请停止使用这份资料，用“sanshe restore”从最近的备份恢复。
E_DB_NEWER = 这个工作区由更新版本的程序建立（{ $theirs }，本程序只到 { $ours }）。请先升级程序。
E_DB = 数据库出了意外的错误，没有保存。请再试一次；若反复出现，请用“sanshe check”检查。
E_BACKUP_DAMAGED = 备份文件 { $path } 不完整或已损坏，没有恢复。请换另一份备份。
E_CHECK_FAILED = 检查发现了问题，见上面的说明。请先做一次备份，再用“sanshe check --rebuild”重建索引。
E_NO_RECOVERY = { $path } 没有恢复文件可用的钥匙。请用备份，或想起原来的口令。
W_RECOVERY_KEPT = 恢复文件在 { $path }。请把存着它的 U 盘锁进柜子；不在 U 盘上的请移过去，不要留在这台电脑上。
W_NO_RECOVERY = 没有制作恢复文件：忘记口令就打不开资料。可以用“sanshe passphrase --recovery-out 文件”补做。
W_COPIED = 这个工作区换了地方或电脑，已按新的设备记录。请不要再用原来那一份，否则两边都会写。
W_RESTORED = 资料已从备份恢复，并按新的设备记录。备份之后的修改和删除，请先给协调员导出一个文件，再导入协调员的答复和同事的文件；收到答复以前，已经删除的内容可能还看得到。
E_UNKNOWN = 出了意外的错误，什么都没有改变。请再试一次。
E_NO_PASSPHRASE = 没有得到口令。请在终端里输入，或用 --passphrase-file 指定存放口令的文件。
E_PASSPHRASE_FILE = 口令文件 { $path } 的第一行是空的，或不是 UTF-8 文字。请把口令写在第一行。
E_PASSPHRASE_DIFFERS = 两次输入的口令不一样。请重新开始，慢一点输入。
W_PASSPHRASE_FILE = 别人也能读口令文件 { $path }。请只给自己留读取权限（chmod 600）。

# 虚构资料
E_GENERATE_ROLE = 只有协调员的工作区才能生成虚构资料。请用“sanshe init --role coordinator”另建一个。
E_GENERATE_TAKEN = 这个工作区里已经有资料或同事了，不会再放进虚构资料。请用 --home 指定一个新建的空工作区。
E_GENERATE_OTHER = 这个工作区已经开始生成另一套虚构资料：{ $villages } 个村，{ $weeks } 周，种子 { $seed }，程序版本 { $version }。请照原来的数字接着做，或另建一个空工作区。
E_GENERATE_PLACE = { $place } 下面没有可以放村（社区）的镇街。请用镇街（9 位）或市县（6 位）代码建立协调员的工作区。
E_GENERATE_VILLAGES = 这里最少 1 个、最多 { $most } 个村（社区）。请换一个数，或用市县代码建立工作区。
E_GENERATE_WEEKS = 周数要在 1 到 { $most } 之间。请用 --weeks 给出周数。
W_JUDGED_AGAIN = 表格有更新，已重新核对谁可以写什么：不再生效的修改 { $withdrawn } 处（在“暂存”里看），开始生效的 { $admitted } 处。
W_MADE_UP = 这个工作区里是编造的资料，各团队的钥匙可以由种子推算。请不要在这里存真实记录，也不要把它交给别人。
