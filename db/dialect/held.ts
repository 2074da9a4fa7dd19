/**
 * The SQL of what a legal hold keeps. A hold names a license or an account; a hold of everything of an account also keeps
 * the licenses that the account owns. The names of the columns of `holds` are in no other table, so that a condition may
 * be part of any statement. Without a hold each list is empty, and is read once by an index.
 */

/** The classes of a hold, and the groups of tables that each keeps. `server/domain/privacy/hold.ts` explains them. */
const CLASSES = {
  license: `'all', 'license'`,
  machines: `'all', 'machines'`,
  /** Any hold keeps the license itself: the rest hangs on it. */
  any: `'all', 'license', 'machines'`,
  all: `'all'`,
} as const;

/** The ids of the licenses of which a group of tables is held. */
export function heldLicenses(group: keyof typeof CLASSES): string {
  return `(
    SELECT held_license FROM holds
    WHERE held_license IS NOT NULL AND lifted_day IS NULL AND held_class IN (${CLASSES[group]})
    UNION ALL
    SELECT owners.license FROM holds JOIN owners ON owners.account = held_account
    WHERE held_account IS NOT NULL AND lifted_day IS NULL AND held_class = 'all'
  )`;
}

/**
 * The SQL condition that no hold keeps a row of `activations`. The machines of a license's members are other persons': they
 * are held with the accounts of these members, and not with the license.
 */
export const IS_FREE_MACHINE = `(
  (license NOT IN ${heldLicenses('machines')} OR id IN (SELECT activation FROM member_machines))
  AND id NOT IN (
    SELECT member_machines.activation
    FROM holds
    JOIN members ON members.account = held_account
    JOIN member_machines ON member_machines.member = members.id
    WHERE held_account IS NOT NULL AND lifted_day IS NULL AND held_class = 'all'
  )
)`;

/** The ids of the accounts that are held. */
export const HELD_ACCOUNTS = `(
  SELECT held_account FROM holds
  WHERE held_account IS NOT NULL AND lifted_day IS NULL AND held_class IN ('all', 'account')
)`;
