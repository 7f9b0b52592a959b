# Sync files, cards, rosters and signatures

E_ROLE = The role “{ $value }” is not known. Use worker, supervisor or coordinator.

E_SIG = The signature does not fit the content, which may be changed or damaged. Ask the sender to export it again.
E_SIG_NAMESPACE = This signature was made for another purpose and does not count here. Ask the sender to export it again.
E_SIG_KEY = The signing key is unfit, or is not this device's key. Ask the sender to make the card or the file again.

E_CARD = This is not a complete device card. Ask its owner to make it again with “sanshe keys card”.
E_CARD_NEWER = This card was made by a newer version of the program. Update the program here, then read it.
E_CARD_NAME = The card's “{ $field ->
        [name] name
        [team] team
        [person] person id
        [place] place
        [letter] device letter
        [age] receiving key
       *[made] date
    }” is empty, too long, or holds characters that can't be shown. Ask its owner to correct it and make the card again.
E_CARD_FIELD = The card's “{ $field ->
        [name] name
        [team] team
        [person] person id
        [place] place
        [letter] device letter
        [age] receiving key
       *[made] date
    }” is not valid. Ask its owner to correct it and make the card again.
E_CARD_FINGERPRINT = The digits you typed are not those of this card. Compare them again face to face; if they still differ, do not trust this card.

E_ROSTER = The roster is incomplete or wrong. Ask the coordinator to send it again.
E_ROSTER_NEWER = This roster was made by a newer version of the program. Update the program here, then read it.
E_ROSTER_OLD = This roster is an old one (number { $got }); number { $have } is already here. Ask the coordinator for the newest file.
E_ROSTER_TWIN = Two different rosters bear the same number ({ $got }). Tell the coordinator at once: somebody may have copied the coordinator's workspace.

E_FILE_READ = The file can't be read. Check that the stick is plugged in, and try again.
E_FILE_WRITE = The file was not written. Check that the stick is not full, pulled out or read-only, and export again.
E_FILE_FORMAT = This is not a sanshe sync file. Check that you chose the right file (its name ends in .sanshe).
E_FILE_NEWER = This file was made by a newer version of the program (format { $format }). Update the program here, then import it.
E_FILE_NOT_FOR_YOU = This file is not addressed to you, or its beginning is damaged. Ask the sender to check the receiver and export it again.
E_FILE_DAMAGED = The file is damaged or incomplete. Nothing here was changed; ask the sender to export it again, or copy it again.
E_FILE_PARTS = What is in the file does not match its list, so it was not imported. Ask the sender to export it again.
E_FILE_SIZE = The file is larger than the limit of { $max } MB. Ask the sender to export it in several files.
E_FILE_BOMB = The file unpacks to more than it declares, so it was not imported. Ask in person where it came from.

E_MANIFEST = The file's list is wrong, so it was not imported. Ask the sender to export it again.
E_RANGES = The range of numbers is not valid. Write it like “1-5,7”, ascending, without repeats.

E_SEAL = The seal of a segment in the file is incomplete, so it was not imported. Ask the sender to export it again.
E_SEAL_DEVICE = A segment in the file was not sealed by its own device { $device }, so it was not imported. Tell the coordinator.
E_SEAL_HEADS = Segment { $n } of device { $device } does not match its seal, so it was not imported. Ask the sender to export it again.
E_SEAL_CHAIN = Segment { $n } of device { $device } does not join the one before it. Tell the coordinator: somebody may have copied that device's workspace.

# People and grants
E_OWN_CARD = This is this device's own card and needs no trust. Give it to your coordinator or colleagues.
E_PERSON_TAKEN = The person id on this card, { $person }, belongs to another device here. If this is a further device of the same person, add --person { $person }; otherwise do not trust it.
E_NO_PERSON = Nobody here has the id { $person }. See sanshe keys list --json for the ids.
E_PERSON_BY_COORDINATOR = Whose device it is, the coordinator says. Leave --person out.
E_LETTER_TAKEN = This person already has a device with the letter { $letter }, and both would give the same numbers. Set the new device up again with another letter.
E_TRUST_ROLE = You trust your coordinator's card only; colleagues come with the coordinator's files. Ask the coordinator for a card.
E_GRANT = “{ $text }” is no grant. Write it like 320585101/case; the class is case, people, open or *.
E_GRANT_BY_COORDINATOR = Grants are given by the coordinator. Leave --grant out.
E_GRANT_OUTSIDE = { $grant } lies outside { $prefix }, which is yours to coordinate. Correct --grant.
E_REVOKED = The key of this card was revoked and cannot be trusted again. Ask its owner to make a new workspace and card.
E_PEER = “{ $name }” is not known. Trust their card first; known here: { $known }.
E_PEER_NONE = No card is trusted here yet, so there is nobody to send to. Exchange cards first (sanshe keys card, keys trust).
E_FILE_FOLDER = { $path } is a folder. Say which .sanshe file in it.
E_FOLDER_WITHOUT = There is no .sanshe file in { $path }. See whether it is another folder.
E_PEER_DEVICES = { $name } has several devices, and a file goes to one. Say which: { $devices }.
E_PEER_MANY = Several people are called “{ $name }”. Say which one by id: { $ids }.
E_SENDER_UNKNOWN = The sender is not known, so nothing was imported. Trust their card first, or ask the coordinator to put them on the roster.
E_SENDER_REVOKED = This file comes from a device of { $name } that is revoked, so nothing was imported. Do not trust that card again; the person goes on with a new workspace and a new card.
E_FILE_TO = This file is for somebody else, so nothing was imported. Pass it on, or ask the sender to export one for you.
E_SEGMENTS = The part “{ $part }” of the file is incomplete, so it was not imported. Ask the sender to export it again.
E_FORK_UNSENT = A segment by { $author } ({ $scope }) does not match its seal and cannot be exported. Run “sanshe check” and tell the coordinator.
W_SEGMENT_TWIN = { $author } has two different segments numbered { $n } ({ $scope }): that device’s workspace was copied or set back. Both were kept; tell the coordinator.
W_SEAL_CHAIN = A segment by { $author } ({ $scope }) does not join the one before. It can be imported; tell the coordinator, for somebody may have copied that device's workspace.
W_ROSTER_OUTSIDE = The roster in this file speaks for places beyond its coordinator’s own. It was left out; tell the coordinator.
E_MANIFEST_LONG = The file's list would be { $bytes } bytes long and nobody reads more than { $most }, so nothing was handed over. Ask the coordinators below to hand their files to the receiver directly, and tell whoever looks after the program.
W_ROSTERS_TOO_MANY = { $count } rosters from below did not fit into this file and were left out. What the people on them wrote is held back at the receiver’s. Ask those coordinators to exchange cards and files with the receiver directly.
W_ROSTERS_LEFT = { $count } rosters from below that came with this file were left: their coordinators are outside what you granted, or there are two of one number. Ask the coordinator who passed them on.
E_PEER_REVOKED = Every device of { $name } was revoked, so nobody could open the file. Trust the card of a new device first.
E_NO_ROSTER = Only a coordinator’s workspace has a roster to change. Ask the coordinator.
E_REVOKE_OWN = This is the device you are working on. Revoke it from another coordinator’s workspace.
E_NO_DEVICE = No device on the roster is called “{ $text }”. Copy its digits from “sanshe keys list”.
E_DEVICE_MANY = Several devices are called “{ $text }”. Copy the digits of the lost one from “sanshe keys list”.
E_NO_SEGMENT = Segment { $n } of { $channel } is not here, or there are two of that number. Give the number of one that is here.
W_UNSENT = Changes that stay here for now: { $changes }, of { $scope }. Segment { $segment } of it, sealed before this workspace was set back, has not come home yet. Import the newest file of a colleague who has it, then export again.
