DROP TABLE audit_feed;
