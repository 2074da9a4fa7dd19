/**
 * The schema change for receipts. The row of a receipt states what a purge or an erasure has deleted, and contains the
 * signed document about it. The index on idempotency records serves erasures, which find a record by the license that
 * its request created.
 */

export const migration = {
  serves: 1,
  sql: `
CREATE TABLE receipts (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('purge', 'erasure')),
  begun_day BIGINT NOT NULL,
  plan TEXT,
  counts TEXT NOT NULL,
  urgent BIGINT NOT NULL CHECK (urgent IN (0, 1)),
  deleted_day BIGINT,
  done_day BIGINT,
  token TEXT
) /* walked by its key */;
CREATE INDEX receipts_by_done_day ON receipts (done_day);
CREATE INDEX idempotency_by_result ON idempotency (result);
`,
};
