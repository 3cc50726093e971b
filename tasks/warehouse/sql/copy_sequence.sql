-- A sequence goes on growing; a gap in it does no harm.
CREATE OR REPLACE SEQUENCE {sequence} START {number}
