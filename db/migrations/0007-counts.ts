/**
 * The tables of the counters, without a record of any person. The three tables refer neither to a table of licenses nor
 * to each other. Their primary keys begin with the column `cell`, the name of a counter, because the purge walks each
 * table in the order of `cell`. The index on days is for listings.
 */

export const migration = {
  serves: 5,
  sql: `
CREATE TABLE counts (
  cell TEXT NOT NULL,
  day BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (cell, day)
) /* walked by its key */;
CREATE INDEX counts_by_day ON counts (day);

CREATE TABLE telemetry_counts (
  cell TEXT NOT NULL,
  week BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (cell, week)
) /* walked by its key */;

CREATE TABLE telemetry_figures (
  cell TEXT NOT NULL,
  week BIGINT NOT NULL,
  n BIGINT,
  PRIMARY KEY (cell, week)
) /* walked by its key */;
`,
};
