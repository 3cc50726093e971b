"""How long something takes, beside a floor or a contender in the same run; answers are checked first."""
