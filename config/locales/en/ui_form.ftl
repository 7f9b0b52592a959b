# Filling in a form

form-new = new
form-reading = Reading …
form-saving = Saving …
form-typing = typing
form-kept = draft kept { $at }
form-restored = Going on with the draft of { $at }
form-draft-unread = The draft kept before cannot be read and stays as it is; this form starts anew, with a draft of its own.
form-draft-unkept = The draft could not be kept. Save first.
form-draft-stays = The draft stays; go on with it from “drafts” on the home screen.
form-needs-above = It belongs to a “{ $form }”: open that one first and begin from there.
form-saved = Saved: { $title }
form-not-saved = Not saved yet: { $n } to mend. The cursor is on the first, F8 goes on. All is in the draft.
form-nothing-changed = Nothing was changed, nothing to save.
form-no-errors = Nothing to mend. Ctrl+S saves.
form-to-mend = { $n } to mend
form-page-of = { $page }/{ $of }  { $name }
form-row-of = { $name } · row { $n } (Esc: back to the list)
form-made-on-saving = made on saving
form-more = { $n } more; type to narrow it down
form-more-below = more below
form-none-found = Nothing fits; type something else
form-use-code = Enter takes this code: { $code }
form-choose-record = Which one?
form-no-rows = none yet, F3 adds one
form-rows = { $n ->
    [one] 1 row
   *[other] { $n } rows
}
form-empty-row = (empty)
form-written = { " " }{ $n } of { $max } characters.
form-how-date = { " " }Type 12-05, +7, fri or today.
form-how-time = { " " }Type 1430 or 14:30.
form-how-date-time = { " " }Type “tomorrow 1430” or “12-05 14:30”.
form-how-money = { " " }In yuan, such as 12.5.
form-how-place = { " " }Type pinyin, a name or a division code.
form-how-yes-no = { " " }Space changes between yes and no.
form-how-one = { " " }Type words, pinyin or a code; Space shows all.
form-how-one-open = { " " }↑ ↓ move, Enter takes it and goes on, Esc closes.
form-how-many-open = { " " }Type to find; Space ticks, Enter takes it and goes on.
form-how-rows = { " " }F3 adds, Enter opens, Ctrl+D takes away.
form-alike = Known already? { $title } ({ $why })  F6 compares
form-alike-some = Known already? { $title } ({ $why }) and { $n } more  F6 compares
form-alike-title = The same person?
form-alike-open = Look at { $title } ({ $why })
form-alike-link = This is the person, begin the case: { $title }
form-alike-on = None of them, go on
form-undone = Taken back: { $what }
form-undone-partly = Taken back: { $what }. What was changed since was left.

case-title = New case
case-who = Who
case-who-help = See first whether the person is known: type a name, pinyin (zsf), a phone or document number. Enter chooses.
case-new = A new client
case-new-named = A new client: { $name }

alike-same-id = same document number
alike-near-id = document number one digit off
alike-same-phone = same phone
alike-near-phone = phone one digit off
alike-same-name = same name
alike-sound = name sounds alike
alike-household = name is in the household

E_MONEY = “{ $text }” is no amount; write it in yuan, such as 12.5.
E_NO_CHOICE = There is no “{ $value }”. Type something else, or press Space and choose from the list.
E_DRAFT_UNKEPT = What you typed could not be kept as a draft; it is still on the screen. Free some disk space, then type on or save with Ctrl+S.
W_CHANGED_MEANWHILE = Somebody else changed this field meanwhile: both values are kept; decide under “conflicts”.
form-drop-ask = Throw away what was typed here and is not saved? Saved records stay as they are; what is thrown away cannot be brought back.
form-dropped = The draft is gone.
