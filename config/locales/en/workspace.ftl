# The workspace, its passphrase and its keys

E_PASSPHRASE = The passphrase is wrong. Check capital letters and the input method, and try again; if you are sure of it, the key file may be damaged: use a backup or the recovery file.
E_PASSPHRASE_SHORT = The passphrase is too short. Use at least { $min } characters; a sentence of several words is easiest to remember.
W_PASSPHRASE_WEAK = This passphrase is easily guessed. A sentence of several unrelated words is better; avoid birthdays and telephone numbers.
E_KEYS_DAMAGED = The key file is damaged or incomplete. Your records are not lost; take the key file from a backup, or use the recovery file.
E_KEYS_WORK = This key file asks for too much work ({ $factor }) and was not made by this program. Take the key file from a backup.
E_KEYS_WRITE = The keys could not be encrypted; the old key file is unchanged. Try again.
E_RECOVERY = This is not the recovery file of this workspace. Use the one that was put on a stick when the workspace was made.

# Folders and files of the workspace
E_WORKSPACE_EXISTS = There is already a workspace in { $path }. Name another folder with --home.
E_NO_WORKSPACE = There is no workspace in { $path }. Make one with “sanshe init”, or name its folder with --home.
E_NO_HOME = The usual folder for data was not found. Name a folder with --home.
E_SECOND_INSTANCE = This workspace is open in another window. Close that one first, then try again.
E_PERSON_NAME = The name is empty, longer than 50 characters, or holds characters that can't be seen. Write it again.
E_DISK_FULL = The disk is full and nothing was saved. Make some room and try again; your records are unchanged.
E_NO_SPACE = There is not enough room in { $path }: { $need } MB are needed, { $free } MB are free. Make room or choose another place.
E_READ_ONLY = Nothing can be written here: the folder or stick is read-only or closed to you. Choose another folder, or ask for access.
E_DISK_IO = The disk could not be read or written and nothing was saved. Check that it is plugged in, and make a backup soon.
E_NO_SUCH_PATH = { $path } was not found. Check the path, and that the folder above it exists.
E_PATH_TAKEN = { $path } is already there and is never overwritten. Choose another name.
E_IS_FOLDER = { $path } is a folder. Name a file.
E_FILE = The file { $path } could not be read or written. Check the disk or stick and try again.
E_FILE_LIMIT = The disk or stick takes no file as large as { $path } (many sticks end at 4 GB). Use one that is formatted as exFAT or NTFS.
E_FILE_TOO_LARGE = The file { $path } is too large (at most { $cap } bytes). Check that it is the right one.
E_NOT_UTF8 = The file { $path } is not in UTF-8, so its characters can't be read. Save it as UTF-8 and try again.
E_READ_BACK = { $path } reads differently from what was written; the disk or stick may be failing. Use another one.
E_CANCELLED = It was cancelled and nothing changed; start again whenever you like.
E_THREAD = The work stopped half-way and nothing changed; close other programs and try again.
E_DB_DAMAGED = The database file is damaged. Stop using it, and take your records from the latest backup with “sanshe restore”.
E_DB_NEWER = This workspace was made by a newer version of the program ({ $theirs }; this one knows { $ours }). Update the program first.
E_DB = The database met an unexpected error and nothing was saved. Try again; if it comes back, run “sanshe check”.
E_BACKUP_DAMAGED = The backup { $path } is incomplete or damaged and was not restored. Use another backup.
E_CHECK_FAILED = The check found something wrong; see above. Make a backup first, then run “sanshe check --rebuild”.
E_NO_RECOVERY = { $path } holds no keys for a recovery file. Use a backup, or the passphrase it had.
W_RECOVERY_KEPT = The recovery file is { $path }. Lock away the stick that it lies on; if it lies on none, move it to one and leave none on this computer.
W_NO_RECOVERY = There is no recovery file: without the passphrase nothing opens. Make one with “sanshe passphrase --recovery-out FILE”.
W_COPIED = This workspace was moved or copied and now counts as a new device. Do not go on with the old copy, or both will write.
W_RESTORED = Your records come from a backup and this now counts as a new device. Send your coordinator a file, then import the answer and your colleagues' files: they bring what was changed and what was erased since. Until then something that was erased may still be seen.
E_UNKNOWN = Something unexpected happened and nothing changed. Try again.
E_NO_PASSPHRASE = No passphrase was given. Type it at the terminal, or name its file with --passphrase-file.
E_PASSPHRASE_FILE = The first line of the passphrase file { $path } is empty or not UTF-8 text. Write the passphrase on its first line.
E_PASSPHRASE_DIFFERS = The two passphrases differ. Start again and type slowly.
W_PASSPHRASE_FILE = Other people can read the passphrase file { $path }. Keep it to yourself (chmod 600).

# Made-up data
E_GENERATE_ROLE = Only a coordinator's workspace can be filled with made-up data. Make another with “sanshe init --role coordinator”.
E_GENERATE_TAKEN = There are records or colleagues in this workspace already; no made-up data is put among them. Name a new, empty workspace with --home.
E_GENERATE_OTHER = Other made-up data was begun in this workspace: { $villages } villages, { $weeks } weeks, seed { $seed }, program version { $version }. Go on with those numbers, or make another empty workspace.
E_GENERATE_PLACE = There is no township under { $place } to put villages in. Make the coordinator's workspace with the code of a township (9 digits) or a county or city (6 digits).
E_GENERATE_VILLAGES = Here there is room for 1 to { $most } villages. Choose another number, or make the workspace with the code of a county or city.
E_GENERATE_WEEKS = There have to be 1 to { $most } weeks. Say how many with --weeks.
W_JUDGED_AGAIN = The forms are new, so who may write what was looked at again. Changes that do not count any more: { $withdrawn } (see what is held back); that count now: { $admitted }.
W_MADE_UP = This workspace holds invented data, and the keys of its teams follow from a seed. Keep no real records in it, and hand it to nobody.
