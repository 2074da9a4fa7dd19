/**
 * The first schema. It uses only TEXT and BIGINT, so that one SQL text works on both engines;
 * `server/domain/inventory/inventory.ts` documents each column and its lifetime. The comment after a table with a
 * random key is read by the SQLite engine, which inserts its table option at that place, so that a purge can walk the
 * key in windows. PostgreSQL ignores the comment.
 */

export const migration = {
  serves: 1,
  sql: `
CREATE TABLE products (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  prefix TEXT,
  seats BIGINT NOT NULL CHECK (seats >= 1),
  duration_days BIGINT,
  updates_days BIGINT,
  lease_days BIGINT NOT NULL,
  refresh_days BIGINT NOT NULL,
  grace_days BIGINT NOT NULL,
  entitlements TEXT NOT NULL,
  username_required BIGINT NOT NULL CHECK (username_required IN (0, 1)),
  forks TEXT NOT NULL CHECK (forks IN ('refuse', 'allow')),
  release_cooldown_days BIGINT NOT NULL,
  releases_per_year BIGINT,
  revision BIGINT NOT NULL,
  created_day BIGINT NOT NULL
);

CREATE TABLE licenses (
  id TEXT NOT NULL PRIMARY KEY,
  product TEXT NOT NULL REFERENCES products (id),
  seats BIGINT NOT NULL CHECK (seats >= 0),
  used BIGINT NOT NULL CHECK (used >= 0),
  email_index TEXT,
  nonce TEXT,
  ends_day BIGINT,
  updates_until_day BIGINT,
  entitlements TEXT NOT NULL,
  created_day BIGINT NOT NULL,
  suspended_day BIGINT,
  revoked_day BIGINT,
  revision BIGINT NOT NULL,
  released_day BIGINT,
  release_year BIGINT,
  release_count BIGINT NOT NULL CHECK (release_count >= 0)
) /* walked by its key */;
CREATE INDEX licenses_by_email ON licenses (email_index);

CREATE TABLE license_keys (
  verifier TEXT NOT NULL PRIMARY KEY,
  license TEXT NOT NULL REFERENCES licenses (id) ON DELETE CASCADE,
  created_day BIGINT NOT NULL
) /* walked by its key */;
CREATE INDEX license_keys_by_license ON license_keys (license);

CREATE TABLE orders (
  reference TEXT NOT NULL,
  product TEXT NOT NULL,
  license TEXT REFERENCES licenses (id) ON DELETE SET NULL,
  day BIGINT NOT NULL,
  PRIMARY KEY (reference, product)
) /* walked by its key */;
CREATE INDEX orders_by_license ON orders (license);

CREATE TABLE activations (
  id TEXT NOT NULL PRIMARY KEY,
  license TEXT NOT NULL REFERENCES licenses (id) ON DELETE CASCADE,
  epoch BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  request_digest TEXT,
  lease_day BIGINT NOT NULL,
  lease_ends_day BIGINT NOT NULL,
  seat_ends_day BIGINT NOT NULL,
  lease_revision BIGINT NOT NULL,
  username TEXT,
  network TEXT,
  network_day BIGINT,
  created_day BIGINT NOT NULL,
  seen_day BIGINT NOT NULL,
  lapsed_day BIGINT,
  released_day BIGINT
) /* walked by its key */;
CREATE INDEX activations_by_license ON activations (license, seat_ends_day);

CREATE TABLE device_tags (
  tag TEXT NOT NULL PRIMARY KEY,
  activation TEXT NOT NULL REFERENCES activations (id) ON DELETE CASCADE
) /* walked by its key */;
CREATE INDEX device_tags_by_activation ON device_tags (activation);

CREATE TABLE operator_tokens (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_day BIGINT NOT NULL,
  expires_day BIGINT NOT NULL,
  revoked_day BIGINT
) /* walked by its key */;

CREATE TABLE operator_actions (
  id TEXT NOT NULL PRIMARY KEY,
  hour BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  license TEXT,
  reason TEXT
) /* walked by its key */;
CREATE INDEX operator_actions_by_license ON operator_actions (license);

CREATE TABLE idempotency (
  digest TEXT NOT NULL PRIMARY KEY,
  request TEXT NOT NULL,
  result TEXT NOT NULL,
  hour BIGINT NOT NULL
) /* walked by its key */;

CREATE TABLE tasks (
  task TEXT NOT NULL PRIMARY KEY,
  day BIGINT NOT NULL
);
`,
};
