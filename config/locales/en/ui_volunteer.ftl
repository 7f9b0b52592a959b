# Many volunteers quickly

quick-name = Volunteers, quick entry
quick-bar = { $all ->
    [one] 1 person
   *[other] { $all } people
} · { $wrong } to mend
quick-hint = One line each; whole tables can be pasted. Sex and birth date follow from the ID number.
quick-skills = Skills: names or first letters with spaces between, as in medical law
quick-unknown = There is no skill “{ $word }”: medical, education, law, psychology, arts, repair, IT, translation, driving, first aid, hairdressing, other.
quick-twice = This document number stands in a line above.
quick-alike = May be registered: { $who }  F6 compares
quick-pasted = { $n ->
    [one] 1 line
   *[other] { $n } lines
} came in. Mend those with !, look at those with ?
quick-draft-aside = The draft kept here can't be read; it stays as it is. This is an empty table.
quick-draft = Quick entry of volunteers ({ $n })
quick-nothing = Nothing is filled in yet.
quick-saved = { $n ->
    [one] 1 person is saved.
   *[other] { $n } people are saved.
}
quick-left = Saved: { $n }. Not saved: { $left }. Mend those as it says and save again.
quick-next = next
quick-known = { $n } may be registered already (lines marked ?)
quick-known-look = Look first: the cursor goes there, F6 compares
quick-known-others = Save the others, keep the lines marked ?
quick-known-all = Save all of them: these are other people
quick-known-left = Saved: { $n }. Left, marked ?: { $left }. F6 compares.
