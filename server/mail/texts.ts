/**
 * Every text of a mail, in one catalogue: subject and paragraphs, plain. Dates and numbers come through `Intl`. Leaves to
 * `compose.ts` how they become a message, so that no text here need know of headers or HTML.
 */

import type { Letter } from '../domain/kernel/letter.ts';

/** A paragraph; a line that is to be copied stands by itself; an address is one to follow. */
export type Paragraph = string | { readonly copy: string } | { readonly follow: string };

export interface Worded {
  readonly subject: string;
  readonly paragraphs: readonly Paragraph[];
}

/** Where all notices can be ended, and in which words it is said. */
export function wordEnd(unsubscribe: string): readonly Paragraph[] {
  return ['To get no more notices, follow this link:', { follow: unsubscribe }];
}

/** What is said, or nothing: then no mail is sent. */
export function word(letter: Letter): Worded | undefined {
  const write = WORDS[letter.kind] as (letter: Letter) => Worded | undefined;
  return write(letter);
}

type Of<Kind> = Extract<Letter, { kind: Kind }>;

const WORDS: { readonly [Kind in Letter['kind']]: (letter: Of<Kind>) => Worded | undefined } = {
  keys,
  password,
  proof,
  code,
  welcome,
  vendor: ({ subject, paragraphs }) => ({ subject, paragraphs }),
  ending,
  abandoned,
  changed,
  decoy: () => undefined,
};

function keys({ keys: lines, left }: Of<'keys'>): Worded {
  const [first] = lines;
  const one = lines.length === 1 && first !== undefined;
  return {
    subject: one ? `Your license key for ${first.product}` : 'Your license keys',
    paragraphs: [
      one ? `This is your license key for ${first.product}:` : 'These are your license keys:',
      ...lines.flatMap(({ product, licenseKey }): Paragraph[] =>
        one ? [{ copy: licenseKey }] : [`${product}:`, { copy: licenseKey }],
      ),
      ...(left === 0 ? [] : [`There are ${count(left)} more. Ask the vendor for them.`]),
      'Keep it: whoever has it can use your license. It is not stored where it was made; it can be derived again for this address.',
    ],
  };
}

function password({ links }: Of<'password'>): Worded {
  return {
    subject: 'Set a new password',
    paragraphs: [
      'Somebody, probably you, asked for a new password. This link sets it:',
      ...links.flatMap(({ username, link, code }): Paragraph[] => [
        ...(links.length === 1 ? [] : [`For the account ${username}:`]),
        { follow: link },
        'Where you cannot open it in the browser that asked, type this code there:',
        { copy: code },
      ]),
      'It is good for ten minutes, and once. If it was not you, nothing needs to be done: without this mail nothing changes.',
    ],
  };
}

function proof({ link, code }: Of<'proof'>): Worded {
  return {
    subject: 'Confirm your email address',
    paragraphs: [
      'Somebody, probably you, wants to recover an account by this address. This link confirms it:',
      { follow: link },
      'Where you cannot open it in the browser that asked, type this code there:',
      { copy: code },
      'It is good for ten minutes. If it was not you, nothing needs to be done: without this mail nothing changes.',
    ],
  };
}

function code({ of, code: typed }: Of<'code'>): Worded {
  const isNew = of === 'new address';
  return {
    subject: isNew ? 'A code for your new address' : 'A code from your old address',
    paragraphs: [
      isNew
        ? 'Somebody, probably you, wants to move licenses to this address. To confirm it, type this code where you asked:'
        : 'Somebody, probably you, wants to move your licenses to another address. To allow it, type this code where you asked:',
      { copy: typed },
      'It is good for ten minutes. If it was not you, tell nobody the code: without it nothing changes.',
    ],
  };
}

function welcome(): Worded {
  return {
    subject: 'You will get mail from us',
    paragraphs: [
      'Somebody, probably you, has asked for notices to this address. You get what was chosen, and nothing else.',
      'The address is kept sealed: only what sends this mail can read it.',
    ],
  };
}

function ending({ licenses, left }: Of<'ending'>): Worded {
  const [first] = licenses;
  return {
    subject:
      licenses.length === 1 && first !== undefined
        ? `Your license for ${first.product} ends`
        : 'Licenses end',
    paragraphs: [
      ...licenses.map(
        ({ product, endsOn }) =>
          `Your license for ${product} ends on ${date(endsOn)}. It can be renewed until then.`,
      ),
      ...(left === 0 ? [] : [`There are ${count(left)} more. Log in to see them.`]),
    ],
  };
}

function abandoned({ username, lastOn }: Of<'abandoned'>): Worded {
  return {
    subject: 'Your account will be erased',
    paragraphs: [
      `Nobody has used the account ${username} for a long time. It is erased after ${date(lastOn)}, unless you log in before.`,
      'Your licenses stay valid for whoever has their keys.',
    ],
  };
}

const CHANGED = {
  password: {
    subject: 'Your password was changed',
    says: (username: string) =>
      `The password of the account ${username} was changed, and every other browser was logged out.`,
  },
  email: {
    subject: 'The email that recovers your account was changed',
    says: (username: string) => `The account ${username} is recovered by another email from now on.`,
  },
  'license email': {
    subject: 'The address of your licenses was changed',
    says: (username: string) =>
      `Licenses of the account ${username} belong to another email address from now on. Their old keys stay good.`,
  },
} as const;

function changed({ what, username }: Of<'changed'>): Worded {
  const { subject, says } = CHANGED[what];
  return {
    subject,
    paragraphs: [
      says(username),
      'If it was not you, set a new password at once, by a recovery code where you cannot log in any more, and look at the email of the account.',
    ],
  };
}

/** `2 January 2027` */
function date(day: string): string {
  const written = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  return written.format(new Date(`${day}T00:00:00Z`));
}

function count(value: number): string {
  return new Intl.NumberFormat('en').format(value);
}
