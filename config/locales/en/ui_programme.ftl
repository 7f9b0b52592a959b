# Figures and reports
scope-report = Figures
do-reports = Reports
do-reports-help = Reports that were saved here or came from below.
do-new-report = Figures
do-new-report-help = The figures of a month, a quarter or a year, without names; a coordinator may save them as a report.
report-month = { $year }-{ $n }
report-quarter = { $year } quarter { $n }
report-year = { $year }
report-how = Left, right: another period. Tab: month, quarter, year.
report-about = No names. Of people in need, 1 to 4 is “<5”, parts with small numbers, and what gives them away, are left out.
report-save = Save report
report-span = Length
report-kept = Saved as a report; it goes up with your next file.
