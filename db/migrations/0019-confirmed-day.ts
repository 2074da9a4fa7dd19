/** The schema change for the confirmed day, by which a server's clock is judged before anything irreversible is done. */

export const migration = {
  serves: 16,
  sql: `
CREATE TABLE confirmed_day (
  id TEXT NOT NULL PRIMARY KEY CHECK (id = 'clock'),
  day BIGINT NOT NULL,
  seen_day BIGINT,
  steady_days BIGINT NOT NULL CHECK (steady_days >= 0)
);
`,
};
