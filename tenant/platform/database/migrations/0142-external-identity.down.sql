-- No passphrase has the hash ''. Written as a change of type, which reaches the rows of all tenants.
ALTER TABLE member ALTER COLUMN passphrase_hash TYPE text USING coalesce(passphrase_hash, '');
ALTER TABLE member ALTER COLUMN passphrase_hash SET NOT NULL;
DROP TABLE member_identity;
