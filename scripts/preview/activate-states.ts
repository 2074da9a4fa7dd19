/** The preview of the pages with which a customer activates an app that waits, in every state. */

import { machineName } from '../../client-sdk/typescript/contract/machine-name.ts';
import {
  approvedPage,
  codePage,
  waitingAppPage,
  type WaitingAppModel,
} from '../../server/portal/pages/activate.ts';
import type { LicenseLine } from '../../server/portal/pages/licenses.ts';
import { licensesPage } from '../../server/portal/pages/licenses.ts';
import { on, type States, type Typed } from './state.ts';

const ACTIVATION = 'c3R1ZGlvMDAwMDAwMDAwMA';

export function activateStates(typed: Typed): States {
  const code = typed('BCDF-GHJK');
  return {
    activate: (frame) => codePage({ code: '', isLinked: false, faults: [] }, frame),
    'activate-linked': (frame) => codePage({ code: '', isLinked: true, faults: [] }, frame),
    'activate-code-wrong': (frame) => {
      const message = frame.texts.faults.ofCode.sign_in_code_unknown;
      return codePage({ code, isLinked: false, faults: [{ field: 'code', message }] }, frame);
    },
    'activate-wait': (frame) =>
      codePage({ code, isLinked: false, faults: [{ message: frame.texts.faults.wait(12) }] }, frame),
    ...questionStates(typed),
    'activate-denied': (frame) =>
      licensesPage({ licenses: [], licenseKey: '', faults: [] }, { ...frame, done: 'appDenied' }),
    ...approvedStates(typed),
  };
}

function questionStates(typed: Typed): States {
  const line = (license: Omit<LicenseLine, 'product' | 'license'>, nth: number): LicenseLine => ({
    ...license,
    license: `bGljZW5zZTAwMDAwMDAwM${nth}`,
    product: typed('Sonar Pro'),
  });
  const [one, full] = [
    line({ standing: { is: 'valid', day: null }, used: 1, seats: 3 }, 0),
    line({ standing: { is: 'ending', day: on('2026-12-19') }, used: 5, seats: 5 }, 1),
  ];
  const model: WaitingAppModel = {
    code: typed('BCDF-GHJK'),
    product: typed('Sonar Pro'),
    words: typed(machineName(ACTIVATION)),
    network: 'same',
    licenses: [one],
    license: one.license,
    nickname: '',
    faults: [],
  };
  return {
    'activate-question': (frame) => waitingAppPage(model, frame),
    'activate-question-other-network': (frame) =>
      waitingAppPage({ ...model, network: 'other', licenses: [one, full] }, frame),
    'activate-question-full': (frame) =>
      waitingAppPage({ ...model, licenses: [full], license: full.license }, frame),
    'activate-question-no-license': (frame) => waitingAppPage({ ...model, licenses: [], license: '' }, frame),
    'activate-question-refused': (frame) => {
      const { license, nickname } = frame.texts.faults.ofField;
      const faults = [
        { field: 'license', message: license },
        { field: 'nickname', message: nickname },
      ];
      const wrong = { license: '', nickname: typed('x'.repeat(50)), faults };
      return waitingAppPage({ ...model, licenses: [one, full], ...wrong }, frame);
    },
  };
}

function approvedStates(typed: Typed): States {
  const model = { license: 'bGljZW5zZTAwMDAwMDAwMA', product: typed('Sonar Pro') };
  const machine = {
    activation: ACTIVATION,
    name: typed(machineName(ACTIVATION)),
    nickname: typed('Studio, left desk'),
    username: null,
    activatedOn: on('2026-11-25'),
    lastSeenOn: on('2026-11-25'),
    network: typed('203.0.113.0/24'),
    leaseEndsOn: on('2026-12-24'),
    lapsed: false,
    member: null,
    isOwn: true,
  };
  return {
    'activate-allowed': (frame) => approvedPage({ ...model, is: 'waiting', activation: ACTIVATION }, frame),
    'activate-done': (frame) => approvedPage({ ...model, is: 'activated', machine }, frame),
    'activate-over': (frame) => approvedPage({ ...model, is: 'over' }, frame),
  };
}
