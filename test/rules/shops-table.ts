/** The table of the shops whose files of orders can be read, for INTEGRATIONS.md, made from their mappings. */

import { readShop, shopNames } from '../../scripts/cli/order-mapping.ts';
import { markdownTable } from './markdown-table.ts';

export function shopsTable(): string {
  const rows = shopNames().map((name) => {
    const { about, columns, only = {} } = readShop(name);
    const fields = Object.entries(columns).map(
      ([field, column]) => `${field}: ${columnsOf([column].flat())}`,
    );
    const kept = Object.entries(only).map(([column, values]) => `\`${column}\` is ${values.join(' or ')}`);
    return [`\`${name}\``, about, fields.join('; '), kept.join(', and ') || 'all'];
  });
  return markdownTable([['`--shop`', 'file', 'read', 'rows'], ...rows]);
}

function columnsOf(columns: readonly string[]): string {
  return columns.map((column) => `\`${column}\``).join(' / ');
}
