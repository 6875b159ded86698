DROP TABLE limit_warned;
DROP TABLE ai_usage;
DROP TABLE usage_day;
DROP TABLE usage_now;
DROP TABLE licence_key;
DROP TABLE billing_event;
