-- An own edit whose clock ran ahead goes over into a later chain with the readings that counted, so with
-- another commitment: it must not go over again.
ALTER TABLE clamped_edits ADD COLUMN has_gone_over INTEGER NOT NULL DEFAULT 0;
