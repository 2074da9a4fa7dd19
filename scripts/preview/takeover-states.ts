/** The preview of the pages about a take-over of a license, in every state. */

import { licensePage } from '../../server/portal/pages/license.ts';
import { licensesPage } from '../../server/portal/pages/licenses.ts';
import { takeoverPage, type OwnersTakeover, type TakeoverModel } from '../../server/portal/pages/takeover.ts';
import { licenseModel } from './license-states.ts';
import { on, type States, type Typed } from './state.ts';

export function takeoverStates(typed: Typed): States {
  const shown = licenseModel(typed);
  const { license, product, standing, used, seats } = shown;
  const days = { readyDay: on('2026-12-05'), refusedDay: null, endsDay: on('2027-01-04') };
  const waiting: OwnersTakeover = { license, stage: 'waiting', ...days };
  const refused = { ...waiting, refusedDay: on('2026-11-28'), endsDay: on('2027-02-26') };
  const contested: OwnersTakeover = { ...refused, stage: 'contested' };
  const ready: OwnersTakeover = { ...waiting, stage: 'ready' };
  const shared = { license, product, standing, used, seats, isBarred: false, faults: [] } as const;
  const owner: TakeoverModel = { ...shared, to: 'owner', open: waiting };
  const claimant: TakeoverModel = { ...shared, to: 'claimant', open: waiting };
  const lines = [
    { license, product, whose: 'customer' } as const,
    { license, product, whose: 'other' } as const,
  ];
  return {
    takeover: (frame) => takeoverPage(owner, frame),
    'takeover-none': (frame) => takeoverPage({ ...owner, open: null }, frame),
    'takeover-refused': (frame) =>
      takeoverPage({ ...owner, open: contested }, { ...frame, done: 'takeoverRefused' }),
    'takeover-resting': (frame) => takeoverPage({ ...owner, open: { ...refused, stage: 'resting' } }, frame),
    'takeover-asked': (frame) => takeoverPage(claimant, frame),
    'takeover-early': (frame) => {
      const faults = [{ message: frame.texts.faults.ofCode.takeover_early }];
      return takeoverPage({ ...claimant, faults }, frame);
    },
    'takeover-ready': (frame) => takeoverPage({ ...claimant, open: ready }, frame),
    'takeover-contested': (frame) => takeoverPage({ ...claimant, open: contested }, frame),
    'takeover-barred': (frame) => {
      const faults = [{ message: frame.texts.faults.ofCode.takeover_barred }];
      return takeoverPage({ ...claimant, open: ready, isBarred: true, faults }, frame);
    },
    'licenses-takeovers': (frame) =>
      licensesPage(
        { takeovers: lines, licenses: [], licenseKey: '', faults: [] },
        { ...frame, done: 'takeoverBegun' },
      ),
    'licenses-takeover-withdrawn': (frame) =>
      licensesPage({ licenses: [], licenseKey: '', faults: [] }, { ...frame, done: 'takeoverWithdrawn' }),
    'license-takeover': (frame) => licensePage({ ...shown, takeover: waiting }, frame),
    'license-taken-over': (frame) => licensePage(shown, { ...frame, done: 'takeoverCompleted' }),
  };
}
