/** The schema change for requests about personal data, and the licenses and accounts that they are about. */

export const migration = {
  serves: 16,
  sql: `
CREATE TABLE rights_requests (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  asker TEXT NOT NULL,
  received_day BIGINT NOT NULL,
  acknowledged_day BIGINT NOT NULL,
  due_day BIGINT NOT NULL,
  extension TEXT,
  closed_day BIGINT,
  outcome TEXT,
  reason TEXT,
  link TEXT,
  address TEXT,
  answer TEXT,
  answer_ends_day BIGINT
) /* walked by its key */;
CREATE UNIQUE INDEX rights_requests_by_link ON rights_requests (link);
CREATE UNIQUE INDEX rights_requests_by_answer ON rights_requests (answer);
CREATE INDEX rights_requests_by_due_day ON rights_requests (closed_day, due_day, id);
CREATE INDEX rights_requests_by_closed_day ON rights_requests (closed_day, id);

CREATE TABLE rights_subjects (
  id TEXT NOT NULL PRIMARY KEY,
  request TEXT REFERENCES rights_requests (id) ON DELETE CASCADE,
  license TEXT REFERENCES licenses (id) ON DELETE CASCADE,
  account TEXT REFERENCES accounts (id) ON DELETE CASCADE,
  ends_day BIGINT
) /* walked by its key */;
CREATE INDEX rights_subjects_by_request ON rights_subjects (request);
CREATE INDEX rights_subjects_by_license ON rights_subjects (license);
CREATE INDEX rights_subjects_by_account ON rights_subjects (account);
`,
};
