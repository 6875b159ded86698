DROP TABLE raw_chunk;
DROP TABLE raw_piece;
DROP TABLE raw_logs;
