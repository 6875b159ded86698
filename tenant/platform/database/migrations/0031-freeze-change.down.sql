REVOKE UPDATE ON freeze_window FROM eiq_app;
