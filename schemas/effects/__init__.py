"""Events and what follows from them, as data: rules, deliveries, and what one import has caused.

Read in this order: `event_types`, `choices` (a person's), `rules` (distributions, earning rules, webhooks), `effects`
(of an import), `delivery` (one message and the attempts at it).
"""
