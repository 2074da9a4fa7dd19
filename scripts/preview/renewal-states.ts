/** The preview of the pages about the renewal of a license, in every state. */

import { couponPage, type CouponModel } from '../../server/portal/pages/renewal/coupon.ts';
import { downloadsPage } from '../../server/portal/pages/renewal/downloads.ts';
import { errorPage } from '../../server/portal/pages/error.ts';
import { licensePage } from '../../server/portal/pages/license.ts';
import type { CouponShown } from '../../server/domain/renewal/use-coupon.ts';
import { licenseModel } from './license-states.ts';
import { on, type States, type Typed } from './state.ts';

export function renewalStates(typed: Typed): States {
  const shown = licenseModel(typed);
  const { license, product } = shown;
  const asked: CouponModel = { license, product, coupon: '', faults: [] };
  const model: CouponModel = { ...asked, coupon: typed('0T3X-7QK2-9WHZ-RB4N') };
  const before = { endsDay: on('2027-03-31'), updatesUntilDay: on('2027-03-31'), seats: 3 };
  const after = { endsDay: on('2028-03-31'), updatesUntilDay: on('2028-03-31'), seats: 3 };
  const months: CouponShown = { kind: 'months', amount: 12, before, after, today: on('2026-11-24') };
  const ended = { ...before, endsDay: on('2026-10-31'), updatesUntilDay: null };
  return {
    coupon: (frame) => couponPage(asked, frame),
    'coupon-refused': (frame) => {
      const faults = [{ field: 'coupon', message: frame.texts.faults.ofCode.coupon_used_up }];
      return couponPage({ ...model, faults }, frame);
    },
    'coupon-extends': (frame) => couponPage({ ...model, shown: months }, frame),
    'coupon-revives': (frame) => {
      const gives = { ...months, before: ended, after: { ...after, updatesUntilDay: null } };
      return couponPage({ ...model, shown: gives }, frame);
    },
    'coupon-adds-seats': (frame) => {
      const gives = { ...months, kind: 'seats', amount: 2, after: { ...before, seats: 5 } } as const;
      return couponPage({ ...model, shown: gives }, frame);
    },
    'coupon-again': (frame) => couponPage({ ...model, shown: { ...months, after: null } }, frame),
    ...downloadStates(typed, license, product),
    'license-with-downloads': (frame) => licensePage({ ...shown, hasDownloads: true }, frame),
    'license-coupon-used': (frame) => licensePage(shown, { ...frame, done: 'couponUsed' }),
  };
}

function downloadStates(typed: Typed, license: string, productName: string): States {
  const file = {
    file: typed('sonar-2.1.0.zip'),
    product: 'sonar',
    version: typed('2.1.0'),
    builtDay: on('2026-11-02'),
    sha256: typed('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'),
    id: 'c3R1ZGlvMDAwMDAwMDAwMA',
    ticket: '1795000000.c3R1ZGlvMDAwMDAwMDAwMA',
  };
  const model = { license, productName, isOver: false, items: [file, file], withheld: 1 };
  const none = { ...model, items: [], withheld: 0 };
  return {
    downloads: (frame) => downloadsPage(model, frame),
    'downloads-none': (frame) => downloadsPage(none, frame),
    'downloads-over': (frame) => downloadsPage({ ...none, isOver: true }, frame),
    'download-late': (frame) => errorPage({ is: 'lateDownload' }, frame),
    'download-unknown': (frame) => errorPage({ is: 'noDownload' }, frame),
  };
}
