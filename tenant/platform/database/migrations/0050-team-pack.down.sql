DROP TABLE team_pack;
