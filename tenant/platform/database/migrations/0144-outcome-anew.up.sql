-- A refusal is judged anew when its number comes again: what became of a number may change from refused to taken, and nothing
-- else of it.
GRANT UPDATE (outcome, code) ON push_outcome TO eiq_app;
