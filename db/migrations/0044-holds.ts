/** The schema change for legal holds, which keep data from the purge and from erasures. Without a hold it is empty. */

export const migration = {
  serves: 20,
  sql: `
CREATE TABLE holds (
  hold TEXT NOT NULL PRIMARY KEY,
  held_license TEXT REFERENCES licenses (id) ON DELETE SET NULL,
  held_account TEXT REFERENCES accounts (id) ON DELETE SET NULL,
  held_class TEXT NOT NULL,
  why TEXT NOT NULL,
  authority TEXT NOT NULL,
  placed_day BIGINT NOT NULL,
  reviewed_day BIGINT NOT NULL,
  lifted_day BIGINT,
  put_off TEXT
) /* walked by its key */;
CREATE INDEX holds_by_license ON holds (held_license);
CREATE INDEX holds_by_account ON holds (held_account);
CREATE INDEX holds_by_day ON holds (placed_day, hold);
CREATE INDEX holds_by_put_off ON holds (put_off);
CREATE INDEX holds_by_lifted_day ON holds (lifted_day);
`,
};
