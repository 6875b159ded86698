-- What service accounts did keeps its author: each becomes a member without a way in. Written as changes of type, which reach
-- the rows of all tenants.
DROP INDEX member_service_name;
ALTER TABLE member DROP CONSTRAINT member_service_has_keys_only, DROP CONSTRAINT member_person_has_address;
ALTER TABLE member
  ALTER COLUMN email TYPE text USING coalesce(email, member_id::text),
  ALTER COLUMN email_key TYPE text USING coalesce(email_key, member_id::text),
  ALTER COLUMN disabled_at TYPE timestamptz USING CASE kind WHEN 'service' THEN coalesce(disabled_at, now()) ELSE disabled_at END;
ALTER TABLE member ALTER COLUMN email SET NOT NULL, ALTER COLUMN email_key SET NOT NULL;
ALTER TABLE member DROP COLUMN made_by, DROP COLUMN kind;
