# Identity numbers, credit codes, phones, dates, own numbers
E_LEN = { $kind ->
    [village] This needs the 12-digit code of a village or community, not { $got } digits; complete it.
    [resident_old] This is an old ID number of 15 digits, which is no longer valid; enter the one with 18.
    [resident] An ID number has 18 characters, this one has { $got }; complete it from the card.
    [uscc] A unified social credit code has 18 characters, this one has { $got }; complete it from the certificate.
   *[division] A division code has 6 digits (county), 9 (township) or 12 (village), this one has { $got }; check it.
}
E_CHAR = { $kind ->
    [resident] The first 17 characters of an ID number are digits, the last one is a digit or X; check it.
    [uscc] “{ $char }” does not occur in unified social credit codes; they have digits and capital letters without I, O, S, V and Z. Check it.
   *[division] A division code has digits only; check it.
}
E_PROV = “{ $province }” at the beginning of the ID number is no province; check the first two digits.
E_DATE = The birth date “{ $date }” in the ID number is not in the calendar; check digits 7 to 14.
E_DATE_RANGE = The birth date in the ID number is { $date }, before 1850 or after today; check digits 7 to 14.
E_CHECK = { $kind ->
    [uscc] The check character of the credit code does not fit: mostly one character is wrong or two are swapped. Compare them one by one.
   *[resident] The check character of the ID number does not fit: mostly one digit is wrong or two are swapped. Compare them one by one.
}
E_AREA = { $kind ->
    [uscc] Characters 3 to 8 of the credit code must be digits, here they are “{ $area }”; check them.
   *[division] There is no county with the code { $area }; check the first 6 digits, or add a new county with “places import” first.
}
E_PHONE = This is no phone number: a mobile number has 11 digits and begins with 13 to 19; write a landline with its area code, as 0512-60000001.
E_DATE_FORMAT = “{ $text }” is no date; write year-month-day, as 2026-01-31.
E_TIME_FORMAT = “{ $text }” is no time; write hours and minutes of 24 hours, as 09:30.
E_DATETIME_FORMAT = “{ $text }” is no date and time; write them as 2026-01-31 09:30.
E_NUMBER = “{ $text }” is no number of ours; they look like GA-SX-2026-A0001.
E_DEVICE_LETTERS = “{ $text }” are no device letters; enter the one or two letters (A to Z) your team lead gave you.
E_TEAM_NAME = “{ $text }” is no short team name; use 1 to 12 letters, Chinese characters or digits, without spaces and marks.
W_AREA = The first six digits { $area } of the ID number are not on Suzhou's list of places. Old and special codes are like that: it is fine if the card says so.
W_AGE = By the ID number this person is { $age } years old; check the year of birth again.
W_SEX = The gender in the form differs from the ID number, which says { $number ->
    [male] male
   *[female] female
}; decide which one is right.
W_BIRTH = The birth date in the form is { $form }, in the ID number { $number }; decide which one is right.
W_ORG = The subject code inside the credit code does not fit its own check character. A few real codes are like that: compare it once more.
E_CODES_FILE = The file { $file } has a fault in line { $line }: { $reason ->
    [syntax] it can't be read ({ $detail })
    [twice] “{ $detail }” stands there twice
    [no_label] “{ $detail }” has no Chinese label zh
    [bad_code] “{ $detail }” can't be a code; codes have letters, digits and _ - .
    [empty] the list “{ $detail }” has no codes
    [fixed] the list is a national standard, the code “{ $detail }” can't be added
    [unknown_list] there is no list “{ $detail }”; your own lists begin with x_
   *[changed] the built-in code “{ $detail }” can get another label but no other meaning
}. Correct it and open again.
