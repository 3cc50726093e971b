"""What a shell can do to a project beside its orders: limits, deliveries, pruning, who is notified.

Belongs here: what is for whoever runs the project, mostly with the scope `admin`. Read `limits` first.
"""
