"""Kills at random, and what is judged afterwards: nothing lost, nothing twice, all in order."""
