/**
 * The schema change that finds the operators' actions of one kind on a license: what an owner may see begins at the latest
 * transfer, which was searched for among all actions on the license, once for each of them.
 */

export const migration = {
  serves: 16,
  sql: `
CREATE INDEX operator_actions_by_license_action ON operator_actions (license, action, leaf);
DROP INDEX operator_actions_by_license;
`,
};
