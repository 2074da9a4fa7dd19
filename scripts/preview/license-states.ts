/** The preview of the pages about licenses and their machines, in every state. */

import { machineName } from '../../client-sdk/typescript/contract/machine-name.ts';
import { keyPage } from '../../server/portal/pages/key.ts';
import {
  licensePage,
  type CopiesLine,
  type LicenseModel,
  type MachineLine,
  type OperatorNote,
} from '../../server/portal/pages/license.ts';
import { PORTAL_LINES } from '../../server/domain/kernel/page.ts';
import type { Frame } from '../../server/portal/html/frame.ts';
import { ALONE } from '../../server/portal/html/pager.ts';
import { licensesPage, type LicenseLine } from '../../server/portal/pages/licenses.ts';
import { machinePage } from '../../server/portal/pages/machine.ts';
import { releasePage, type ReleaseModel } from '../../server/portal/pages/release.ts';
import { COMING, on, type States, type Typed } from './state.ts';

/** The second part of a list of three. */
const LONG = Array.from({ length: PORTAL_LINES });
const MIDDLE = { previous: 'MjA3ODM6YQ', next: 'MjA3ODM6Yg' };

/** A license of which no machine can be released today. */
function barredStates(license: LicenseModel): States {
  const barred = (bar: LicenseModel['bar']) => (frame: Frame) => licensePage({ ...license, bar }, frame);
  return {
    'license-too-soon': barred({ is: 'tooSoon', next: on('2026-12-05') }),
    'license-limit': barred({ is: 'limit', perYear: 4 }),
    'license-kept': barred({ is: 'kept', perYear: 4 }),
  };
}

export function licenseStates(typed: Typed): States {
  const lines = licenseLines(typed);
  const license = licenseModel(typed);
  return {
    'licenses-none': (frame) => licensesPage({ licenses: [], licenseKey: '', faults: [] }, frame),
    'licenses-one': (frame) =>
      licensesPage(
        { licenses: lines.slice(0, 1), licenseKey: '', faults: [] },
        { ...frame, done: 'licenseAdded' },
      ),
    'licenses-many': (frame) =>
      licensesPage({ coming: COMING, licenses: lines, licenseKey: '', faults: [] }, frame),
    'licenses-part': (frame) =>
      licensesPage(
        {
          licenses: LONG.flatMap((_, nth) =>
            lines.slice(0, 1).map((line) => ({ ...line, license: `${line.license}${nth}` })),
          ),
          place: MIDDLE,
          licenseKey: '',
          faults: [],
        },
        frame,
      ),
    'licenses-key-refused': (frame) =>
      licensesPage(
        {
          licenses: lines.slice(0, 2),
          licenseKey: typed('SONAR-7K2MQ'),
          faults: [{ field: 'licenseKey', message: frame.texts.faults.ofCode.license_owned }],
        },
        frame,
      ),
    license: (frame) => licensePage(license, frame),
    'license-empty': (frame) =>
      licensePage({ ...license, used: 0, machines: [], key: 'imported', updatesUntil: null }, frame),
    ...barredStates(license),
    'license-copies': (frame) =>
      licensePage({ ...license, copies: license.machines.slice(0, 1).map(copiesOf) }, frame),
    'license-none-selected': (frame) =>
      licensePage({ ...license, faults: [{ message: frame.texts.faults.ofField.activations }] }, frame),
    'license-floating': (frame) => licensePage({ ...license, isFloating: true }, frame),
    ...standingStates(typed, license),
    ...releaseStates(license),
    ...machineStates(typed, license),
    ...keyStates(typed, license),
  };
}

function standingStates(typed: Typed, license: LicenseModel): States {
  return {
    'license-suspended': (frame) =>
      licensePage(
        { ...license, standing: { is: 'suspended', day: on('2026-11-20') }, notes: notes(typed) },
        frame,
      ),
    'license-revoked': (frame) =>
      licensePage({ ...license, standing: { is: 'revoked', day: on('2026-11-20') } }, frame),
    'license-ended': (frame) =>
      licensePage({ ...license, standing: { is: 'ended', day: on('2026-10-31') } }, frame),
    'license-suspended-no-reason': suspended(license),
    'license-retired': (frame) => licensePage({ ...license, keptUntil: on('2027-06-30') }, frame),
  };
}

function suspended(license: LicenseModel): States[string] {
  return (frame) => licensePage({ ...license, standing: { is: 'suspended', day: on('2026-11-20') } }, frame);
}

function releaseStates({ license, product, machines }: LicenseModel): States {
  const rules = { coolDownDays: 0, next: on('2026-11-26'), yearly: null };
  const release: ReleaseModel = {
    license,
    product,
    machines: machines.slice(1, 2),
    rules,
    bar: undefined,
    faults: [],
  };
  const limited = { coolDownDays: 7, next: on('2026-12-03'), yearly: { perYear: 4, left: 2 } };
  const yearly = { ...limited, coolDownDays: 0 };
  return {
    'release-one': (frame) => releasePage(release, frame),
    'release-two': (frame) =>
      releasePage({ ...release, machines: machines.slice(0, 2), rules: yearly }, frame),
    'release-too-many': (frame) => releasePage({ ...release, machines, rules: yearly }, frame),
    'release-one-at-a-time': (frame) =>
      releasePage({ ...release, machines: machines.slice(0, 2), rules: { ...limited, yearly: null } }, frame),
    'release-refused': (frame) =>
      releasePage(
        { ...release, rules: limited, faults: [{ message: frame.texts.faults.ofCode.release_too_soon }] },
        frame,
      ),
    'release-too-soon': (frame) =>
      releasePage({ ...release, rules: limited, bar: { is: 'tooSoon', next: on('2026-12-03') } }, frame),
    'release-gone': (frame) =>
      releasePage({ ...release, faults: [{ message: frame.texts.faults.ofCode.activation_unknown }] }, frame),
  };
}

function notes(typed: Typed): OperatorNote[] {
  return [
    { action: 'license suspend', reason: typed('payment overdue since October'), day: on('2026-11-20') },
    { action: 'license seats', reason: typed('bought two more'), day: on('2026-04-02') },
  ];
}

function machineStates(typed: Typed, { license, product, machines }: LicenseModel): States {
  return Object.fromEntries(
    machines.slice(0, 2).flatMap((machine, index): [string, States[string]][] => {
      const model = { license, product, machine, typed: machine.nickname ?? '', faults: [] };
      return [
        [`machine-${index + 1}`, (frame) => machinePage(model, frame)],
        [
          `machine-${index + 1}-refused`,
          (frame) => {
            const faults = [{ field: 'nickname', message: frame.texts.faults.ofField.nickname }];
            return machinePage({ ...model, typed: typed('x'.repeat(50)), faults }, frame);
          },
        ],
      ];
    }),
  );
}

function keyStates(typed: Typed, { license, product }: LicenseModel): States {
  const model = { license, product };
  const email = typed('ada@example.com');
  return {
    key: (frame) => keyPage({ ...model, is: 'asked', email: '', faults: [] }, frame),
    'key-email-wrong': (frame) =>
      keyPage(
        {
          ...model,
          is: 'asked',
          email,
          faults: [{ field: 'email', message: frame.texts.faults.ofCode.email_mismatch }],
        },
        frame,
      ),
    'key-shown': (frame) =>
      keyPage(
        { ...model, is: 'shown', licenseKey: typed('SONAR-0T3XM-7QK2D-9WHZC-RB4NA-EYV68-JPG5S') },
        frame,
      ),
    'key-imported': (frame) => keyPage({ ...model, is: 'imported' }, frame),
    'key-absent': (frame) => keyPage({ ...model, is: 'absent' }, frame),
  };
}

export function licenseModel(typed: Typed): LicenseModel {
  const machines = machineLines(typed);
  return {
    license: 'bGljZW5zZTAwMDAwMDAwMA',
    product: typed('Sonar Pro'),
    standing: { is: 'valid', day: on('2027-08-31') },
    used: machines.length,
    seats: 3,
    updatesUntil: on('2027-08-31'),
    features: [
      { name: typed('export'), endsDay: null, isOver: false },
      { name: typed('batch'), endsDay: on('2026-12-31'), isOver: false },
      { name: typed('cloud'), endsDay: on('2026-01-31'), isOver: true },
    ],
    sinceDay: on('2026-03-14'),
    notes: [],
    role: 'owner',
    memberId: null,
    isFloating: false,
    key: 'derived',
    machines,
    bar: undefined,
    place: ALONE,
    copies: [],
    selected: machines.slice(1, 2).map(({ activation }) => activation),
    faults: [],
  };
}

export function machineLines(typed: Typed): MachineLine[] {
  const line = (activation: string, machine: Omit<MachineLine, 'activation' | 'name'>): MachineLine => ({
    ...machine,
    activation,
    name: typed(machineName(activation)),
    nickname: machine.nickname === null ? null : typed(machine.nickname),
    username: machine.username === null ? null : typed(machine.username),
    network: machine.network === null ? null : typed(machine.network),
  });
  return [
    line('c3R1ZGlvMDAwMDAwMDAwMA', {
      nickname: 'Studio, left desk',
      username: 'quiet-heron-42',
      activatedOn: on('2026-03-14'),
      lastSeenOn: on('2026-11-25'),
      network: '203.0.113.0/24',
      leaseEndsOn: on('2026-12-24'),
      lapsed: false,
      member: null,
      isOwn: true,
    }),
    line('bGFwdG9wMDAwMDAwMDAwMA', {
      nickname: null,
      username: null,
      activatedOn: on('2026-06-02'),
      lastSeenOn: on('2026-11-21'),
      network: '2001:db8:71c::/48',
      leaseEndsOn: on('2026-12-20'),
      lapsed: false,
      member: null,
      isOwn: true,
    }),
    line('b2xkMDAwMDAwMDAwMDAwMA', {
      nickname: 'The old one',
      username: null,
      activatedOn: on('2025-01-30'),
      lastSeenOn: on('2026-08-09'),
      network: null,
      leaseEndsOn: on('2026-09-07'),
      lapsed: true,
      member: null,
      isOwn: true,
    }),
  ];
}

function licenseLines(typed: Typed): LicenseLine[] {
  const line = (license: Omit<LicenseLine, 'license'>, index: number): LicenseLine => ({
    ...license,
    license: `bGljZW5zZTAwMDAwMDAwM${index}`,
    product: typed(license.product),
  });
  return [
    { product: 'Sonar Pro', standing: { is: 'valid' as const, day: null }, used: 2, seats: 3 },
    {
      product: 'Sonar Studio',
      standing: { is: 'ending' as const, day: on('2026-12-19') },
      used: 5,
      seats: 5,
    },
    { product: 'Tide Tables', standing: { is: 'valid' as const, day: on('2027-08-31') }, used: 0, seats: 1 },
    {
      product: 'Harbour Office for Teams',
      standing: { is: 'suspended' as const, day: on('2026-11-20') },
      used: 118,
      seats: 250,
    },
    {
      product: 'Sonar Classic',
      standing: { is: 'ended' as const, day: on('2026-10-31') },
      used: 1,
      seats: 2,
    },
    {
      product: 'Sonar Lite',
      standing: { is: 'valid' as const, day: null },
      used: 1,
      seats: 1,
      keptUntil: on('2027-06-30'),
    },
    { product: 'Echo', standing: { is: 'revoked' as const, day: on('2026-09-02') }, used: 0, seats: 1 },
  ].map(line);
}

function copiesOf({ activation, name }: MachineLine): CopiesLine {
  return { activation, name, firstOn: on('2026-10-02'), lastOn: on('2026-11-20') };
}
