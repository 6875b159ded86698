DROP FUNCTION refuse_held() CASCADE;
DROP FUNCTION still_holds(), names_held(uuid, text), is_held(uuid, uuid);
ALTER TABLE idempotency DROP COLUMN case_id;
DROP TABLE case_hold;
