"""What is counted of all cases, kept: sums for the boards and the lists, which are exact at every moment.

Triggers of the database mark each case that changes, with what it was when it was last counted (:mod:`.marks`). What a case adds
to which sum is told in one place (:mod:`.adding`). Now and then the sums take up what is marked (:mod:`.keeping`); whoever reads
them adds what is still marked (:mod:`.sums`), so that a page is right whether they have been taken up or not.
"""
