/** The preview of the pages about several licenses at once, in every state. */

import {
  batchPage,
  batchResultPage,
  machineValue,
  noBatchPage,
  type BatchLine,
  type BatchModel,
  type BatchResult,
} from '../../server/portal/pages/batch/batch.ts';
import { fromAppPage, type FromAppModel } from '../../server/portal/pages/batch/from-app.ts';
import type { BatchDeed } from '../../server/domain/ownership/batch.ts';
import type { Texts } from '../../server/texts/texts.ts';
import { licenseModel } from './license-states.ts';
import { on, type States, type Typed } from './state.ts';

export function batchStates(typed: Typed): States {
  const { machines } = licenseModel(typed);
  const model = { username: '', chosen: [], faults: [] };
  return {
    'batch-assign': (frame) =>
      batchPage({ ...model, deed: 'assign', lines: linesOf('assign', typed, frame.texts) }, frame),
    'batch-release': (frame) => {
      const lines = linesOf('release', typed, frame.texts);
      const [first, ...rest] = lines.map((line, nth) => (nth === 0 ? { ...line, machines } : line));
      const chosen = machines
        .slice(1)
        .map(({ activation }) => machineValue(first?.license ?? '', activation));
      const points = [frame.texts.release.yearly(2, 4)];
      const open = first === undefined ? [] : [{ ...first, points }];
      return batchPage({ ...model, deed: 'release', chosen, lines: [...open, ...rest] }, frame);
    },
    'batch-transfer': (frame) => batchPage(transferOf(typed, frame.texts), frame),
    'batch-transfer-refused': (frame) => {
      const { ofField, ofCodeAt } = frame.texts.faults;
      const faults = [
        { field: 'username', message: ofField.username },
        { field: 'current', message: ofCodeAt.credentials_wrong.current },
      ];
      return batchPage({ ...transferOf(typed, frame.texts), faults }, frame);
    },
    'batch-nothing': (frame) => {
      const lines = linesOf('release', typed, frame.texts).slice(2);
      return batchPage({ ...model, deed: 'release', lines }, frame);
    },
    'batch-none-selected': (frame) => noBatchPage([{ message: frame.texts.batch.choose(20) }], frame),
    'batch-assigned': (frame) =>
      batchResultPage({ deed: 'assign', results: resultsOf(typed, frame.texts, 0) }, frame),
    'batch-released': (frame) =>
      batchResultPage({ deed: 'release', results: resultsOf(typed, frame.texts, 2) }, frame),
    'batch-transferred': (frame) =>
      batchResultPage({ deed: 'transfer', results: resultsOf(typed, frame.texts, 0) }, frame),
  };
}

const ID = 'c3R1ZGlvMDAwMDAwMDAwMA';

/** Two licenses with which something can be done, and one for each reason why not. */
function linesOf(deed: BatchDeed, typed: Typed, { batch, faults, transfer }: Texts): BatchLine[] {
  const license = ID;
  const { noMachine, manyMachines, revoked, offered, unproved } = batch;
  const tooSoon = faults.releaseTooSoon(on('2026-12-05'));
  const obstacles = {
    assign: [revoked],
    release: [noMachine, manyMachines, tooSoon],
    transfer: [offered, unproved, transfer.barred],
  };
  return [
    { license, product: typed('Sonar Pro') },
    { license: `${ID}B`, product: typed('Tide Tables') },
    ...obstacles[deed].map((obstacle) => ({ license, product: typed('Sonar Classic'), obstacle })),
    { license, product: null },
  ];
}

function transferOf(typed: Typed, texts: Texts): BatchModel {
  const points = [texts.transfer.machines(2), texts.transfer.members(1)];
  const lines = linesOf('transfer', typed, texts).map((line) =>
    line.obstacle === undefined && line.product !== null ? { ...line, points } : line,
  );
  return { deed: 'transfer', lines, username: typed('quiet-heron-42'), chosen: [], faults: [] };
}

function resultsOf(typed: Typed, { batch, faults }: Texts, machines: number): BatchResult[] {
  const license = ID;
  const refused = [faults.ofCode.release_too_soon, batch.passing];
  return [
    { license, product: typed('Sonar Pro'), outcome: { machines } },
    ...refused.map((reason) => ({ license, product: typed('Tide Tables'), outcome: { refused: reason } })),
    { license, product: null, outcome: { refused: batch.gone } },
  ];
}

/** The page to which an app links. */
export function fromAppStates(typed: Typed): States {
  const { license, product, standing, machines } = licenseModel(typed);
  const line = { license, product, standing, machines, bar: undefined, isOwner: true };
  const model: FromAppModel = {
    flow: 'release',
    product: 'sonar',
    productName: product,
    licenses: [line],
    returnAddress: typed('com.example.sonar:/released'),
    isListed: true,
  };
  const none = { ...line, license: `${ID}B`, machines: [] };
  const tooSoon = { ...none, machines, bar: { is: 'tooSoon', next: on('2026-12-05') } as const };
  return {
    'from-app-release': (frame) => fromAppPage(model, frame),
    'from-app-barred': (frame) =>
      fromAppPage({ ...model, licenses: [none, tooSoon], isListed: false }, frame),
    'from-app-released': (frame) => fromAppPage(model, { ...frame, done: 'released' }),
    'from-app-renew': (frame) => {
      const licenses = [line, { ...none, isOwner: false }];
      return fromAppPage({ ...model, flow: 'renew', licenses }, frame);
    },
    'from-app-none': (frame) =>
      fromAppPage({ ...model, licenses: [], returnAddress: '', isListed: false }, frame),
  };
}
