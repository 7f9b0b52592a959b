# Text
E_UNSEEN = Character { $position } can't be seen ({ $character }, { $kind ->
    [escape] a terminal sequence
    [control] a control character, tab or line break
    [zero_width] a character of no width
   *[direction] a mark of writing direction
}); delete it, or type the line again.
W_UNSEEN = Invisible characters were taken out of the text ({ $count }); read it through once.
