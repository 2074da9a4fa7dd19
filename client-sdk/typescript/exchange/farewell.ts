/** Keeps the vendor's farewell that a person has as a file, on a machine that no server answers any more. */
import { readFarewell } from '../lease/farewell.ts';
import { QuietkeyError } from '../primitives/errors.ts';
import { dayName } from '../primitives/clock.ts';
import type { CallContext } from './plan.ts';

/** Why a farewell is refused. The list is closed. */
export type FarewellFault = 'damaged' | 'wrong_product' | 'wrong_issuer' | 'early';

/** The text is not a farewell of this app that is in force. Nothing was changed. */
export class FarewellRefused extends QuietkeyError {
  readonly fault: FarewellFault;

  constructor(fault: FarewellFault, [message, remedy]: readonly [message: string, remedy: string]) {
    super('farewell_refused', message, { remedy });
    this.fault = fault;
  }
}

const OTHER = 'Take the file that the vendor published for this app.';
const TEXTS = {
  damaged: ['This text is not a farewell of the vendor, or it was changed.', 'Copy the whole file again.'],
  wrong_product: ['This farewell is for another product.', OTHER],
  wrong_issuer: ['This farewell comes from another vendor.', OTHER],
} as const;

/** Keeps a farewell that is in force. The same one may be given again. @throws FarewellRefused, StateUnwritable */
export function keepFarewell({ setting, keeper }: CallContext, text: string): void {
  const token = text.trim();
  const read = readFarewell(token, setting.trust);
  if (!read.ok) {
    const { fault } = read;
    const known = fault === 'wrong_product' || fault === 'wrong_issuer' ? fault : 'damaged';
    throw new FarewellRefused(known, TEXTS[known]);
  }
  const { effective } = read.farewell;
  if (setting.now() < effective) {
    const day = dayName(effective);
    throw new FarewellRefused('early', [
      `This farewell is in force from ${day} on.`,
      `Check the computer's date, or give the file again on ${day}.`,
    ]);
  }
  keeper.change((before) => ({ ...before, farewell: token }));
}
