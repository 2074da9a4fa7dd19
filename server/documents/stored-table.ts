/** A table of the inventory in the words of a document. Each text of a closed list has its code beside it. */

import type { Lives } from '../domain/inventory/lives.ts';
import type { PersonalColumn, PersonalTable } from '../domain/inventory/personal-tables.ts';
import { columnRetentionText, purposeText, retentionText, tableText } from '../texts/inventory-texts.ts';
import type { Texts } from '../texts/texts.ts';

/** What a table is about, how long its rows are kept, and its columns. */
export function describeTable({ table, columns }: PersonalTable, lives: Lives, texts: Texts) {
  return {
    table,
    about: tableText(table, texts.inventory),
    kept: retentionText(table, texts.inventory, lives),
    columns: columns.map((column) => describeColumn(table, column, lives, texts)),
  };
}

/** A column; its `kept` is null if it is kept as long as its row. */
export function describeColumn(
  table: PersonalTable['table'],
  { column, purpose, form }: PersonalColumn,
  lives: Lives,
  { inventory }: Texts,
) {
  return {
    column,
    purpose: purposeText(purpose, inventory),
    form: { code: form, text: inventory.form[form] },
    kept: columnRetentionText(table, column, inventory, lives) ?? null,
  };
}

/** On what basis the rows of a table are stored, and where they come from. */
export function describeOrigin({ basis, sources }: PersonalTable, { inventory }: Texts) {
  return {
    legalBasis: { code: basis, text: inventory.bases[basis] },
    sources: sources.map((code) => ({ code, text: inventory.sources[code] })),
  };
}
