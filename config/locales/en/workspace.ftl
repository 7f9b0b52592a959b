# The workspace, its passphrase and its keys

E_PASSPHRASE = The passphrase is wrong. Check capital letters and the input method, and try again; if you are sure of it, the key file may be damaged: use a backup or the recovery file.
E_PASSPHRASE_SHORT = The passphrase is too short. Use at least { $min } characters; a sentence of several words is easiest to remember.
W_PASSPHRASE_WEAK = This passphrase is easily guessed. A sentence of several unrelated words is better; avoid birthdays and telephone numbers.
E_KEYS_DAMAGED = The key file is damaged or incomplete. Your records are not lost; take the key file from a backup, or use the recovery file.
E_KEYS_WORK = This key file asks for too much work ({ $factor }) and was not made by this program. Take the key file from a backup.
E_KEYS_WRITE = The keys could not be encrypted; the old key file is unchanged. Try again.
E_RECOVERY = This is not the recovery file of this workspace. Use the one that was put on a stick when the workspace was made.
