/** The catalogue's words for the page that answers the file of a machine without network. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Formats } from '../../locale/formats.ts';

const NEW_FILE = 'Let the app on that machine write a file for an activation, with the license key.';

export const offlineTexts = ({ day, number }: Formats) => ({
  heading: 'A machine without network',
  lead: 'Bring the file that its app has written, and carry the answer back. No account is needed.',
  request: 'Text of the file',
  requestHint: 'It begins with “qkreq” or “qkpart”.',
  file: 'Or the file itself',
  submit: 'Get the answer',
  stored:
    'We store what we store when an app asks by the network, and neither the file nor the answer. Delete the file after use: it may contain your license key.',
  link: 'Get the answer for a machine without network',
  answeredHeading: 'The answer',
  /** What was done, by the outcome. */
  outcomes: {
    lease: 'Carry this answer to the machine, and let the app read it. Only that machine can use it.',
    released:
      'The seat is free for another machine. Carry this answer to the machine: its app then knows that it was released.',
    suspended:
      'The license is suspended, and this answer says so. If you have an account, it shows the reason there.',
    revoked:
      'The license was revoked, and this answer says so. If you think this is a mistake, ask the seller.',
  },
  product: 'Product',
  machine: 'Machine',
  leaseEnds: 'Lease until',
  day: (last: Day): string => day(last),
  answer: 'The answer',
  save: 'Save as a file',
  codes: 'As QR codes',
  codesHint: 'Let the app on that machine scan each of them, in any order.',
  code: (part: number, count: number): string => `QR code ${number(part)} of ${number(count)}`,
  next: 'Get another answer',
});

/** Why a file is not answered. */
export const OFFLINE_FAULTS = {
  /** What is wrong with a text that is not whole. */
  text: {
    absent: 'This is not a text that an app has written. Paste all of it, or choose its file.',
    other_kind:
      'This is an answer. It goes to the machine; here the file that its app has written is needed.',
    newer: 'This was written by a newer app than this server knows.',
    damaged: 'This text is cut or mistyped. Paste all of it, or choose its file.',
    parts_missing: 'A part is missing. Paste all numbered parts, in any order.',
    content: 'This text does not hold what a machine asks for. Let the app write a new one.',
  },
  /** Why a file was refused, by the code that its app would get by the network. */
  refused: {
    license_key_malformed:
      'The license key in this file has a typing error. Enter it in the app again, and let it write a new file.',
    license_key_unknown:
      'No license of this product has the key in this file. Compare it with the one in your mail.',
    license_suspended: 'This license is suspended. Ask the seller for the reason.',
    license_revoked: 'This license was revoked. If you think this is a mistake, ask the seller.',
    license_ended: 'This license has ended. Renew it with the seller.',
    seats_taken:
      'All seats of this license are taken. First give back the seat of another machine: here with its release file, or in your account.',
    seats_in_use:
      'All seats of this license are in use. Try again when somebody has quit the app, or give back the seat of a machine in your account.',
    demo_full: 'This demo has no activation left today. Try again tomorrow.',
    username_required:
      'This product needs the username of your account. Enter it in the app, and let it write a new file.',
    username_malformed:
      'The username in this file is not valid. Enter it in the app again, and let it write a new file.',
    username_unknown:
      'This license belongs to an account with another username. Enter that one in the app, and let it write a new file.',
    activation_unknown: `This machine is not activated here any more. ${NEW_FILE}`,
    activation_forked: `Two machines use the same activation. ${NEW_FILE}`,
    proof_invalid: `This file does not prove that it comes from the activated machine. ${NEW_FILE}`,
    release_too_soon:
      'A seat of this license was released recently. In your account you see when the next can be.',
    release_limit_reached:
      'The limit of releases in a year is reached. The seller can release a machine for you.',
  },
};
