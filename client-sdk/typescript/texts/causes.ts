/** What an app shows for each cause of a failed call, in English: the core has only the remedies. */
import { REMEDIES, type NetworkCause } from '../primitives/network-cause.ts';
import type { CauseText } from './sentences.ts';

export const ENGLISH_CAUSES: Readonly<Record<NetworkCause, CauseText>> = {
  offline: { message: 'The license server was not reached.', remedy: REMEDIES.offline },
  proxy: {
    message: 'The proxy did not connect this app with the license server.',
    remedy: REMEDIES.proxy,
  },
  'captive-portal': {
    message: 'Something in this network answered in place of the license server.',
    remedy: REMEDIES['captive-portal'],
  },
  'tls-inspection': {
    message: 'The encrypted connection does not lead to the license server.',
    remedy: REMEDIES['tls-inspection'],
  },
  server: {
    message: 'The license server cannot answer now, or the connection to it was cut.',
    remedy: REMEDIES.server,
  },
  refused: { message: 'The license server was reached, and refused.', remedy: REMEDIES.refused },
};
