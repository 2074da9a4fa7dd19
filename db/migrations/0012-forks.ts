/**
 * The schema change for copies of activations: it stores an activation's latest fork and the copies that were found. An
 * activation without a fork has no row. It also deletes useless usernames: those that differ from the username of the
 * account that owns the license and, for licenses without an account, those that the terms do not require.
 */

export const migration = {
  serves: 5,
  sql: `
CREATE TABLE forks (
  activation TEXT NOT NULL PRIMARY KEY REFERENCES activations (id) ON DELETE CASCADE,
  generation BIGINT NOT NULL,
  known_tags TEXT,
  trunk BIGINT,
  trunk_tags TEXT,
  branch BIGINT,
  branch_tags TEXT,
  turns BIGINT NOT NULL CHECK (turns >= 0),
  branch_went_on BIGINT NOT NULL CHECK (branch_went_on IN (0, 1)),
  copies BIGINT NOT NULL CHECK (copies >= 0),
  found_day BIGINT,
  latest_day BIGINT
) /* walked by its key */;

UPDATE activations SET username = NULL
WHERE username IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM owners JOIN accounts ON accounts.id = owners.account
    WHERE owners.license = activations.license AND accounts.username = activations.username
  )
  AND (
    EXISTS (SELECT 1 FROM owners WHERE owners.license = activations.license)
    OR EXISTS (
      SELECT 1 FROM licenses JOIN products ON products.id = licenses.product
      WHERE licenses.id = activations.license AND products.username_required = 0
    )
  );
`,
};
