/** The preview of the pages about a transfer of a license, in every state. */

import { keyPage } from '../../server/portal/pages/key.ts';
import { licensePage } from '../../server/portal/pages/license.ts';
import { licensesPage } from '../../server/portal/pages/licenses.ts';
import { transferPage, type TransferModel } from '../../server/portal/pages/transfer.ts';
import { hourOf, startOf } from '../../server/domain/kernel/day.ts';
import { licenseModel } from './license-states.ts';
import { on, type States, type Typed } from './state.ts';

export function transferStates(typed: Typed): States {
  const shown = licenseModel(typed);
  const { license, product, standing, used, seats } = shown;
  const readyHour = hourOf(startOf(on('2026-11-27')));
  const open = { readyHour, endsDay: on('2026-12-03') };
  const shared = {
    license,
    product,
    standing,
    used,
    seats,
    transferable: 'free',
    username: '',
    faults: [],
  } as const;
  const owner: TransferModel = { ...shared, to: 'owner', members: 2, open: null };
  const receiver: TransferModel = { ...shared, to: 'receiver', stage: 'ready', open };
  const line = { license, product, readyHour };
  const lines = [{ ...line, to: 'customer' } as const, { ...line, to: 'other' } as const];
  return {
    transfer: (frame) => transferPage(owner, frame),
    'transfer-refused': (frame) => {
      const { ofField, ofCodeAt } = frame.texts.faults;
      const faults = [
        { field: 'username', message: ofField.username },
        { field: 'current', message: ofCodeAt.credentials_wrong.current },
      ];
      return transferPage({ ...owner, members: 0, used: 0, faults }, frame);
    },
    'transfer-unproved': (frame) => transferPage({ ...owner, transferable: 'unproved' }, frame),
    'transfer-barred': (frame) => transferPage({ ...owner, transferable: 'barred' }, frame),
    'transfer-offered': (frame) => transferPage({ ...owner, open }, { ...frame, done: 'transferOffered' }),
    'transfer-withdrawn': (frame) => transferPage(owner, { ...frame, done: 'transferWithdrawn' }),
    'transfer-to-accept': (frame) => transferPage(receiver, frame),
    'transfer-early': (frame) => {
      const faults = [{ message: frame.texts.faults.ofCode.transfer_early }];
      return transferPage({ ...receiver, stage: 'early', faults }, frame);
    },
    'transfer-to-accept-barred': (frame) => transferPage({ ...receiver, transferable: 'barred' }, frame),
    'licenses-transferring': (frame) =>
      licensesPage({ transfers: lines, licenses: [], licenseKey: '', faults: [] }, frame),
    'license-transferred': (frame) =>
      licensePage({ ...shown, key: 'unmade' }, { ...frame, done: 'transferAccepted' }),
    ...keyStates(typed, { license, product }),
  };
}

function keyStates(typed: Typed, model: { license: string; product: string }): States {
  return {
    'key-unmade': (frame) => keyPage({ ...model, is: 'unmade', faults: [] }, frame),
    'key-unmade-refused': (frame) => {
      const message = frame.texts.faults.ofCodeAt.credentials_wrong.current;
      return keyPage({ ...model, is: 'unmade', faults: [{ field: 'current', message }] }, frame);
    },
    'key-made': (frame) => {
      const licenseKey = typed('SONAR-0T3XM-7QK2D-9WHZC-RB4NA-EYV68-JPG5S');
      return keyPage({ ...model, is: 'made', licenseKey }, frame);
    },
  };
}
