/** The SQL condition of an activation that is the owner's of its license, and no member's. */
export const OWNERS_MACHINE =
  'NOT EXISTS (SELECT 1 FROM member_machines WHERE member_machines.activation = activations.id)';
