/** The SQL condition of an activation that is the owner's of its license, and no member's. */
export const OWNERS_MACHINE = isOwners('activations.id');

/** The SQL condition of a machine that is no member's. @param activation the SQL of its id, which may be null */
export function isOwners(activation: string): string {
  return `NOT EXISTS (SELECT 1 FROM member_machines WHERE member_machines.activation = ${activation})`;
}
