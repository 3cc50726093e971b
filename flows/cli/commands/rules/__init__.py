"""The commands about rules and what they cause: distributions, earning rules, webhooks, held effects, deliveries.

Read `shared` (what the commands of each kind of rule have in common) first.
"""
