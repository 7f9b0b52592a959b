# Forms: filling them in, and the form files
# Filling in
E_UNKNOWN_FIELD = The form “{ $form }” has no field “{ $field }”. “sanshe forms { $form }” names them all.
E_FIELD_OFF = “{ $field }” is not collected by default. If it is needed, the team switches it on in its own form first.
E_GATE_FIELD = “{ $field }” cannot be filled in. Use the command that voids, approves or changes the state.
E_COMPUTED = “{ $field }” is computed by the program. Leave it out.
E_TYPE = This field takes { $en }.
E_REQUIRED = Please fill in “{ $en }”.
E_TOO_LONG = At most { $max } characters fit. Please shorten the text.
E_RANGE = Enter a whole number from { $min } to { $max }.
E_MIN = Enter a whole number of at least { $min }.
E_MAX = Enter a whole number of at most { $max }.
E_CODE = There is no code “{ $value }”. Choose one from the list.
E_DIGEST = “{ $value }” is not a SHA-256 digest, which has 64 hex digits.
E_REF = “{ $value }” is not the id of a record. Name a row of the same save as attendees[0].
E_RULE = { $en }
W_RULE = { $en }

# Form files
E_FORM_UNKNOWN = There is no form “{ $form }”. “sanshe forms” lists them all.
E_FORM_SYNTAX = Form file { $file }, line { $line } cannot be read. Please correct it ({ $why }).
E_FORM_SIZE = Form file { $file } is too large: at most { $max } KiB. Please shorten it.
E_FORM_CLASS = Form file { $file }, line { $line }: the class has to be that of the form above, “{ $name }”. Please correct it.
E_FORM_CIRCLE = Form file { $file }, line { $line }: the forms above “{ $name }” lead back to it. Please correct its parent.
E_FORM_KEY = Form file { $file }, line { $line }: “{ $key }” is no setting of a form. Correct it or take it out.
E_FORM_MISSING = Form file { $file }, line { $line }: “{ $key }” is missing. Please add it.
E_FORM_LABEL = Form file { $file }, line { $line }: the text is empty. Both Chinese and English are needed.
E_FORM_NAME = Form file { $file }, line { $line }: “{ $id }” cannot be a name. Begin with a letter, use letters, digits and underscores only, and avoid the names the program keeps for itself.
E_FORM_TWICE = Form file { $file }, line { $line }: “{ $id }” is used twice. Choose another name.
E_FORM_GROUP = Form file { $file }, line { $line }: the group “{ $id }” is used but not described. Add it under [[group]].
E_FORM_VERSION = Form file { $file }, line { $line }: versions begin with 1.
E_FORM_KIND = Form file { $file }, line { $line }: the type “{ $kind }” cannot be used. Check its spelling and the options it needs.
E_FORM_VALUE = Form file { $file }, line { $line }: the value “{ $value }” does not fit here. Please correct it.
E_FORM_REFERS = Form file { $file }, line { $line }: “{ $name }” does not exist or does not match its counterpart. Please check it.
E_FORM_EXPR = Form file { $file }, line { $line }: the condition “{ $expr }” cannot be worked out. Please correct it ({ $why }).
E_FORM_EXPR_NAME = Form file { $file }, line { $line }: the condition “{ $expr }” uses the unknown name “{ $name }”. Please check it.
E_FORM_EXPR_LONG = Form file { $file }, line { $line }: the condition “{ $expr }” is too long, too deep, or has signs that are not allowed. Please simplify it.

# A team's own forms
E_FORM_LIMIT_VERSION = Form file { $file }, line { $line }: the version has to be higher than { $name }, that of the built-in form.
E_FORM_LIMIT_CLASS = Form file { $file }, line { $line }: the class “{ $name }” of a built-in form cannot change. Please put it back.
E_FORM_LIMIT_FIXED = Form file { $file }, line { $line }: “{ $name }” of a built-in form is set by the program. Put it back or take it out.
E_FORM_LIMIT_OWN_FIELD = Form file { $file }, line { $line }: “{ $name }” is a field of your own, so its name has to begin with x_.
E_FORM_LIMIT_NEW_FORM = Form file { $file }, line { $line }: “{ $name }” is a form of your own, so its name has to begin with x_.
E_FORM_LIMIT_KIND = Form file { $file }, line { $line }: the type and meaning of “{ $name }” cannot change. Put it back, or add a field that begins with x_.
E_FORM_LIMIT_SENSITIVE = Form file { $file }, line { $line }: “{ $name }” is sensitive personal information. This flag cannot be taken off.
E_FORM_LIMIT_PROTECTED = Form file { $file }, line { $line }: “{ $name }” has to be masked. This flag cannot be taken off.
E_FORM_LIMIT_COMPUTED = Form file { $file }, line { $line }: the way “{ $name }” is computed cannot change. Please put it back.
