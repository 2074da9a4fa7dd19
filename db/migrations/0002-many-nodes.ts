/**
 * The schema change for several nodes on one database. Each change of the schema names the oldest program that it still
 * serves, so that nodes can be upgraded one by one. Each recurring job has one row that is its leader lock.
 * Fingerprints identify the secrets and the root key with which the database was created.
 */

export const migration = {
  serves: 1,
  sql: `
ALTER TABLE schema_migrations ADD COLUMN serves BIGINT;

CREATE TABLE duties (
  task TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  beat BIGINT NOT NULL
);

CREATE TABLE marks (
  mark TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL
);
`,
};
