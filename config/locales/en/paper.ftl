# Paper and office tables

paper-no = No.
paper-signature = Signature
paper-approved = Approved
paper-sign-worker = Worker:{ " " }
paper-sign-client = Client:{ " " }
paper-sign-supervisor = Supervisor:{ " " }
paper-list-title = { $form }: list of { $day }
paper-list-count = { $count } in all, made on { $day }
paper-sign-in = Sign-in sheet

# Minutes, in the form of GB/T 9704-2012
paper-masthead = Minutes: { $body }
paper-held = { $title } was held on { $date }, { $time }, at { $place }. { $chair } took the chair, { $recorder } kept the record.
paper-from-to = { $from } to { $to }
paper-ordinal = { $number }. { $title }
paper-presented = { $name } presented this topic.
paper-decided = Decided: { $text } ({ $about })
paper-not-decided = Not carried: { $text } ({ $about })
paper-vote = { $method }, { $rule }: { $eligible } eligible, { $present } present, { $in_favour } in favour, { $against } against, { $abstain } abstained, { $invalid } invalid
paper-passed = { "" }, passed
paper-not-passed = { "" }, not passed
paper-to-publish = to be published
paper-published = published on { $day }
paper-semicolon = ;{ " " }
paper-stop = .
paper-other-decisions = Other decisions
paper-actions = Actions
paper-action = { $no }. { $text } (owner: { $owner }, { $unit }; due: { $due })
paper-aside = { " " }({ $label }: { $text })
paper-next-meeting = Next meeting
paper-next-date = on { $text }
paper-next-place = at { $text }
paper-next-topics = topics: { $text }
paper-present = Present:{ " " }
paper-leave = On leave:{ " " }
paper-nonvoting = Attending:{ " " }
paper-absent = Absent:{ " " }
paper-approved-on = Approved:{ " " }
paper-attendee = { $name } ({ $unit })
paper-attendee-post = { $name } ({ $post }, { $unit })
paper-proxy = { " " }(for { $name })

# Printing and taking lists out
out-printed = Written to { $path } ({ $size }).
out-taken-out = { $count } rows were written to { $path }, read back and counted.
W_UNENCRYPTED = { $path } is not encrypted: whoever gets it can read it. Keep it safe, or delete it after use.
W_ROWS_LEFT_OUT = { $count } records have nothing in the field that the list is sorted by and are not in the file; without --sort all are.
E_PRINT = The file could not be made and nothing is left of it. Try again.
E_PRINT_FORMAT = It is not clear which kind of file is wanted. Say docx, md or txt with --format, or let the file's name end in it.
E_PRINT_LONG = The list has { $count } records, more than paper takes ({ $max }). Narrow it with --where, or use “sanshe list … --out list.xlsx”.
E_SIGN_IN = Only minutes have a sign-in sheet. Name a meeting; for an empty sheet use “sanshe print --blank sign-in”.
E_LIST_OUT = A list is written as .csv or .xlsx only. Give { $path } another ending.
E_XLSX_ROWS = A sheet of Excel holds { $max } rows at most. Narrow the list with --where, or write it as .csv.
E_XLSX_CELL = A cell in row { $line } is longer than Excel takes ({ $max } characters). Write the list as .csv.
E_ROWS_DIFFER = { $path } reads back with { $found } rows instead of { $count } and was deleted. Try another disk.

# Bringing in from office tables
word-line = Row
word-column = Column
word-outcome = Outcome
word-reason = Why
word-taken = in
word-known = known
word-refused = refused
out-columns = Row { $line } holds the headings. What each column was taken for:
out-no-field = (left out; --map assigns it)
out-brought = { $taken } rows came in; { $known } were here before; { $refused } were refused.
out-brought-undo = One “sanshe undo” takes all of them back.
out-would-bring = Dry run: { $taken } rows would come in; { $known } are here already; { $refused } would be refused. Nothing was saved.
E_TABLE_XLS = { $path } is an Excel file of the old kind. Save it as .xlsx in Excel or WPS and try again.
E_TABLE_XLSX = { $path } can't be opened: it is no sound .xlsx file, or has a password. Save a copy without a password in Excel or WPS.
E_TABLE_TEXT = The characters of { $path } can't be read. Save it as “CSV UTF-8” in Excel or WPS and try again.
E_TABLE_SIZE = { $path } is too large: at most { $rows } rows and { $columns } columns. Divide it into several files.
E_NO_HEADINGS = None of the first 10 rows has headings that are known. Let one row say “Name”, “Document number”, “Phone” and so on, or use --map; “sanshe forms { $form }” lists the fields.
E_NO_COLUMN = There is no column “{ $heading }”. Write the heading in --map as it stands in the table.
E_COLUMN_TWICE = Two columns were assigned to “{ $field }”. Take one out of --map.
E_CELL_ROUNDED = Excel changed the last digits of this long number. Set the column to “Text” and write the number again from the document.
E_NOTHING_BROUGHT = No row came in; { $count } have something wrong, see above. Mend the table and try again.
W_OWN_VILLAGE = The table has no column “{ $en }”: every row was given the village of this workspace, “{ $place }”.
W_NO_COLUMN = The table has no column “{ $en }”, and { $count } rows were left out for it. Where it is the same for all, add --set { $field }=VALUE to the command; else add a column.
W_SHEETS = More than one sheet of the workbook holds something; only the first, “{ $name }”, was read. Save the others as files of their own.
W_SAME_PHONE = This telephone is also that of { $no }; check it, unless a family shares it.
W_ROW_TWICE = The same person as in row { $row }; not brought in again.
E_ROW_OTHER = { $en } { $value } stands in row { $row } with another name, “{ $name }”. Look at the documents, mend this row and bring the table in again, or, if row { $row } is wrong, the record that was made of it.
E_KNOWN_OTHER = { $en } { $value } is that of “{ $name }” ({ $no }). Look at the document: mend what is wrong, and if one person has a new name, write it into the record that is here.
W_ROW_KNOWN = Here before as { $no }; not brought in again.

## Figures
paper-indicator = Figure
paper-part = Of which
paper-value = Value
paper-withheld = small ones left out
out-report = { $place }: from { $from } up to, not including, { $to }
out-report-left = { $n } records were left out, because something about them waits to be mended or two people filled it in differently (“sanshe findings”, “sanshe conflicts”).
out-report-kept = Saved as { $id }; it goes up with your next file.
W_REPORT_OVERLAP = { $count } saved reports overlap with this one in period and place (as that of { $place } from { $from } up to, not including, { $to }); one less the other may tell who somebody is. Report either months or quarters, and void the other one, best before your next export.
E_REPORT_PERIOD = The end has to come after the beginning.
E_REPORT_OUT = A workbook needs a place to go: name its file with --out.
