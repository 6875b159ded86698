-- Which of its keys a case is sealed with: another one when somebody has it no more.
ALTER TABLE shared_case ADD COLUMN generation int NOT NULL DEFAULT 1 CHECK (generation > 0);
