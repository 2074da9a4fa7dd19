/** The table of the lives that a vendor can set in `retention.json`, made from the inventory. */

import { LIFE_SETTINGS } from '../../server/domain/inventory/lives.ts';
import { markdownTable } from './markdown-table.ts';

export function livesTable(): string {
  const number = (days: number): string => new Intl.NumberFormat('en').format(days);
  return markdownTable([
    ['class', 'default, in days', 'can be set to'],
    ...LIFE_SETTINGS.map(({ class: name, default: byDefault, least, most, step }) => [
      name,
      number(byDefault),
      `${number(least)} to ${number(most)}${step === 1 ? '' : `, multiples of ${step}`}`,
    ]),
  ]);
}
