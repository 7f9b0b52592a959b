# Lists, search, one record, the two desks

E_FILTER_NAME = A name has 1 to { $max } characters. Write one, or a shorter one.

list-count = { $n } in all
list-count-of = { $n } of { $all }
list-more-than = over { $n }
list-newest = newest first
list-oldest = oldest first
list-up = { $column }, ascending
list-down = { $column }, descending
list-clear = clear
list-none-fits = Nothing fits. Change some letters, press Esc to clear, or F5 for another filter.
list-empty = No record of “{ $form }” yet. F2 begins one.
list-empty-below = No record of “{ $form }” yet. F2 shows “{ $above }”: open one, then press F4 to begin one below it.
list-empty-below-rows = No record of “{ $form }” yet. F2 shows “{ $above }”: open one and write it in there with F3.
list-below = Open a record of “{ $form }” first, then press F4 to begin one below it.
list-below-rows = Open a record of “{ $form }” first, then write it in there with F3.
list-choose = Choose { $form }
list-sort-typed = While you search, what fits best comes first. Press Esc to clear, then sort.
list-no-filter = (no filter)
list-kept = kept: { $name }
list-kept-now = The filter “{ $name }” is kept; F5 offers it.
list-dropped = The filter “{ $name }” is dropped.
list-keep = What this filter is called
list-keep-nothing = There is no filter yet. Choose one with F5, then keep it.
list-empty-value = (nothing there)
list-no-value = This field takes { $word }.
list-overdue = { $n } d late
list-today = today
list-soon = in { $n } d

search-how = Type initials in pinyin (zsf), full pinyin, a number, a telephone, or words of a text.
search-first = first { $n }; type more
search-times = { $n } times
word-age = { $n } years

record-ways = next: { $ways }
record-approved = approved, locked
record-approve = Once approved the record is locked, and this is not undone. Approve now?
record-side = { $value }  ({ $who } { $when })
record-conflict = Two people wrote differently; Enter chooses
record-open = values to choose
record-rows = { $name }: { $n }
record-is-void = This record is void and is not changed any more.
record-no-child = Nothing hangs below a record of this kind.
record-no-states = Records of this kind have no states.
record-was-approved = This record was approved before.
record-others-approve = A supervisor or coordinator approves such records: send a file and wait for theirs.
record-others-move = A supervisor or coordinator moves it on to “{ $state }”: press F9 to send a file, and wait for theirs.
record-only-moves = Such records are not approved with F8 nor returned: F7 moves it on, which says yes.
record-no-move = There is no state you may take it to now.
record-void-why = Why it is void (write the reason)
record-mask = Mask

conflicts-none = Nothing has to be chosen.
conflicts-keep = Keep “{ $value }” (by { $who }) for “{ $field }”? Everyone will see it, and it is not undone.
conflicts-record = Record
conflicts-beside = Changed besides: { $all }
conflicts-beside-none = Nothing else was changed with it.

findings-none = All records agree, and no change is held back.
findings-held = A change by { $author } is held back: { $why }
findings-not-here = This record has not come yet and can't be opened.
record-restore = Take this record back into lists and counts?
record-voided = Voided. To take it back, list the void ones with F5 in its list, open it and press Ctrl+R.
record-restored = Restored.
list-review = waits for approval
list-void = the void ones
list-not-void = no more void ones
list-only-void = void
list-none-void = No { $form } is void. F5 leads back to all.
