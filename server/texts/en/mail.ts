/**
 * The catalogue's words for mails: the subjects, and the paragraphs that the mailer puts between links, keys and codes.
 */

import type { Day } from '../../domain/kernel/day.ts';
import type { Formats } from '../../locale/formats.ts';

const TYPE_CODE = 'If you cannot open the link in the browser where you asked for it, enter this code there:';
const NOT_YOU = 'If this was not you, ignore this mail: nothing changes.';

export const mailTexts = ({ count, day, number }: Formats) => ({
  from: (vendor: string): string => `This mail is from ${vendor}.`,
  support: 'Help:',
  imprint: 'Imprint:',
  correspondence: 'We keep no copy of this mail.',
  unsubscribe: 'To receive no more notices, follow this link:',
  keys: {
    subjectOne: (product: string): string => `Your license key for ${product}`,
    subject: 'Your license keys',
    leadOne: (product: string): string => `This is your license key for ${product}:`,
    lead: 'These are your license keys:',
    product: (product: string): string => `${product}:`,
    order: (order: string): string => `Order: ${order}`,
    activate: 'To activate, start the app and enter the key.',
    portal:
      'In the portal you see your machines and give seats back. All you need for an account is the key:',
    lost: 'If you lose the key, have it mailed to this address again:',
    lostNoPortal: 'If you lose the key, ask the seller.',
    more: (left: number): string =>
      `${count(left, { one: 'more key is', other: 'more keys are' })} not in this mail. Ask the seller for the rest.`,
    keep: 'Keep the key: anyone who has it can use your license. We do not store it, but can derive it again for this address.',
  },
  password: {
    subject: 'Set a new password',
    lead: 'Someone, probably you, asked for a new password. Follow this link to set it:',
    account: (username: string): string => `For the account ${username}:`,
    typeCode: TYPE_CODE,
    end: `The link and the code are valid for ten minutes and work once. ${NOT_YOU}`,
  },
  usernames: {
    subject: 'Your username',
    lead: 'Someone, probably you, asked which accounts this address recovers. Their usernames are:',
    end: NOT_YOU,
  },
  proof: {
    subject: 'Confirm your email address',
    lead: 'Someone, probably you, added this address to an account, to set a new password by mail. Follow this link to confirm it:',
    typeCode: TYPE_CODE,
    end: `The link and the code are valid for ten minutes. ${NOT_YOU}`,
  },
  code: {
    subject: {
      'new address': 'Code for your new email address',
      'old address': 'Code from your old email address',
      claim: 'Code to add your licenses to an account',
    },
    lead: {
      'new address':
        'Someone, probably you, wants to move licenses to this address. To confirm, enter this code on the page where you asked for it:',
      'old address':
        'Someone, probably you, wants to move your licenses to another address. To allow it, enter this code on the page where you asked for it:',
      claim:
        'Someone, probably you, wants to become the owner of the licenses that were bought with this address. To confirm, enter this code on the page where you asked for it:',
    },
    end: 'The code is valid for ten minutes. If this was not you, do not give the code to anyone: without it nothing changes.',
  },
  welcome: {
    subject: 'You will receive mail from us',
    lead: 'Someone, probably you, asked for notices to this address. You will receive what was selected, what changes in your account, and when we have looked at your records.',
    sealed: 'The address is stored encrypted: only the program that sends this mail can read it.',
  },
  ending: {
    subjectOne: (product: string): string => `Your license for ${product} is about to end`,
    subject: 'Your licenses are about to end',
    license: (product: string, last: Day): string =>
      `Your license for ${product} ends on ${day(last)}. You can renew it until then.`,
    more: (left: number): string =>
      `${count(left, { one: 'more license is', other: 'more licenses are' })} about to end. Log in to see the rest.`,
  },
  looks: {
    subject: 'We have looked at your records',
    lead: 'Our staff or a program of ours has looked at what is stored about your license:',
    look: (on: Day, product: string, action: string): string => `${day(on)}, ${product}: ${action}`,
    more: (left: number): string => `And ${count(left, { one: 'more time', other: 'more times' })}.`,
    seeAll:
      'Your account has the whole list, for 12 months, under “Your personal data”. If you do not know why, ask us.',
  },
  retired: {
    subjectOne: (product: string): string => `${product}: what becomes of your license`,
    subject: 'What becomes of your licenses',
    product: (product: string, last: Day): string =>
      `The seller has ended the sale of ${product}. Until ${day(last)} your license works as before. After that day we delete everything that we store about it, and it can no longer be activated or renewed.`,
    reinstated: (product: string): string => `${product} is sold again: your license and its data stay.`,
    more: (left: number): string =>
      `This concerns ${count(left, { one: 'more product', other: 'more products' })}. Log in to see the rest.`,
    where: 'In your account you see what is stored, and can download it.',
  },
  policy: {
    subject: (from: Day): string => `What we store about you changes on ${day(from)}`,
    lead: (version: number, from: Day): string =>
      `Version ${number(version)} of our policy on your data applies from ${day(from)}. Until then nothing changes.`,
    changes: (changes: number): string =>
      `It differs from what applies now in ${count(changes, { one: 'item', other: 'items' })}.`,
    wider: (wider: number): string =>
      `${count(wider, { one: 'item means', other: 'items mean' })} more than before: more is stored, for longer or for another purpose, or somebody else receives it.`,
    where: 'What it says and what it changes:',
  },
  abandoned: {
    subject: 'Your account will be deleted',
    lead: (username: string, last: Day): string =>
      `Nobody has used the account ${username} for a long time. It will be deleted after ${day(last)}, unless you log in before then.`,
    licenses: 'Your licenses stay valid for anyone who has their keys.',
  },
  offer: {
    subject: 'A license is offered to you',
    lead: (username: string): string =>
      `Somebody offers a license to your account ${username}: you would become its owner.`,
    accept:
      'Log in to see what you would get. You can accept for seven days, but not in the first 24 hours. Until you accept, nothing changes.',
  },
  changed: {
    subject: {
      username: 'Your username was changed',
      password: 'Your password was changed',
      email: 'The recovery email address of your account was changed',
      'license email': 'The email address of your licenses was changed',
      order: 'The order of a license was corrected',
      'sign-in': 'An app was allowed to use your license',
      transfer: 'You have offered a license to another account',
      transferred: 'A license has been transferred to another account',
      owner: 'A license is no longer in your account',
      takeover: 'Somebody asks to take over a license of your account',
      'takeover refused': 'The owner has refused your take-over',
      'takeover granted': 'You are now the owner of a license',
      'takeover ended': 'The seller has refused your take-over',
      'taken over': 'A license is no longer in your account',
    },
    lead: {
      username: (username: string): string => `Your account now has the username ${username}.`,
      password: (username: string): string =>
        `The password of the account ${username} was changed, and all other browsers were logged out.`,
      email: (username: string): string =>
        `A new password for the account ${username} can now be set by mail to another email address.`,
      'license email': (username: string): string =>
        `Licenses of the account ${username} now belong to another email address. Their old keys still work.`,
      'sign-in': (username: string): string =>
        `Somebody logged in as ${username} allowed an app to use a license of this account. To take that back, release the machine on the page of the license.`,
      transfer: (username: string): string =>
        `Somebody logged in as ${username} offered a license of this account to another account. It can be accepted after a day at the earliest. Until it is accepted, you can take the offer back on the page of your licenses.`,
      transferred: (username: string): string =>
        `A license of the account ${username} was offered to another account, which has accepted it and is now its owner. The old license keys have ended. The activated machines keep running.`,
      owner: (username: string): string =>
        `Somebody proved the email address with which a license of the account ${username} was bought, and is now its owner. The license key and the activated machines still work.`,
      takeover: (username: string): string =>
        `Somebody proved the email address with which a license of the account ${username} was bought, and asks to become its owner. You have seven days to refuse, with one click on the page of your licenses. Then the seller decides. The activated machines keep running in any case.`,
      'takeover refused': (username: string): string =>
        `The owner of the license that the account ${username} asks to take over has refused. The seller decides within ninety days; tell the seller your order number. Until then nothing changes.`,
      'takeover granted': (username: string): string =>
        `The seller has granted the take-over that the account ${username} asked for. You are the owner now. The old license keys have ended; you get a new one on the page of the license.`,
      'takeover ended': (username: string): string =>
        `The seller has refused the take-over that the account ${username} asked for. For ninety days nobody can ask again.`,
      'taken over': (username: string): string =>
        `Somebody who proved the email address with which a license of the account ${username} was bought is now its owner. The old license keys have ended. The activated machines keep running.`,
      order: (username: string): string =>
        `The seller corrected the email address of an order. This affects the account ${username}: it has a license of this order, or its recovery email address is the one that was corrected. Activated machines stay activated. If you think that this is a mistake, ask the seller.`,
    },
    end: 'If this was not you, set a new password at once. If you can no longer log in, use a recovery code. Then check the email address of the account.',
  },
});
