# Places
E_SCOPE = The division code { $code } lies outside this city (it should begin with { $scope }); check it.
W_PLACE = { $code } is not on the list of places. The list changes every year: if the code is right, save it as it is, or add its name with “places import”.
E_PLACES_UTF8 = The table of places is not in UTF-8, so its characters can't be read; save it as “CSV UTF-8” in the spreadsheet and import that.
E_PLACES_CSV = Line { $line } of the table of places can't be read; check that quotes come in pairs, or save it as “CSV UTF-8” in the spreadsheet.
E_PLACE_ROW = Line { $line } was not taken in ({ $text }): { $reason ->
    [columns] the name is missing, a line is “code,name”
    [length] a code has 6, 9 or 12 digits; if it was turned into 3.2E+11, format the column as text first
    [digits] a code has digits only
    [scope] the code lies outside this city
    [county] its county is unknown, import the county's line first
    [name] the name is empty, has over 50 characters or invisible ones
   *[twice] another name for this code stands above
}.
