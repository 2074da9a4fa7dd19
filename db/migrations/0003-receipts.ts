/**
 * The receipts: what each purge and erasure has deleted, and the signed document about it. The index on idempotency
 * records is for an erasure, which finds them by the license that they created.
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
