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
paper-vote = { $method }, { $rule }: { $eligible } eligible, { $present } present, { $in_favour } in favour, { $against } against, { $abstain } abstained, { $invalid } invalid
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
