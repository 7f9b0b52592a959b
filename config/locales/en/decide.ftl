# What a coordinator decides

## Held back
out-held = { $id } · a change by { $author } to { $form } { $record }, { $time }
out-held-fields = Touches: { $fields }
out-held-how = “sanshe admit { $id }” lets it count everywhere; “sanshe refuse { $id }” keeps it out for good.
out-no-held = No changes are held back.
out-admitted = The change by { $author } counts from now on, here at once and elsewhere with your next files.
out-refused = The change by { $author } does not count, for good, here and elsewhere. It stays listed.
H_REFUSED = Refused by a coordinator: it does not count. If it was right after all, write it again as a new change.
H_TWIN = Held back: the coordinator chose another change of the same number.
E_NOT_HELD = No change that is held back is named “{ $id }”. “sanshe held” lists them, with the name to type at the beginning of each line.
E_HELD_MANY = “{ $id }” fits several changes. Take one of these names: { $ids }
E_REFUSED_ALREADY = A coordinator refused this change; that is for good. If it was right after all, write it again as a new change.
E_HELD_PLACE = This change puts its record where it is not; it can be neither admitted nor refused. Look at “sanshe findings”.
E_HELD_CONTROL = This is somebody's decision, and decisions are not decided about. Decide about the matter itself instead.
E_ROLE_DECIDE = Only a coordinator for { $place } decides this. Ask one of them.

## Returned
word-returned = Returned
out-returned = Returned. It waits on the worker's start page as soon as your next file arrives, and cannot be approved until it was handed in again.
out-handed-in = Handed in again. The coordinator sees it with your next file.
home-returned = Returned
E_ROLE_RETURN = Returning is for: { $roles }. Ask one of them.
E_NO_RETURN = { $en } is never approved, so it cannot be returned. Tell its author.
E_NOT_RETURNED = This record was not returned, so there is nothing to hand in again.
E_APPROVE_RETURNED = It was returned ({ $reason }) and not handed in again yet, so it cannot be approved.

## Erased
out-erased = Erased: { $records } records, { $changes } changes. It goes to the other machines with your next files; “sanshe erasures” says who has answered.
out-reach = The program cannot reach these copies. Destroy them yourself or ask for it:
out-reach-print = a paper printed on { $time }
out-reach-table = office tables of { $form }: { $count }, the last of { $time }
out-reach-file = sync files for { $name }, on whatever sticks they went: { $count }, the last of { $time }
out-reach-backup = backups: { $count }, the last of { $time }
out-reach-other = Also photos of the screen, notes on paper, and what other records say of this person.
out-erasure = { $time } · { $root } · by { $author }: { $ground }
out-erasure-done = Erased at: { $names }
out-erasure-waiting = No answer yet: { $names }
out-erasure-lost = Will never answer, because the device was revoked: { $names }
out-no-erasures = Nothing was erased.
E_GROUND = Say on what ground it is erased, in at most { $max } characters, without names: the ground is kept.
E_ERASE_WORD = “{ $text }” does not say which one, so nothing was erased. Give the whole id, { $id } (on the screen: type “{ $word }”).
E_ERASE_ROOT = Only a whole person, meeting or case file can be erased. This belongs to { $root }; erase that.
W_SCRUB_LATER = It is erased, but what stood on the disk could not be overwritten yet ({ $why }). Make room on the disk and open the workspace again.
W_ERASED_AGAIN = What had been erased before this backup was restored is erased again: { $changes } changes.

## A person's own data
paper-own = All that is kept about one person
paper-own-history = What was changed
paper-own-looks = Who looked at it on this machine
paper-own-elsewhere = Other machines of the team keep access logs of their own. Ask the coordinator for those.
word-who = Who
E_PRINT_ALL_FORMAT = Let the file's name end in .docx, .md, .txt or .json.

## On the screen
scope-held = Held back
scope-erase = Erasing
do-return = Return
do-return-help = Gives the record back to be mended, and says why
do-hand-in = Hand in again
do-hand-in-help = Hands in again what was returned, once it is mended
do-erase = Erase
do-erase-help = Erases a person, a meeting or a file, and all that hangs on it, on every machine
do-admit = Admit
do-admit-help = Lets the change under the cursor count, here and everywhere
do-turn-down = Refuse
do-turn-down-help = Keeps the change under the cursor out, for good
do-held-desk = Changes held back
do-held-desk-help = Changes that do not count, why, and what a coordinator decides about them
do-erasure-desk = What was erased
do-erasure-desk-help = What was erased, on what ground, and whose machines have answered
held-none = No changes are held back.
held-closed = Nothing is decided about this one; the line below says why.
held-admit = Shall the change by { $who } count from now on ({ $what })? It will count on every machine, and this is not taken back.
held-refuse = Shall the change by { $who } never count ({ $what })? It is kept out on every machine, for good.
record-return-why = What is to be mended?
erase-what = { $what } is erased, with all that hangs on it.
erase-everywhere = It goes at once from this machine, and from the others as soon as your next files arrive. Who has answered stands under “What was erased”.
erase-for-good = Nobody takes this back, not even from a backup.
erase-how = Enter goes on: you are asked for the ground, then to type its number or name.
erase-ground = On what ground? Without names: it is kept
erase-word = Type “{ $word }” to erase it
erase-other-word = That was something else. Nothing was erased.
erase-waiting = Erasing…
erase-said = Erased: { $records } records, { $changes } changes. It goes to the other machines with your next files; who has answered stands under “What was erased”.
erase-done = Erased.
erase-go-on = Go on
erase-read = Read
home-held-back = Held back
home-held-changes = { $n } changes wait for your decision
word-decision = Decision
out-import-decisions = Decisions of coordinators, and answers to them: { $count }
out-import-erased = Erased by a decision in this file: { $count } changes. This is answered with your next file.
out-import-refused-bodies = Not taken in, because it was erased: { $count } changes.
W_DRAFTS_ERASED = With it went what was typed and not saved: { $count } ({ $en }), for it held something of what was erased.
