/** The columns of a product's terms in the inventory. They follow from the contract, so a new term needs no entry here. */

import { termEntries } from '../../../client-sdk/typescript/contract/product-terms.ts';
import type { Term } from '../../../client-sdk/typescript/contract/term-kinds.ts';
import type { Column, Form } from './declaration.ts';

const FORMS: Readonly<Record<Term['type'], Form>> = {
  integer: 'count',
  boolean: 'count',
  choice: 'plain',
  words: 'plain',
  addresses: 'plain',
};
/** The purpose of every column of a product term. The column names come from the contract, which a type cannot list. */
export const TERM_PURPOSE = 'productTerm';
/** One column for each term of a product, with a name in snake case. */
export const TERM_COLUMNS = Object.fromEntries(
  termEntries().map(([name, { type }]): [string, Column<typeof TERM_PURPOSE>] => [
    snakeCase(name),
    { purpose: TERM_PURPOSE, form: FORMS[type], subject: 'vendor', exported: false },
  ]),
);

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
