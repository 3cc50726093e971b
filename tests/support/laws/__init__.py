"""What is right, written a second time as plain Python, and the inputs that Hypothesis and the corpus try it with.

`order_form` and `model` say what becomes of orders, `effects_model` and `effects_machine` what follows from them,
`undo_model` what an undo leaves (`undone` makes such projects), `segment_oracle` who is in a segment. `corpus` has
the awkward orders, `laws` says how many examples are tried.
"""
