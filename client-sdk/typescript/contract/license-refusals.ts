/**
 * Texts of the codes that an app gets if its license is refused. The SDK shows these texts to the user, so each remedy
 * is an action that a user can take. The server takes the texts of all audiences from here, and the test kit those of apps.
 */

import type { LicenseCode } from './codes.ts';
import { USERNAME_FORM } from './username.ts';
import type { LicenseRow } from './refusal-row.ts';

export const LICENSE_REFUSALS = {
  license_key_malformed: {
    sentence: 'This license key has a typing error.',
    appUser: 'Enter one key, as you received it: 30 letters and digits in six groups of five.',
    integrator: 'Ask for a new request file: the key in this one has a typing error.',
    operator: 'Ask for a new request file: the key in this one has a typing error.',
    customer: {
      sentence: 'This key has a typing error.',
      remedy: 'Enter one key, as in your mail: 30 letters and digits in six groups of five.',
    },
    isGuess: true,
    fields: ['licenseKey'],
  },
  license_key_unknown: {
    sentence: 'This license key is unknown for this product.',
    appUser: 'Check that the key belongs to this product, or ask the vendor to find your license.',
    integrator: 'Check that the key in the request file belongs to this product.',
    operator: 'Check that the key in the request file belongs to this product.',
    customer: {
      sentence: 'This key is unknown.',
      remedy: 'Compare it with the one in your mail, or ask the seller.',
    },
    isGuess: true,
    fields: ['licenseKey'],
  },
  license_suspended: {
    sentence: 'This license is suspended.',
    appUser: 'Ask the vendor for the reason. A suspended license can be reinstated.',
    integrator: 'Reinstate the license first, or tell the customer why it is suspended.',
    operator: 'Reinstate the license first, or tell the customer why it is suspended.',
    customer: null,
  },
  license_revoked: {
    sentence: 'This license was revoked.',
    appUser: 'Ask the vendor if you think that this is a mistake.',
    integrator: 'Issue a new license. A revoked license cannot be changed.',
    operator: 'Issue a new license. A revoked license cannot be changed.',
    customer: 'If you think this is a mistake, ask the seller.',
    fields: ['licenseKey'],
  },
  license_ended: {
    sentence: 'This license has ended.',
    appUser: 'Renew the license with the vendor.',
    integrator: 'Renew the license first: POST /v1/licenses/{license}/term',
    operator: 'Renew the license first: quietkey license renew LICENSE',
    customer: null,
  },
  seats_taken: {
    sentence: 'All seats of this license are taken.',
    appUser:
      'Release a machine that you no longer use, or the old installation on this machine, or buy another seat.',
    integrator: 'Release an activation of the license, or set more seats.',
    operator:
      'Release a machine: quietkey activation list LICENSE, or set more seats: quietkey license seats LICENSE',
    customer: null,
  },
  seats_in_use: {
    sentence: 'All seats of this license are in use.',
    appUser:
      'Try again when somebody has quit the app, or ask for another seat. A seat is also free some time after its machine was last online.',
    integrator: 'Try again later, release an activation of the license, or set more seats.',
    operator:
      'Try again later, release a machine: quietkey activation list LICENSE, or set more seats: quietkey license seats LICENSE',
    customer: null,
  },
  demo_full: {
    sentence: 'This demo has no activation left today.',
    appUser: 'Try again tomorrow. Each activation of a demo is gone after a day.',
    integrator:
      'Try again tomorrow, or add a second demo product. Each activation of a demo is gone after a day.',
    operator: 'Add a second demo product: quietkey product add --demo',
    customer: null,
  },
  username_required: {
    sentence: 'This product requires your account username for activation.',
    appUser: 'Enter the username of your account.',
    integrator: 'Ask for a request file with the username of the customer’s account.',
    operator: 'Ask for a request file with the username of the customer’s account.',
    customer: null,
  },
  username_malformed: {
    sentence: 'This is not a valid username.',
    appUser: USERNAME_FORM,
    integrator: 'Ask for a request file with the username of the customer’s account.',
    operator: 'Ask for a request file with the username of the customer’s account.',
    customer: USERNAME_FORM,
    fields: ['username'],
  },
  username_unknown: {
    sentence: 'This license belongs to an account with another username.',
    appUser:
      'Enter the username of the account that has this license, or ask its owner for a license of your own.',
    integrator: 'Ask for a request file with the username of the account that has the license.',
    operator: 'Ask for a request file with the username of the account that has the license.',
    customer: null,
    isGuess: true,
    fields: ['username'],
  },
  activation_unknown: {
    sentence: 'The server does not know this activation.',
    appUser: 'Activate again with your license key. The lease on this machine stays valid until it ends.',
    integrator: 'List the activations of the license, and use an id from that list.',
    operator: 'List the activations of the license: quietkey activation list LICENSE',
    customer: {
      sentence: 'One of these machines has been released already.',
      remedy: 'Check the list.',
    },
    isGuess: true,
  },
  activation_forked: {
    sentence: 'Two machines use the same activation.',
    appUser:
      'Activate this machine with your license key: it then takes a seat of its own. Ask the vendor if you have only one machine.',
    integrator:
      'Let the customer activate this machine with the license key: it then takes a seat of its own.',
    operator: 'Let the customer activate this machine with the license key: it then takes a seat of its own.',
    customer: null,
  },
  proof_invalid: {
    sentence: 'The request does not prove that it comes from the activated machine.',
    appUser: 'Activate again with your license key. The lease on this machine stays valid until it ends.',
    integrator: 'Ask for a new request file: this one was edited, or the machine must activate again.',
    operator: {
      sentence: 'The request file does not prove that it comes from the activated machine.',
      remedy: 'Ask for a new file: this one was edited, or the machine must activate again.',
    },
    customer: null,
    isGuess: true,
  },
  release_too_soon: {
    sentence: 'A seat of this license was released too recently.',
    appUser: 'Wait until the cool-down ends, or ask the vendor to release the seat.',
    integrator:
      'Release the activation for the customer: DELETE /v1/licenses/{license}/activations/{activation}',
    operator: 'Release the machine for the customer: quietkey activation release LICENSE ACTIVATION',
    customer: {
      sentence: 'Nothing was released.',
      remedy: 'The rules of this license are shown below.',
    },
  },
  release_limit_reached: {
    sentence: 'All releases of this license for this year are used.',
    appUser: 'Wait for the next year, or ask the vendor to release the seat.',
    integrator:
      'Release the activation for the customer: DELETE /v1/licenses/{license}/activations/{activation}',
    operator: 'Release the machine for the customer: quietkey activation release LICENSE ACTIVATION',
    customer: {
      sentence: 'Nothing was released.',
      remedy: 'The rules of this license are shown below.',
    },
  },
  authorization_pending: {
    sentence: 'The customer has not answered yet.',
    appUser: 'Enter the code on the page that the app names, and choose a license there.',
    integrator: 'Poll again after the interval.',
    operator: null,
    customer: null,
  },
  slow_down: {
    sentence: 'The app asks too often.',
    appUser: 'Wait a moment.',
    integrator: 'Lengthen the interval by five seconds, then poll again.',
    operator: null,
    customer: null,
  },
  access_denied: {
    sentence: 'The activation was denied in the portal.',
    appUser: 'If that was a mistake, sign in again from the app.',
    integrator: 'Stop polling.',
    operator: null,
    customer: null,
  },
  expired_token: {
    sentence: 'This code has expired or was used.',
    appUser: 'Sign in again from the app: it shows a new code.',
    integrator: 'Stop polling. Ask for new codes: POST /v1/sign-ins',
    operator: null,
    customer: null,
    isGuess: true,
  },
  trial_not_offered: {
    sentence: 'This product has no trial.',
    appUser: 'Enter a license key.',
    integrator: 'Set the term trialDays of the product: PATCH /v1/products/{product}',
    operator: null,
    customer: null,
  },
  trial_over: {
    sentence: 'The trial of this product on this machine is over.',
    appUser: 'Enter a license key. Another trial can be started twelve months after the last one began.',
    integrator: 'A machine, or an installation that shows no hardware, has one trial in twelve months.',
    operator: null,
    customer: null,
  },
} as const satisfies { readonly [C in LicenseCode]: LicenseRow };
