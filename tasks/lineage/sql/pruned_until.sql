-- Until when versions were pruned.
SELECT max(pruned_until) FROM prunings WHERE what = 'versions'
