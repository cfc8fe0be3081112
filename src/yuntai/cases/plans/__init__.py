"""Plans (计划) of packs, run: what each day, week or month is to be begun, begun once by its key.

A plan is a selection (:mod:`yuntai.selections.plans`). Each day the worker runs those that are due and not done (:mod:`.running`);
what a row becomes is done by one of :data:`.doing.DOES`. A run that would begin very many asks two officers first (:mod:`.asking`).
"""
