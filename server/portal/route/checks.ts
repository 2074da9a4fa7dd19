/**
 * Checks that the rows of several forms share. Each check refuses one field, so that the form shows all of its faults
 * together.
 */

import { domainToASCII } from 'node:url';
import { canonicalEmail } from '../../domain/licensing/email.ts';
import { refuse } from '../../domain/kernel/refusal.ts';
import { refuseEmpty } from '../../web/form.ts';

/** Requires text in a field that only some values of `deed` need. @throws Refusal `request_malformed` */
export async function requireText(name: string, typed: string): Promise<void> {
  refuseEmpty(typed === '' ? [name] : []);
}

/** Requires a ticked box. @throws Refusal `request_malformed` */
export async function requireTick(name: string, isTicked: boolean): Promise<void> {
  refuseEmpty(isTicked ? [] : [name]);
}

/** Requires an email address in a field. @throws Refusal `request_malformed`, `email_malformed` */
export async function requireAddress(name: string, typed: string): Promise<void> {
  await requireText(name, typed);
  if (canonicalEmail(typed, domainToASCII).ok) return;
  refuse('email_malformed', { fields: [{ pointer: `/${name}`, message: 'is not an email address' }] });
}
