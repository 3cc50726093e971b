"""Lanes as far as they need neither server nor process."""
