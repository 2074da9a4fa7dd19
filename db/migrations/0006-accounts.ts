/**
 * The tables of the customers' accounts: credentials, sessions, owned licenses, and queued mails. Ownership and
 * nicknames of machines have their own tables, so that an activation neither reads nor writes account data.
 */

export const migration = {
  serves: 5,
  sql: `
CREATE TABLE accounts (
  id TEXT NOT NULL PRIMARY KEY,
  username TEXT NOT NULL,
  password TEXT NOT NULL,
  email_index TEXT,
  email_generation BIGINT NOT NULL,
  email_wrapped BIGINT NOT NULL,
  notice_address TEXT,
  notices TEXT NOT NULL,
  terms_version TEXT NOT NULL,
  terms_day BIGINT NOT NULL,
  created_day BIGINT NOT NULL,
  login_day BIGINT NOT NULL,
  warnings BIGINT NOT NULL CHECK (warnings >= 0),
  warned_day BIGINT
) /* walked by its key */;
CREATE UNIQUE INDEX accounts_by_username ON accounts (username);
CREATE INDEX accounts_by_email ON accounts (email_index);

CREATE TABLE owners (
  license TEXT NOT NULL PRIMARY KEY REFERENCES licenses (id) ON DELETE CASCADE,
  account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  since_day BIGINT NOT NULL
) /* walked by its key */;
CREATE INDEX owners_by_account ON owners (account);

CREATE TABLE nicknames (
  activation TEXT NOT NULL PRIMARY KEY REFERENCES activations (id) ON DELETE CASCADE,
  nickname TEXT NOT NULL
) /* walked by its key */;

CREATE TABLE sessions (
  digest TEXT NOT NULL PRIMARY KEY,
  generation BIGINT NOT NULL,
  account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  family TEXT NOT NULL,
  begun_hour BIGINT NOT NULL,
  fresh_hour BIGINT NOT NULL,
  ends_hour BIGINT NOT NULL,
  rotated_hour BIGINT
) /* walked by its key */;
CREATE INDEX sessions_by_account ON sessions (account);

CREATE TABLE recovery_codes (
  digest TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE
) /* walked by its key */;
CREATE INDEX recovery_codes_by_account ON recovery_codes (account);

CREATE TABLE links (
  digest TEXT NOT NULL PRIMARY KEY,
  generation BIGINT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('password', 'email')),
  account TEXT REFERENCES accounts (id) ON DELETE CASCADE,
  browser TEXT NOT NULL,
  code TEXT NOT NULL,
  about TEXT,
  tries BIGINT NOT NULL CHECK (tries >= 0),
  ends_second BIGINT NOT NULL,
  hour BIGINT NOT NULL
) /* walked by its key */;
CREATE INDEX links_by_account ON links (account);
CREATE INDEX links_by_browser ON links (browser);

CREATE TABLE attempts (
  digest TEXT NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL CHECK (failures >= 0),
  retry_second BIGINT NOT NULL,
  hour BIGINT NOT NULL
) /* walked by its key */;

CREATE TABLE mails (
  id TEXT NOT NULL PRIMARY KEY,
  sealed TEXT NOT NULL,
  tries BIGINT NOT NULL CHECK (tries >= 0),
  due_second BIGINT NOT NULL,
  hour BIGINT NOT NULL
) /* walked by its key */;
`,
};
