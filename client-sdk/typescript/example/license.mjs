/**
 * The licensing of the example app: what it does with its license, and what the person then reads.
 */

import { QuietkeyError } from '@quietkey/client';

/**
 * Does what a command asks for.
 *
 * @param quietkey - the client of the app
 * @param verb - `start`, `check`, `activate`, `sign-in`, `renew` or `release`
 * @returns whether it was done, and the lines to show
 */
export async function run(quietkey, verb, licenseKey) {
  try {
    // at every start and every few hours: asks the server only if a renewal is due, and never throws
    if (verb === 'start') await quietkey.keepFresh();
    // each of these asks the server, and throws a QuietkeyError if it fails
    if (verb === 'activate') await quietkey.activate(licenseKey);
    if (verb === 'sign-in') await quietkey.activateBySignIn({ show });
    if (verb === 'renew') await quietkey.renew();
    if (verb === 'release') await quietkey.release();
    return { done: true, lines: linesOf(quietkey.check()) }; // offline and immediate: it never asks the server
  } catch (error) {
    if (!(error instanceof QuietkeyError)) throw error;
    return { done: false, lines: [error.code, error.message, error.remedy].filter(Boolean) };
  }
}

/** The call waits until the person has done this, so it is shown at once. */
function show({ code, words, url }) {
  console.log(`Open ${url} and enter ${code}.`);
  console.log(`Continue there only if the page shows: ${words}`);
}

function linesOf(check) {
  const lines = [`${check.state} (${check.reason})`];
  if (check.message) lines.push(check.message);
  if (check.leaseEndsOn)
    lines.push(`Lease until ${check.leaseEndsOn} on the machine "${check.machineName}".`);
  if (check.refreshDue) lines.push('A renewal is due.');
  return lines;
}
