/**
 * The message to the person for each reason of a check: one or two plain English sentences with the relevant dates. An
 * app in another language switches over the state and the reason instead. This file makes no decisions.
 */
import type { CheckReason, CheckState } from './check.ts';

/** The days that a message may name, as `YYYY-MM-DD`; a day is absent if it does not apply. */
export interface Days {
  /** The last day of the lease. */
  leaseEndsOn?: string;
  /** The last day on which the app runs without the server. */
  graceEndsOn?: string;
  licenseEndsOn?: string;
  /** The day of the decision that a statement states. */
  effectiveOn?: string;
  /** The last day of the notice of a statement. */
  noticeEndsOn?: string;
  trial?: { endsOn: string; daysLeft: number };
}

const by = (day: string | undefined): string => (day === undefined ? '' : ` by ${day}`);
const on = (day: string | undefined): string => (day === undefined ? '' : ` on ${day}`);

const inTrial = ({ endsOn, daysLeft }: NonNullable<Days['trial']>): string =>
  `This is a trial. ${daysLeft > 1 ? `${daysLeft} days are left, until ${endsOn}.` : 'Today is its last day.'}`;

const duringNotice = ({ noticeEndsOn }: Days, state: CheckState): string =>
  state === 'stale' ? `Everything works until ${noticeEndsOn ?? 'its notice ends'}. ` : '';

const MESSAGES: Record<CheckReason, (days: Days, state: CheckState) => string> = {
  lease_valid: ({ trial }) => (trial ? inTrial(trial) : 'This app is licensed on this machine.'),
  machine_unconfirmed: ({ trial }) =>
    trial
      ? inTrial(trial)
      : "This app is licensed. This computer's network adapters are off or hidden, so the license is confirmed at its next renewal.",
  farewell: () => 'This app needs no license any more. Its vendor has ended all license checks.',
  lease_ended: (days) =>
    `The license has not been confirmed since ${days.leaseEndsOn ?? 'the lease ended'}. Connect to the internet${by(days.graceEndsOn)}; until then everything works.`,
  license_in_grace: (days) =>
    `The license ended${on(days.licenseEndsOn)}. Everything still works for a few days; renew the license, then connect to the internet.`,
  key_removed: (days) =>
    `The license must be confirmed again. Connect to the internet${by(days.graceEndsOn)}; until then everything works.`,
  clock_behind: () =>
    'The clocks of this computer and the license server differ. Check the date and time, then connect to the internet to confirm the license.',
  grace_ended: (days) =>
    `The license has not been confirmed since ${days.leaseEndsOn ?? 'the lease ended'}. Your work stays open to view, save and export; connect to the internet to continue.`,
  license_ended: (days) =>
    days.trial
      ? `The trial ended on ${days.trial.endsOn}. Enter a license key to go on.`
      : `The license ended${on(days.licenseEndsOn)}. Renew it, then connect to the internet or enter the new license key.`,
  no_activation: () => 'Enter your license key to activate this app on this machine.',
  released: (days) =>
    `This machine's seat was released${on(days.effectiveOn)}. Enter a license key to use it again.`,
  returned: () =>
    "This machine's seat was given back. Connect to the internet and open the app again to use a free seat.",
  suspended: (days, state) =>
    `The license was suspended${on(days.effectiveOn)}. ${duringNotice(days, state)}Contact the seller, then connect to the internet.`,
  revoked: (days, state) =>
    `The license was revoked${on(days.effectiveOn)}. ${duringNotice(days, state)}Contact the seller, or enter another license key.`,
  wrong_machine: (_days, state) =>
    state === 'limited'
      ? 'This computer has other network adapters than the one that was activated. Your work stays open to view, save and export; connect to the internet to continue.'
      : 'This app was activated on a computer with other network adapters. Connect to the internet to confirm this one; until then everything works for some days.',
  wrong_product: () =>
    'The license on this machine is for another product. Enter a license key for this one.',
  wrong_issuer: () => 'The license on this machine comes from another seller. Enter your license key.',
  lease_untrusted: () =>
    'The license data on this machine is damaged. Connect to the internet to repair it, or enter your license key.',
  state_unreadable: () =>
    "The license data on this machine cannot be read. Check the permissions of the app's folder, or enter your license key.",
};

/**
 * The remedy of a refused seat if the server cannot recognise the machine: what a reinstall costs, and how to give back
 * the old seat.
 */
export const REINSTALL_REMEDY =
  'This computer cannot be recognised after a reinstall, so each new installation takes a seat of its own. If the app was installed here before, release its old seat in the customer portal, or wait until its lease and grace have ended.';

/** The English message to the person for the result of a check. */
export const messageFor = (
  { reason, state }: { reason: CheckReason; state: CheckState },
  days: Days,
): string => MESSAGES[reason](days, state);
