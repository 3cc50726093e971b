-- The accepted texts as nested values; a key that is missing becomes null, as the contract has it.
CREATE OR REPLACE TEMP TABLE parsed AS SELECT row, from_json(raw, $order) AS o FROM texts
