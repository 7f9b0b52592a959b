# Records: finding, filling in, changing

# Finding records
E_NO_RECORD = No record “{ $id }” was found. Check the id, or look for it with “sanshe search”.
E_ID_SHORT = Several records begin with “{ $id }”. Write more of the id.
E_NOT_INDEXED = Lists cannot filter or sort by this field. Use one of: { $fields }.
E_CURSOR = The mark of the next page is wrong. Use the one that the page before gave, with the same query.

# Filling in
E_NO_INPUT = Nothing was given. Fill in with --set field=value, or pass a JSON object on standard input.
E_INPUT_SIZE = The input is too large, at most { $max } MB. Divide it into several records.
E_JSON = The JSON has a fault in line { $line }, column { $column }. Check the quotes, commas and brackets there.
E_JSON_OBJECT = The JSON has to be one object, as { "{" }"name": "张三"{ "}" }. Correct it and try again.
E_ROWS_BY_JSON = Rows cannot be given with --set. Pass them as JSON on standard input.
E_ROW_MISSING = The row or record named here does not exist or is void. Check the id; rows of the same input are #1, #2.
E_REF_MISSING = “{ $value }” cannot be used: it does not exist, is void, or is another form. Choose again.
E_PARENT = Say with --parent which record of “{ $en }” ({ $form }) it belongs to.
E_NO_PARENT = This form belongs to no other record. Leave --parent out.
E_PARENT_VOID = The record above is void, so nothing can be added below it. Choose another, or ask a colleague.
E_UNIQUE = “{ $value }” already stands in another record. Check it, or use another.
W_UNIQUE = Another record of “{ $en }” has the same number “{ $value }”. Correct it if it is wrong; if it is the same person, use the record that is there.
W_SECOND_MEETING = There is one such regular meeting from { $from } to { $to } already: “{ $title }” of { $date }. If there really was another one, that is fine; if it was written twice, void one.
E_OPEN_CASE = This client already has an open case ({ $no }). Go on in that one.
E_HOURS_OVERLAP = This time overlaps another entry of this volunteer by { $minutes } minutes. Check both times.
E_RECORDER_IS_VOLUNTEER = Nobody records their own hours. Let somebody else record this entry.
W_LONG_DAY = This volunteer has { $minutes } minutes on that day, more than 8 hours. Have a second person confirm it.
W_NOT_GRANTED = Saved, but the roster does not grant you { $place }/{ $class }: the coordinator’s program will hold this back. Ask the coordinator for it.
W_PERSON_UNKNOWN = No card of this person is here yet. Check that the id is right.
E_SCOPE_TEXT = “{ $text }” is no division code of 6, 9 or 12 digits. Check it.

# States, voiding, approval
E_NO_STATES = “{ $en }” has no states to move between; use “sanshe set” to change what it says.
E_STATE_BY_MOVE = A state cannot be filled in. Use “sanshe move ID STATE”.
E_NO_MOVE = It cannot move from { $from } to { $to }. From here it can move to: { $open }.
E_ROLE_MOVE = This step is for: { $roles }. Ask one of them.
E_ROLE_APPROVE = Approval is for: { $roles }. Ask one of them.
E_ROLE_FORM = “{ $en }” is written by: { $roles }. Ask one of them.
E_GUARD_DECISION = Set the decision first: single consultation, referred or not accepted.
E_GUARD_REASON = Fill in the reason for not accepting first.
E_GUARD_SUPERVISOR = Fill in the supervisor and the date of supervision first.
E_GUARD_UNKNOWN = The rule “{ $guard }” of the form is unknown to this program. Update the program, or correct the form file.
E_VOID = This record is void and cannot be changed. If that was a mistake, restore it first (Ctrl+R on the screen, sanshe unvoid by command).
E_REASON = Give a reason of at most { $max } characters.
E_APPROVED = This record is approved, so this field is closed. Talk to whoever approved it.
E_APPROVED_ALREADY = This record is approved already; nothing is left to do.
E_APPROVE_OPEN = Something in this record is still open, so it cannot be approved. Settle it first with “sanshe conflicts”.

# Undo
E_NOTHING_TO_UNDO = There is nothing to undo; only what was done on this device can be taken back.
E_NOT_VOID = This record is not void; nothing to restore.
E_VOID_ABOVE = The record above is void: restore that one first.
E_UNDO_APPROVED = The last step was an approval, which stays. To take back the step before it, use “sanshe undo --skip”.
E_UNDO_CHANGED_SINCE = What the last step wrote was changed since or is approved, so it cannot be taken back. Edit the record, or use “sanshe undo --skip” for the step before it.

# Conflicts, broken rules, changes held back
E_NO_CONFLICT = There is no conflict “{ $id }”; perhaps it is settled. Look again with “sanshe conflicts”.
E_NO_SIDE = “{ $id }” is none of the values, or means several. Choose one that “sanshe conflicts” lists.
E_SIDE_MISSING = This value has not arrived yet. Wait for the next sync file, or keep another value.
F_NUMBER_TWICE = Several records of “{ $en }” have the same “{ $value }”. Check them and correct the number.
F_VALUE_TWICE = Several records of “{ $en }” have the same number “{ $value }”. Correct the wrong one; if they are one person, keep one record and void the rest.
F_OPEN_CASES = { $name } has several open cases. Agree on one, and void or close the others.
F_HOURS_OVERLAP = Two entries of { $name } overlap by { $minutes } minutes. Check them and correct one.
F_APART_VOID = This record was voided without seeing { $count } other changes. See whether they are still needed.
F_APART_APPROVED = This record was approved without seeing { $count } other changes. Check them.
F_PLACE = { $count } changes put this record into another place or under another form. They don’t count. Ask the coordinator who wrote them (see “held”).
F_PLACE_OPEN = Changes disagree about where this record belongs, so it isn’t shown. Import the file of the person who made it; then it shows.
H_SCOPE = Held back: its author was not granted this place or kind of record. Ask the coordinator.
H_UNKNOWN = Held back: its author's device is on no trusted roster. Ask the coordinator.
H_ROLE = Held back: its author may not approve, return, write or decide this. Ask the coordinator.
H_FORK = Held back: two different changes bear the same number. Tell the coordinator: somebody may have copied that device's workspace.
H_REVOKED = Held back: its author’s device was revoked, and this was not among what is known to be good. The coordinator decides.
H_CLASS = Held back: this form does not belong to this kind of record. Ask the coordinator.
H_PLACE = Held back: it puts the record into another place or under another form than the one it was made in. Ask the coordinator.

# Numbers inside the program
E_HEAD = The heading of a change is incomplete and was not taken in. Ask the sender to export it again.
E_BODY = The content of a change can't be read and was not taken in. Ask the sender to export it again.
E_COMMITMENT = The content of a change does not fit its heading and was not taken in. Ask the sender to export it again.
E_CHANNEL_TEXT = “{ $text }” does not name a device and place. Copy it from the list as it is.
E_DEVICE_ID = “{ $text }” is no device id. Copy it from the list as it is.
E_DOT_TEXT = “{ $text }” is not the name of a change. Copy it from the list as it is.
E_STAMP_TEXT = “{ $text }” is no time stamp. Ask the sender to export it again.
