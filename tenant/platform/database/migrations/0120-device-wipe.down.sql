DROP TABLE device_wipe;
