/** The preview of the page of personal data, for a customer who has some of everything. */

import { ALONE } from '../../server/portal/html/pager.ts';
import { INVENTORY, type TableName } from '../../server/domain/inventory/inventory.ts';
import type { Column, Form } from '../../server/domain/inventory/declaration.ts';
import { ALL_CLASSES } from '../../server/domain/inventory/policy-content.ts';
import { GROUNDS, type Recipient } from '../../server/domain/privacy/disclosure.ts';
import type { PersonalData, PersonalValue } from '../../server/domain/privacy/personal-data.ts';
import { personalDataPage } from '../../server/portal/pages/personal-data.ts';
import { personalDataOf } from '../../server/portal/route/view-models.ts';
import type { Purpose } from '../../server/domain/inventory/inventory.ts';
import { toHour } from '../../server/domain/kernel/day.ts';
import { on, type States, type Typed } from './state.ts';

/** The rows of a customer who uses the product a lot; 1 for a table that is not listed. A page has fifty rows at most. */
const ROWS: Readonly<Record<string, number>> = {
  activations: 3,
  device_tags: 4,
  license_keys: 2,
  licenses: 2,
  nicknames: 3,
  owners: 2,
  recovery_codes: 10,
  sessions: 2,
};
const TEXTS: Readonly<Partial<Record<Form, string>>> = {
  plain: 'quiet-heron-42',
  random: 'c3R1ZGlvMDAwMDAwMDAwMA',
  sealed: '203.0.113.0/24',
};
/** The tables of a customer whose data a legal hold keeps: hardly anybody has one. */
const HELD_TABLES: readonly string[] = ['holds', 'licenses'];
const HOUR = 498_777;

export function personalDataStates(typed: Typed): States {
  const shown = (data: PersonalData): States[string] => {
    return (frame) => personalDataPage(personalDataOf(data, frame.texts), frame);
  };
  return {
    'personal-data': shown(personalData(typed)),
    'personal-data-held': shown({
      ...personalData(typed, HELD_TABLES),
      looks: [],
      recipients: [],
      disclosures: 0,
    }),
    'personal-data-no-looks': shown({ ...personalData(typed), looks: [], recipients: [], disclosures: 0 }),
  };
}

/** Recipients on each ground, and with each kind of period. */
export function madeUpRecipients(typed: Typed): Recipient[] {
  const ended = { disclosedOn: '2025-03-01', endedOn: '2026-01-31' };
  const made = { disclosure: 'c3R1ZGlvMDAwMDAwMDAwMA', classes: ['orders', 'licenses'] };
  const once = GROUNDS.filter((ground) => ground !== 'processor').map((ground) => ({
    ...made,
    ground,
    recipient: typed('Tax office'),
    disclosedOn: '2026-03-14',
    endedOn: '2026-03-14',
  }));
  const processor = { ...made, classes: [ALL_CLASSES], ground: 'processor' };
  return [
    { ...processor, recipient: typed('Example Hosting'), disclosedOn: '2026-01-31', endedOn: null },
    { ...processor, recipient: typed('Old Hosting'), ...ended },
    ...once,
  ];
}

export function personalData(typed: Typed, only?: readonly string[]): PersonalData {
  const tables = Object.entries(INVENTORY).flatMap(([name, { basis, sources = [], whose, columns }]) => {
    if (typeof whose !== 'object' || name === 'operator_actions') return [];
    if (only === undefined ? name === 'holds' : !only.includes(name)) return [];
    const row = Object.values(columns).filter(({ subject, exported }) => subject === 'person' || exported);
    const values = Array.from({ length: ROWS[name] ?? 1 }, (_, nth) =>
      row.map((column) => valueOf(column, nth, typed)),
    );
    return [{ table: name as TableName, basis, sources, values }];
  });
  return {
    lives: {},
    tables,
    recipients: madeUpRecipients(typed).slice(0, 2),
    disclosures: 1,
    ...ALONE,
    looks: [
      {
        action: 'license find',
        by: 'staff',
        purpose: `support: ${typed('ticket T-1017')}`,
        reason: typed('asked by mail'),
        heldUntilDay: null,
        hour: toHour(HOUR),
      },
      {
        action: 'activation list',
        by: 'program',
        purpose: null,
        reason: null,
        heldUntilDay: null,
        hour: toHour(HOUR - 456),
      },
    ],
  };
}

function valueOf({ form, purpose, exported }: Column<Purpose>, nth: number, typed: Typed): PersonalValue {
  const text = TEXTS[form];
  const number = form === 'hour' ? HOUR - nth : form === 'day' ? on('2026-03-14') + nth : nth + 1;
  const value = text === undefined ? number : typed(text);
  return { value: exported ? value : null, form, purpose, keptUntil: form === 'day' ? '2026-12-25' : null };
}
