/**
 * What several nodes over one database need: each change of the schema says which programs it still serves, so that
 * nodes are renewed one after the other.
 */

export const MANY_NODES = `
ALTER TABLE schema_migrations ADD COLUMN serves BIGINT;
`;
