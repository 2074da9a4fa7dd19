/**
 * What several nodes over one database need: each change of the schema says which programs it still serves, so that
 * nodes are renewed one after the other; a row for each recurring work says which node is on
 * duty; and marks say whose secrets and root key the database was begun with.
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
