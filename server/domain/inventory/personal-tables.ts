/**
 * What the inventory has about persons: the tables with values of customers or operators, their columns, and the category
 * of each column. Pages and generated documents list these.
 */

import type { Basis, Category, Column, Form, Opener, Table } from './declaration.ts';
import { INVENTORY, type Purpose, type TableName } from './inventory.ts';

/** A column that relates to a person. */
export interface PersonalColumn {
  readonly column: string;
  readonly purpose: Purpose;
  readonly form: Form;
  readonly category: Category;
  /** What opens the value, or tests guesses at it; undefined if nothing is needed, or nothing can. */
  readonly opener: Opener | undefined;
}

/** A table with values of persons, and its columns that relate to one. */
export interface PersonalTable {
  readonly table: TableName;
  readonly basis: Basis;
  readonly whose: Table['whose'] | undefined;
  readonly sources: NonNullable<Table['sources']>;
  readonly columns: readonly PersonalColumn[];
}

/** Whether a table has values of customers or operators. */
export function isPersonal({ whose, columns }: Pick<Table, 'whose' | 'columns'>): boolean {
  return (
    whose !== undefined ||
    Object.values(columns).some(({ subject }) => subject === 'person' || subject === 'operator')
  );
}

/** The tables with values of persons. A table in which no customer can be found has all of its columns. */
export function personalTables(): PersonalTable[] {
  return Object.entries(INVENTORY).flatMap(([name, table]) => {
    if (!isPersonal(table)) return [];
    const { basis, whose, sources = [], columns } = table;
    const shown = Object.entries(columns).filter(
      ([, { subject, exported }]) =>
        subject === 'person' || subject === 'operator' || exported || whose === 'unknowable',
    );
    const listed = shown.map(([column, declared]) => ({
      column,
      purpose: declared.purpose,
      form: declared.form,
      category: categoryOf(declared, table),
      opener: declared.opener ?? (declared.form === 'keyed' ? 'secret' : undefined),
    }));
    return [{ table: name as TableName, basis, whose, sources, columns: listed }];
  });
}

/** The forms that only tell one person, machine or license from another. */
const IDENTIFYING: readonly Form[] = ['random', 'keyed', 'hashed', 'sealed'];

/** The category of a column. @throws Error if its table has values of persons and no category */
function categoryOf({ category, form }: Column, table: Table): Category {
  const found = category ?? (IDENTIFYING.includes(form) ? 'identifier' : table.category);
  if (found === undefined) throw new Error('a table with values of persons has no category');
  return found;
}
