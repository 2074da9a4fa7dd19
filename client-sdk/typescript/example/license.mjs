/**
 * The licensing of the example app: what it does with its license, and what the person then reads.
 */

import { QuietkeyError } from '@quietkey/client';

/**
 * Does what a command asks for.
 *
 * @param quietkey - the client of the app
 * @param verb - `start`, `check`, `activate`, `renew` or `release`
 * @returns whether it was done, and the lines to show
 */
export async function run(quietkey, verb, licenseKey) {
  try {
    // at every start and every few hours: asks the server only if a renewal is due, and never throws
    if (verb === 'start') await quietkey.keepFresh();
    // each of these asks the server, and throws a QuietkeyError if it fails
    if (verb === 'activate') await quietkey.activate(licenseKey);
    if (verb === 'renew') await quietkey.renew();
    if (verb === 'release') await quietkey.release();
    return { done: true, lines: linesOf(quietkey.check()) }; // offline and immediate: it never asks the server
  } catch (error) {
    if (!(error instanceof QuietkeyError)) throw error;
    return { done: false, lines: [error.code, error.message, error.remedy].filter(Boolean) };
  }
}

function linesOf(check) {
  const lines = [`${check.state} (${check.reason})`];
  if (check.message) lines.push(check.message);
  if (check.leaseEndsOn)
    lines.push(`Lease until ${check.leaseEndsOn} on the machine "${check.machineName}".`);
  if (check.refreshDue) lines.push('A renewal is due.');
  return lines;
}
