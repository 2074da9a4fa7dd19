/** The SQL conditions of the operators' actions that the owner of a license may see. */

/** An action on a license since its latest transfer or take-over: earlier ones concern an earlier owner. */
export const SINCE_TRANSFER = `NOT EXISTS (
  SELECT 1 FROM operator_actions AS given
  WHERE given.license = operator_actions.license AND given.action IN ('license transfer', 'license takeover', 'takeover grant')
    AND given.leaf > COALESCE(operator_actions.leaf, -1)
)`;

/** An action that is not held back from the customer today. */
export const NOT_HELD_BACK = '(held_until_day IS NULL OR held_until_day < :today)';
