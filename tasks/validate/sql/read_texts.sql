-- JSON texts as nested values, in their order; a key that is missing becomes null, as the contract has it.
SELECT from_json(text, $structure) AS read FROM texts
