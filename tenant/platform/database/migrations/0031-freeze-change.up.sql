GRANT UPDATE ON freeze_window TO eiq_app;
