REVOKE UPDATE (outcome, code) ON push_outcome FROM eiq_app;
