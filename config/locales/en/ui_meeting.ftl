# Minutes

do-earlier = Earlier actions
do-earlier-help = What became of each action of earlier meetings
do-topic-kind = Kind of topic
do-topic-kind-help = What kind of topic this is

minutes-untitled = Minutes
minutes-worker = worker
minutes-volunteer = volunteer
minutes-title-weekly_village = { $place } weekly meeting, week { $n }
minutes-title-monthly_township = { $place } monthly meeting, month { $n }
minutes-title-quarterly_county = { $place } quarterly meeting, quarter { $n }
minutes-body = { $place }
minutes-bar = { $start } · { $n } min · { $here }/{ $all } present
minutes-bar-past = { $start } · { $here }/{ $all } present
minutes-topic = Topic { $at }/{ $of }
minutes-spent = { $n } min on this
minutes-title-hint = Name the topic, then Enter
minutes-hint = Just write. A line that begins with “Decision:”, “Action: @name 12-05 what” or “Vote: for 8 against 1 abstain 1” becomes a row on Enter. F7: next topic.
minutes-first = Earlier actions
minutes-first-topic = This is the first topic.
minutes-blank-topic = This topic is still empty. Fill it before you begin another.
minutes-chars = { $n } characters
minutes-over = { $n } characters, a topic holds { $most }: split it with F7
minutes-kept = draft kept { $at }
minutes-draft-aside = The draft kept here can't be read; it stays as it is. This is a new page.
minutes-draft-back = Going on with the draft that was not saved.
minutes-draft-late = These minutes were approved meanwhile. This is an older draft: it can be read, not saved. Copy out what is still needed, then discard the draft (Ctrl+P).
minutes-draft-read = An older draft of approved minutes, to read
minutes-saved = The minutes are saved.
minutes-approved = These minutes are approved and cannot be changed.
minutes-mend = { $place }: { $text }
minutes-mend-at = { $at }/{ $n } { $place }: { $text }
minutes-mend-unit = { $place }: not on the list of F6. Write “name (unit)” in the line.
minutes-mend-unit-at = { $at }/{ $n } { $place }: not on the list of F6. Write “name (unit)” in the line.
minutes-mend-owner = { $place }: write the name in the place of the “?” under the cursor.
minutes-mend-due = { $place }: write the day in the place of the “?” under the cursor, such as 12-06.
minutes-mend-none = All of it was touched. Ctrl+S saves again.
minutes-to-mend = { $n } to mend, one by one with F8
minutes-rule = rule: { $rule } ({ $here } present)
minutes-passed = passed
minutes-failed = not passed
minutes-no-quorum = too few present
minutes-wrong-votes = more votes than people present (F6)

minutes-attend = Present { $here }/{ $all }
minutes-chair = chair
minutes-recorder = recorder
minutes-edit-guest = Change name, unit, role
minutes-drop-guest = Take off the list
minutes-guest = Name, unit, role, post (with spaces between)
minutes-add-guest = + Add somebody
minutes-no-unit = no unit
minutes-people-keys = Type to find   Space attendance   Enter more   F6 back

minutes-earlier = { $all } earlier actions: { $done } done · { $open } open
minutes-earlier-none = Nothing was left open.
minutes-earlier-more = { $n } more, due later, are in the list of actions.
minutes-earlier-keys = Space done/open   Enter other state, remark   F4 back
minutes-late = overdue
minutes-remark = What came of it (may stay empty)

minutes-head = Meeting
minutes-next = Next: { "" }
minutes-head-keys = Tab next field   F3 back to the minutes
